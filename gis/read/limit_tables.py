"""Tables of control values, crosswalks of industries and the settings of plot figures, from files to the engine.

A control table is a TOML file; `layers/controls/industrial_2008.toml` is one, and a user's own looks like it:

    key = "my_county_2024"                    # told apart by it
    title = "某县工业项目控制指标"  title_en = "…"
    edition = "某政发〔2024〕1号"               # the document
    level = "local"                           # or "national"
    industry_edition = "GB/T 4754-2017"       # needed where a row names industries
    codes = ["1001"]                          # beginnings of land-use codes; none: every plot
    kind = "normative"                        # or "recommended"; a row may say its own, as of the next two
    source = "…"
    confidence = "H"                          # H, M or L

    [[limit]]
    index = "far"                             # far, building_density, building_coefficient, green_ratio,
    op = ">="                                 #   admin_land_share, admin_floor_share, height_m, storeys_max,
    value = 1.0                               #   investment_per_ha, output_per_ha, tax_per_ha and the same _per_mu
    industries = ["13"]                       # beginnings of codes, none: every industry
    grades = ["三等"]                          # land grades, none: every one; the plots' column is land_grade

Values are written with their unit ("30 %", "3000 万元/公顷", "24 m"); ratios and counts are plain numbers.

A crosswalk is a CSV file with the columns from_edition, from_code, to_edition, to_code.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from gis.definitions import Table
from gis.errors import DefinitionError, UnreadableFileError
from gis.plots.intensity import FigureSettings
from gis.plots.limits import INDICES, ControlTable, Limit, edition_year
from gis.read.toml import read_toml
from gis.read.workspace import SHIPPED

__all__ = ["read_control_table", "read_crosswalk", "read_figure_settings", "shipped_control_tables"]

_HEAD = (
    "key", "title", "title_en", "edition", "level", "industry_edition", "codes", "kind", "source", "confidence",
    "limit",
)  # fmt: skip
_ROW = (
    "index", "op", "value", "industries", "codes", "grades", "name", "note", "kind", "source", "confidence",
)  # fmt: skip
_LEVELS, _KINDS, _OPS = ("national", "local"), ("normative", "recommended"), (">=", "<=")
_CONFIDENCES, _BASES = ("H", "M", "L"), ("planar", "ellipsoidal", "stated")
_CROSSWALK = ("from_edition", "from_code", "to_edition", "to_code")


def shipped_control_tables() -> list[ControlTable]:
    """The control tables that come with the program, in the order of their files."""
    return [read_control_table(path) for path in sorted((SHIPPED / "controls").glob("industrial_*.toml"))]


def read_control_table(path: Path) -> ControlTable:
    """A control table; the format stands at the head of this module.

    Raises
    ------
    DefinitionError: an unknown or missing key, an unknown word, rows that say two things of one plot. UnitError: a
    value without its unit.
    """
    table = read_toml(path)
    table.only(_HEAD)
    head = {name: table.text(name) for name in ("key", "title", "edition", "source")}
    edition = table.text("industry_edition", "")
    limits = tuple(_limit(row, table) for row in table.tables("limit"))
    if not limits:
        raise table.refuse("limit", "没有一行 [[limit]]")
    if any(limit.industries for limit in limits) and not edition_year(edition):
        raise table.refuse("industry_edition", "有按行业的值,须写明 GB/T 4754 的版本(年)")
    _refuse_twice(limits, table)
    return ControlTable(
        head["key"], head["title"], table.text("title_en", head["title"]), head["edition"],
        _one_of(table, "level", _LEVELS), edition, table.texts("codes"), limits,
    )  # fmt: skip


def _limit(row: Table, head: Table) -> Limit:
    """One row, with what it leaves to the head."""
    row.only(_ROW)
    index = INDICES[_one_of(row, "index", tuple(INDICES))]
    value = _number(row) if index.expected in ("ratio", "count") else row.quantity("value", expected=index.expected)
    own = {name: row if row.has(name) else head for name in ("kind", "source", "confidence")}
    return Limit(
        index=row.text("index"), op=_one_of(row, "op", _OPS), value=round(value * index.factor, 9),
        kind=_one_of(own["kind"], "kind", _KINDS), source=own["source"].text("source"),
        confidence=_one_of(own["confidence"], "confidence", _CONFIDENCES), industries=row.texts("industries"),
        codes=row.texts("codes"), grades=row.texts("grades"), note=row.text("note", ""),
    )  # fmt: skip


def _number(row: Table) -> float:
    """A plain number; whole ones too."""
    value = row.take("value", object)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise row.refuse("value", f"应为数字,却是 {value!r}")
    return float(value)


def _refuse_twice(limits: Sequence[Limit], table: Table) -> None:
    """Refuse rows that hold for the same plots and the same side of a figure."""
    seen: dict[tuple[str, ...], int] = {}
    for number, limit in enumerate(limits, 1):
        for industry in limit.industries or ("",):
            for code in limit.codes or ("",):
                for grade in limit.grades or ("",):
                    key = (limit.index, limit.op, industry, code, grade)
                    if key in seen:
                        raise table.refuse(f"limit[{number}]", f"与第 {seen[key]} 行说的是同一范围的同一指标")
                    seen[key] = number


def _one_of(table: Table, name: str, known: tuple[str, ...]) -> str:
    text = table.text(name)
    if text not in known:
        raise table.refuse(name, f"不认识 {text};可用:{'、'.join(known)}")
    return text


def read_figure_settings(path: Path | None = None) -> FigureSettings:
    """The settings of plot figures; none: the shipped ones.

    Raises
    ------
    DefinitionError: an unknown or missing key. UnitError: a value without its unit.
    """
    table = read_toml(path or SHIPPED / "controls" / "figures.toml")
    table.only(("tall_storeys", "admin", "area"))
    tall, admin, area = (table.table(name) for name in ("tall_storeys", "admin", "area"))
    tall.only(("codes", "source", "confidence"))
    admin.only(("uses", "source", "confidence"))
    area.only(("basis", "allowed_share", "allowed", "source", "confidence"))
    for part in (tall, admin, area):
        part.text("source")
        _one_of(part, "confidence", _CONFIDENCES)
    return FigureSettings(
        tall_codes=tall.texts("codes"), admin_uses=admin.texts("uses"), allowed_share=area.share("allowed_share"),
        allowed_m2=area.quantity("allowed", expected="m2"), area_basis=_one_of(area, "basis", _BASES),
    )  # fmt: skip


def read_crosswalk(path: Path) -> pd.DataFrame:
    """Pairs of industry codes of two editions, all as text; see the head of this module.

    Raises
    ------
    UnreadableFileError: not a CSV file in UTF-8. DefinitionError: a column is missing, or an edition names no year.
    """
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UnreadableFileError(source=str(path), problem=str(error), remedy="") from error
    missing = [name for name in _CROSSWALK if name not in frame]
    if missing:
        raise DefinitionError(file=str(path), key=missing[0], problem="缺少此列")
    for name in ("from_edition", "to_edition"):
        wrong = frame.loc[frame[name].map(edition_year) == "", name]
        if len(wrong):
            raise DefinitionError(file=str(path), key=name, problem=f"看不出是哪一年的版本:{wrong.iloc[0]}")
    return frame[list(_CROSSWALK)]
