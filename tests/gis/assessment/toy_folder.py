"""The toy district as a folder on disk, so that reading, compiling, measuring and judging run as for a real one."""

from datetime import date
from pathlib import Path

from tests import toy

GOALS = """
[[goals]]
id = "green.radius"
title = "见绿"
theme = "green"
chapter = "3"
words = "300米见绿"
measures = ["green_radius", "green_walk"]
parameters = { preset = "garden_2022", tier = "united" }
target = { at_least = "70 %", year = 2025 }
[[goals]]
id = "toy.fitness"
title = "健身"
theme = "circles"
chapter = "4"
words = "健身圈"
measures = ["facility_radius", "facility_walk"]
parameters = { kinds = ["outdoor_fitness"], distance = "500 m" }
[[goals]]
id = "circle.convenience10"
title = "便民"
theme = "circles"
chapter = "5"
words = "十分钟便民"
measures = ["circle_radius", "circle_walk"]
[goals.parameters]
distance = "500 m"
composite = "mean"
[goals.parameters.elements]
"便利店" = ["convenience_store"]
"药店" = ["pharmacy"]
[[goals]]
id = "land.far"
title = "容积率"
theme = "land"
chapter = "6"
words = "集约"
measures = ["floor_area_ratio", "tax_per_mu", "zone_area"]
[[goals]]
id = "roads.length"
title = "道路"
theme = "roads"
chapter = "7"
words = "道路"
measures = ["road_length"]
parameters = { classes = ["arterial", "collector", "local"] }
scope = "district"
[[goals]]
id = "forest"
title = "森林"
theme = "green"
chapter = "8"
words = "森林覆盖率"
measures = []
not_mapped = "要有栅格"
"""

LAYERS = (
    "outline",
    "roads",
    "railways",
    "streets",
    "parks",
    "park_entrances",
    "facilities",
    "land_use",
    "plots",
    "buildings",
)


def write_toy(folder: Path, *, without=(), goals: str = GOALS) -> Path:
    """The folder with district.toml, plan.toml and one GeoPackage a layer, in EPSG:4548."""
    folder.mkdir(parents=True, exist_ok=True)
    text = f'id = "toy"\nname = "玩具区"\ncrs = "{toy.CRS}"\n'
    text += '[published]\noutline = { area = "2.08 km2", source = "纸" }\n'
    for kind in LAYERS:
        if kind in without:
            continue
        rows = getattr(toy, kind)()
        rows.reset_index(names="id").to_file(folder / f"{kind}.gpkg")
        text += (
            f'[layers.{kind}]\nfile = "{kind}.gpkg"\nprovider = "纸"\ndate = {date(2026, 1, 1)}\n'
            'licence = "CC0"\nbasis = "surveyed"\n'
        )
    (folder / "district.toml").write_text(text, encoding="utf-8")
    zones = "".join(
        f'[[zones]]\nid = "toy.{name}"\nname = "{name}"\nchapter = "1"\nclause = "无四至"\ndeclared = "zones.gpkg"\n'
        'reason = "纸上划定"\n'
        for name in ("west", "east")
    )
    toy.zones().drop(index="*").reset_index(names="id").to_file(folder / "zones.gpkg")
    (folder / "plan.toml").write_text(f'document = "纸上规划"\n{zones}{goals}', encoding="utf-8")
    return folder
