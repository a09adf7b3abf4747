"""District folders made by code from rough layers, and what reading and measuring make of them.

One street on y = 0 from x = 0 to 1000, homes beside it, a shop at (110, 10), 300 m on foot and by radius: of the three
homes at x = 100, 500 and 900 the first alone is served, by 30 + 0 + 10 = 40 m on foot.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
from click.testing import CliRunner
from shapely.geometry.base import BaseGeometry

from gis.assessment import Bench, assess
from gis.assessment.explained import health_of
from gis.cli import main
from gis.read.folder import read_district, read_district_goals, shipped_standards
from gis.results import Assessment
from tests import toy

__all__ = [
    "command", "entrances", "explained_json", "figures", "health", "homes", "lines", "measure_json", "measured",
    "parks", "plain", "repairs", "rows_of", "shops", "square", "write_rough",
]  # fmt: skip

CELL_M = 20.0
GOALS = """
[[goals]]
id = "shop"
title = "便利店"
theme = "circles"
chapter = "1"
words = "便利店"
measures = ["facility_radius", "facility_walk"]
parameters = { kinds = ["convenience_store"], distance = "300 m" }
[[goals]]
id = "green"
title = "见绿"
theme = "green"
chapter = "2"
words = "见绿"
measures = ["green_radius", "green_walk"]
parameters = { preset = "garden_2022", tier = "united" }
"""
_PAIRS = {"shop": ("facility_radius", "facility_walk"), "green": ("green_radius", "green_walk")}


def square(left_m: float, low_m: float, side_m: float = CELL_M) -> BaseGeometry:
    """A square of the toy; with the default side and a corner on the grid it is one cell."""
    return toy.strip(left_m, low_m, left_m + side_m, low_m + side_m)


def rows_of(
    shapes: Mapping[str, BaseGeometry | None], crs: str | None = toy.CRS, **columns: object
) -> gpd.GeoDataFrame:
    """Rows as a file has them: a column `id`, the columns given, a geometry."""
    return gpd.GeoDataFrame({"id": list(shapes), **columns}, geometry=list(shapes.values()), crs=crs)


def homes(*corners: tuple[float, float]) -> gpd.GeoDataFrame:
    """Residential land: one cell of 400 m2 at each corner, which must be multiples of 20 m."""
    return rows_of({f"h{n}": square(*corner) for n, corner in enumerate(corners)}, code="0701")


def lines(*streets: list[tuple[float, float]], **columns: object) -> gpd.GeoDataFrame:
    """Lines of the toy: streets, railways, walls."""
    return rows_of({f"s{n}": toy.line(*street) for n, street in enumerate(streets)}, **columns)


def shops(*spots: tuple[float, float]) -> gpd.GeoDataFrame:
    """Convenience stores."""
    return rows_of({f"f{n}": toy.at(*spot) for n, spot in enumerate(spots)}, facility="convenience_store")


def parks(*shapes: BaseGeometry | None) -> gpd.GeoDataFrame:
    """Parks p0, p1 …"""
    return rows_of({f"p{n}": shape for n, shape in enumerate(shapes)}, park_class="G14")


def entrances(*spots: tuple[float, float, str]) -> gpd.GeoDataFrame:
    """Park entrances: x, y, id of the park."""
    return rows_of({f"e{n}": toy.at(x, y) for n, (x, y, _) in enumerate(spots)}, park_id=[park for *_, park in spots])


def plain(**more: gpd.GeoDataFrame | Path) -> dict[str, gpd.GeoDataFrame | Path]:
    """The three homes, the shop and the street, with other layers in place of these or beside them."""
    return {
        "land_use": homes((100, 20), (500, 20), (900, 20)), "facilities": shops((110, 10)),
        "streets": lines([(0, 0), (1000, 0)]), **more,
    }  # fmt: skip


def write_rough(
    folder: Path, layers: Mapping[str, gpd.GeoDataFrame | Path], *, goals: str = GOALS,
    entries: Mapping[str, str] | None = None,
) -> Path:  # fmt: skip
    """A district folder with these layers, one GeoPackage each (a path: that file); `entries` adds lines to theirs."""
    folder.mkdir(parents=True, exist_ok=True)
    text = f'id = "{folder.name}"\nname = "粗糙区"\ncrs = "{toy.CRS}"\n'
    for kind, rows in layers.items():
        file = f"{kind}.gpkg"
        if isinstance(rows, Path):
            file = str(rows)
        else:
            rows.to_file(folder / file)
        text += (
            f'[layers.{kind}]\nfile = "{file}"\nprovider = "纸"\ndate = 2026-01-01\nlicence = "CC0"\n'
            f'basis = "surveyed"\n{(entries or {}).get(kind, "")}\n'
        )
    (folder / "district.toml").write_text(text, encoding="utf-8")
    (folder / "plan.toml").write_text(f'document = "纸上规划"\n{goals}', encoding="utf-8")
    return folder


def measured(folder: Path) -> Assessment:
    """The district read and measured."""
    return assess(read_district(folder), read_district_goals(folder), standards=shipped_standards())


def figures(folder: Path, goal: str = "shop") -> tuple[float | None, float | None]:
    """Share by radius and on foot, None where not assessed."""
    found = measured(folder)
    radius, walk = (found.of(goal, name).value for name in _PAIRS[goal])
    return radius, walk


def health(folder: Path) -> dict[str, float | int]:
    """The health report of the district's streets, by name."""
    return health_of(Bench(read_district(folder))).as_dict()


def repairs(folder: Path) -> dict[str, dict[str, int]]:
    """What reading mended and dropped, by layer."""
    return {kind: dict(layer.repairs) for kind, layer in read_district(folder).layers.items() if layer.repairs}


def command(workspace: Path, *arguments: str, code: int = 0) -> tuple[str, str]:
    """What `yitu` prints on standard output and on standard error, its exit code checked."""
    done = CliRunner().invoke(main, ["--workspace", str(workspace), *arguments])
    assert done.exit_code == code, (done.output, done.exception)
    assert "Traceback" not in done.output
    return done.stdout, done.stderr


def measure_json(workspace: Path, district: str, *arguments: str) -> dict[tuple[str, str], dict[str, object]]:
    """`yitu measure DISTRICT --json -`: (goal, measure) → result of the whole district."""
    found = json.loads(command(workspace, "measure", district, "--json", "-", *arguments)[0])
    return {(r["goal"], r["measure"]): r for r in found["districts"][0]["results"] if r["zone"] is None}


def explained_json(workspace: Path, district: str, goal: str) -> dict[str, object]:
    """`yitu explain DISTRICT --goal GOAL --json -`."""
    return dict(json.loads(command(workspace, "explain", district, "--goal", goal, "--json", "-")[0]))
