"""From an extract to a district: what district.toml and plan.toml say, and the layers that replace shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis.crs import require_same
from gis.read.goals import read_general_goals
from gis.read.origin import OPENSTREETMAP, layer_entry
from gis.read.osm import OsmExtract, clip_layers
from gis.read.osm_areas import home_share, homes_as_land, homes_of
from gis.read.osm_counts import TEXTS, ReadCount
from gis.read.osm_rules import OSM_TABLES, read_osm_tables
from gis.read.remade import remade_content

__all__ = [
    "FABRIC",
    "REPLACED",
    "district_spec_from_osm",
    "replaced_content",
    "replacement_layers",
    "servable_goals",
    "with_homes",
]

FABRIC = ("streets", "land_use", "buildings", "plots")  # schematic where shipped: gives way even to nothing
REPLACED = (
    "streets", "roads", "railways", "rivers", "walls", "water", "parks", "park_entrances", "facilities", "places",
    "land_use", "buildings",
)  # fmt: skip
MARGIN_M = 1_000.0  # parks and facilities outside the edge count: the widest circle reaches this far
_LINES = ("roads", "railways", "rivers")
_THEMES = ("green", "circles", "roads")


def _entry(kind: str, extract: OsmExtract, *, path: Path) -> dict[str, object]:
    """The table [layers.kind] of district.toml for a layer of the extract."""
    return layer_entry(kind, path=path, origin=OPENSTREETMAP, timestamp=extract.timestamp)


def servable_goals() -> list[dict[str, object]]:
    """The general goals whose needs an OSM extract can bring, by id; the wording stays that of the goal."""
    brought = {*REPLACED, "outline"}
    for rule in read_osm_tables().rules["facilities"].rules:
        given = rule.gives["facility"]
        brought |= {str(key) for key in (given if isinstance(given, list) else [given])}
    goals = read_general_goals(OSM_TABLES.parent)
    return [
        {"id": goal_id}
        for goal_id, table in goals.items()
        if table.text("theme") in _THEMES
        and not table.text("not_mapped", "")
        and brought.issuperset(table.texts("needs"))
        and table.texts("measures") != ("named_roads_found",)  # needs the names of a plan
    ]


def district_spec_from_osm(extract: OsmExtract, *, id: str, name: str, path: Path) -> dict[str, dict[str, Any]]:
    """The content of a new district's files: {"district": …, "plan": …}, for `views.folder.write_district`.

    `path` is the OSM file, named in the notes. The plan sets the general goals that OSM can serve and has no zones.

    Raises
    ------
    DefinitionError: a shipped goal file is wrong.
    """
    district: dict[str, Any] = {
        "id": id,
        "name": name,
        "name_en": name,
        "crs": extract.crs,
        "layers": {kind: _entry(kind, extract, path=path) for kind in extract.layers},
    }
    plan = {"document": f"{name}:OpenStreetMap 数据,未附规划文本", "goals": servable_goals()}
    return {"district": district, "plan": plan}


def with_homes(extract: OsmExtract) -> OsmExtract:
    """The extract with the footprints of homes added to its land use, where too little residential land is mapped.

    Unchanged where enough of the homes stand on mapped residential land (the share in osm.toml), or where so few are
    mapped that the extract plainly holds no buildings.
    Homes on residential land already are not added twice.
    """
    tables = read_osm_tables()
    buildings = extract.layers.get("buildings")
    if buildings is None:
        return extract
    homes = homes_of(buildings, tables=tables)
    uses = extract.layers.get("land_use", homes_as_land(buildings.iloc[:0], tables=tables))
    sparse = len(homes) < tables.homes_per_street_share * len(extract.layers["streets"])
    if sparse or not home_share(buildings, uses, tables=tables) < tables.residential_share:
        return extract
    residential = uses[uses["code"].str.startswith("07")]
    on_land = homes.geometry.representative_point().sindex.query(residential.geometry, predicate="intersects")[1]
    off_land = homes.drop(index=homes.index[pd.unique(on_land)])
    count = ReadCount("home_land", len(off_land), *TEXTS["home_land"])
    added = homes_as_land(off_land, tables=tables)
    joined = pd.concat([uses, added]) if len(uses) else added
    return replace(extract, layers={**extract.layers, "land_use": joined}, counts=(*extract.counts, count))


def _names(rows: gpd.GeoDataFrame) -> list[set[str]]:
    """All names of each row: name and aliases."""
    return [
        {text for text in (name, *aliases.split(";")) if text}
        for name, aliases in zip(rows["name"], rows["aliases"], strict=True)
    ]


def _named_again(new: gpd.GeoDataFrame, shipped: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """New lines under the names a plan uses: aliases of the shipped line of that name added, unmatched ones kept.

    A shipped line gives its names to new lines that share one of them, unless two shipped lines share that very name
    (a number such as S102 may run along two streets).
    """
    old_names, new_names = _names(shipped), _names(new)
    owners: dict[str, set[str]] = {}
    for main, names in zip(shipped["name"], old_names, strict=True):
        for text in names:
            owners.setdefault(text, set()).add(main)
    every: dict[str, set[str]] = {}
    for main, names in zip(shipped["name"], old_names, strict=True):
        every.setdefault(main, set()).update(names)
    aliases, met = [], set()
    for name, names in zip(new["name"], new_names, strict=True):
        mains = {main for text in names for main in owners.get(text, ()) if len(owners[text]) == 1 and main}
        met |= mains
        more = set().union(*(every[main] for main in mains)) if mains else set()
        aliases.append(";".join(sorted((names | more) - {name})))
    kept = shipped[[bool(main) and main not in met for main in shipped["name"]]]
    joined = new.assign(aliases=aliases)
    return pd.concat([joined, kept[joined.columns]]) if len(kept) else joined


def replacement_layers(
    extract: OsmExtract, outline: BaseGeometry, *, shipped: Mapping[str, gpd.GeoDataFrame] | None = None
) -> dict[str, gpd.GeoDataFrame]:
    """The extract's layers for `yitu layers replace`, cut to `outline` (in the extract's CRS) plus 1 km.

    With the district's own line layers in `shipped`, new lines take over the names (aliases) that its clauses use, and
    named lines the extract lacks are kept on their own basis, so that zones still compile.

    Raises
    ------
    CRSMismatchError: a shipped layer is in another CRS.
    """
    mine = {kind: rows for kind, rows in extract.layers.items() if kind in REPLACED}
    clipped = clip_layers(mine, outline.buffer(MARGIN_M))
    for kind in _LINES:
        if shipped is not None and kind in shipped and kind in clipped:
            require_same(shipped[kind], clipped[kind], layer=kind)
            clipped[kind] = _named_again(clipped[kind], shipped[kind])
    return clipped


def _gone(layers: Mapping[str, gpd.GeoDataFrame]) -> set[str]:
    """Kinds that give way to `layers`: those, the fabric, and the entrances of replaced parks."""
    return {*FABRIC, *layers} | ({"park_entrances"} if "parks" in layers else set())


def replaced_content(
    source: Path, folder: Path, layers: Mapping[str, gpd.GeoDataFrame], *, extract: OsmExtract
) -> tuple[dict[str, dict[str, Any]], dict[str, Path]]:
    """What the district of `source` says and keeps in `folder`, once `layers` of the extract took their place.

    The fabric (streets, land use, buildings, plots) goes even where the extract has none of a kind, and so do entrances
    of replaced parks; what else the extract lacks stays, and so do outline, borders and all other keys.

    Returns
    -------
    The content of district.toml as {"district": …}, and the files to copy by name: both for
    `views.folder.write_district`.

    Raises
    ------
    DefinitionError: district.toml is missing or no TOML.
    """
    entries = {kind: _entry(kind, extract, path=extract.path) for kind in layers}
    table, files = remade_content(source, folder, entries, gone=_gone(layers))
    return {"district": table}, files
