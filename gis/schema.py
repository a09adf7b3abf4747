"""Layer kinds: what each holds, its key, its required columns and their units.

Every layer of every district is checked against this table; a new kind is one entry in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

__all__ = ["FIRMS", "KINDS", "Basis", "Column", "LayerKind", "Shape", "yes_or_no"]

# what people write in columns of yes and no; whole numbers may come as 1.0 where a column has gaps
_YES_NO: Mapping[str, bool] = MappingProxyType({
    **dict.fromkeys(("true", "t", "yes", "y", "1", "1.0", "是", "有", "√", "规上"), True),
    **dict.fromkeys(("false", "f", "no", "n", "0", "0.0", "否", "无", "×", "规下"), False),
})  # fmt: skip


def yes_or_no(value: object) -> bool | None:
    """What a value of a column of flags says: a flag, 0 and 1, or a word such as 是 and no; None for anything else."""
    return _YES_NO.get(str(value).strip().casefold())


class Shape(Enum):
    """Geometry family of a layer."""

    POINT = "Point"
    LINE = "LineString"
    AREA = "Polygon"

    @property
    def types(self) -> tuple[str, ...]:
        """The geometry types the family admits; a point layer takes single points only."""
        return ("Point",) if self is Shape.POINT else (self.value, f"Multi{self.value}")


class Basis(Enum):
    """What a feature rests on, best first. `indicative` bases make every figure 示意."""

    SURVEYED = "surveyed"
    OSM = "osm"
    EVIDENCE = "evidence"
    PLAN = "plan"
    SCHEMATIC = "schematic"

    @property
    def indicative(self) -> bool:
        """Whether figures on this basis are 示意."""
        return self not in (Basis.SURVEYED, Basis.OSM)

    @property
    def rank(self) -> int:
        """0 is best."""
        return list(Basis).index(self)

    @staticmethod
    def worst(bases: list[Basis]) -> Basis:
        """The weakest of several; SURVEYED for none."""
        return max(bases, key=lambda basis: basis.rank, default=Basis.SURVEYED)


@dataclass(frozen=True)
class Column:
    """A column of a layer: type, unit (empty: none), whether it is required, and what fills it where absent."""

    kind: str  # "text" | "number" | "flag"
    unit: str = ""
    required: bool = False
    default: object = None


@dataclass(frozen=True)
class LayerKind:
    """One kind of layer: its name (the key in district.toml), Chinese and English titles, geometry and columns."""

    name: str
    title: str
    title_en: str
    shape: Shape
    columns: Mapping[str, Column]


_COMMON = {
    "id": Column("text", required=True),
    "name": Column("text", default=""),
    "basis": Column("text", default=""),  # filled from the layer's source where a feature has none
    "uncertainty_m": Column("number", unit="m", default=0.0),
    "source": Column("text", default=""),
}


def _kind(name: str, title: str, title_en: str, shape: Shape, **columns: Column) -> LayerKind:
    return LayerKind(name, title, title_en, shape, MappingProxyType({**_COMMON, **columns}))


_TEXT, _NUMBER, _FLAG = Column("text", default=""), Column("number"), Column("flag", default=False)
_METRES, _SQUARE_METRES = Column("number", unit="m"), Column("number", unit="m2")

KINDS: Mapping[str, LayerKind] = MappingProxyType({
    kind.name: kind
    for kind in (
        _kind("outline", "区界", "district outline", Shape.AREA),
        # named lines that clauses refer to; `aliases` separated by ";"
        _kind("roads", "命名道路", "named roads", Shape.LINE, road_class=_TEXT, aliases=_TEXT),
        _kind("railways", "铁路", "railways", Shape.LINE, aliases=_TEXT, bridge=_FLAG, tunnel=_FLAG),
        _kind("rivers", "河流", "rivers", Shape.LINE, aliases=_TEXT, width_m=Column("number", unit="m"), tunnel=_FLAG),
        # what nobody walks through off the streets; a gate is where a street passes
        _kind("walls", "围墙", "walls", Shape.LINE),
        _kind("borders", "界线", "administrative borders", Shape.LINE, aliases=_TEXT),
        _kind("water", "水面", "water", Shape.AREA),
        # what people walk on: every public way with its level, so that crossings are joined and bridges are not
        _kind(
            "streets", "街道网络", "street network", Shape.LINE,
            road_class=_TEXT, bridge=_FLAG, tunnel=_FLAG, layer=Column("number", default=0.0),
            steps=_FLAG, crossing=_FLAG, walkable=Column("flag", default=True),
        ),
        _kind("parks", "公园绿地", "parks and green", Shape.AREA, park_class=_TEXT),
        _kind("park_entrances", "公园出入口", "park entrances", Shape.POINT, park_id=Column("text", required=True)),
        # `facility` is a key of layers/goals/facilities.toml; a place that serves two kinds is two rows
        _kind(
            "facilities", "公共服务设施", "public facilities", Shape.POINT,
            facility=Column("text", required=True), address=_TEXT,
            capacity_count=Column("number"), area_m2=Column("number", unit="m2"),
        ),
        _kind("places", "地名与园区", "places and estates", Shape.POINT, place=_TEXT),
        _kind("land_use", "用地", "land use", Shape.AREA, code=Column("text", required=True)),
        _kind("buildings", "建筑", "buildings", Shape.AREA, storeys=_NUMBER, use=_TEXT,
              dwellings_count=_NUMBER, plot_id=_TEXT, height_m=_METRES, tall_storeys_count=_NUMBER,
              floor_area_m2=_SQUARE_METRES),
        # what a ledger of plots may say beside the outline; money in 10,000 yuan, days as 2026-11-22; "", NaN: unknown
        _kind(
            "plots", "地块", "plots", Shape.AREA, code=Column("text", required=True), planned_code=_TEXT, status=_TEXT,
            industry=_TEXT, industry_edition=_TEXT, firm_id=_TEXT, holder=_TEXT,
            area_stated_m2=_SQUARE_METRES, floor_area_m2=_SQUARE_METRES, structures_m2=_SQUARE_METRES,
            yards_m2=_SQUARE_METRES, admin_land_m2=_SQUARE_METRES, admin_floor_m2=_SQUARE_METRES,
            green_m2=_SQUARE_METRES, height_m=_METRES,
            investment_wan=_NUMBER, output_wan=_NUMBER, tax_wan=_NUMBER, energy_tce=_NUMBER,
            supplied_on=_TEXT, start_due_on=_TEXT, started_on=_TEXT, stopped_on=_TEXT, price_wan=_NUMBER,
            total_investment_wan=_NUMBER, invested_wan=_NUMBER, to_develop_m2=_SQUARE_METRES,
            developed_m2=_SQUARE_METRES, government_delay=_FLAG,
        ),
        # what a plan keeps free or limits: farmland, red lines, corridors; `severity`: forbidden, restricted, notice
        _kind("controls", "管控范围", "control areas", Shape.AREA,
              control=Column("text", required=True), severity=_TEXT, clause=_TEXT),
        _kind("population", "人口", "population", Shape.POINT,
              persons_count=Column("number", required=True)),
    )
})  # fmt: skip

# A table of firms, which has no outlines of its own: each on one or several plots.
FIRMS: Mapping[str, Column] = MappingProxyType(
    {
        "firm_id": Column("text", required=True),
        "name": _TEXT,
        "plot_id": _TEXT,
        "above_scale": Column("flag"),
        "industry": _TEXT,
        **dict.fromkeys(("land_own_m2", "land_rented_in_m2", "land_rented_out_m2"), _SQUARE_METRES),
        **dict.fromkeys(
            (
                "tax_wan",
                "output_wan",
                "sales_wan",
                "value_added_wan",
                "rd_wan",
                "energy_tce",
                "power_kwh",
                "emission_t",
            ),
            _NUMBER,
        ),
        "employees_count": _NUMBER,
        "not_graded": _TEXT,
    }
)
