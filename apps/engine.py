"""The app's only way to figures: districts, goals, assessments and layer files, each made once and kept.

Pages call these; nothing here draws a widget. The CLI calls the same `gis.assessment`, so the two cannot disagree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd

from apps.jobs import Job, job
from apps.store import Kept
from gis.assessment import Bench, assess
from gis.assessment.explained import explained, health_of, is_covered, zone_land
from gis.district import District
from gis.goals import LAND, Goal
from gis.measures import REGISTRY, land
from gis.measures.explain import Explained
from gis.network.health import NetworkHealth
from gis.read.folder import read_district, read_district_goals, shipped_standards
from gis.read.vector import file_digest
from gis.read.workspace import find_districts
from gis.results import Assessment
from gis.views import gap_layers, map_layers
from gis.views.drawing import Drawn
from gis.views.figures import place_names
from gis.views.reach import reach_pieces
from gis.views.words import say

__all__ = [
    "PAGES",
    "PLOT_FIGURES",
    "STANDARD",
    "Trial",
    "assessment",
    "bench",
    "chosen_zone",
    "district",
    "district_ids",
    "facility_kinds",
    "first_district",
    "gap",
    "goal",
    "goals",
    "goals_of",
    "ground",
    "kept_assessment",
    "measure_ahead",
    "measuring",
    "network_health",
    "page_of",
    "places",
    "plot_figures",
    "presets",
    "reach",
    "reasons",
    "rows_of_zone",
    "set_ahead",
    "set_workspace",
    "stamp",
    "stop_stale",
    "unit_of",
    "walkers",
    "workspace",
    "zones",
]  # fmt: skip

PAGES = ("overview", "coverage", "circles", "intensity", "plots", "review", "scenario", "data", "importing")
PLOT_FIGURES = {
    "land_use": "", "floor_area_ratio": "ratio", "building_density": "share", "green_ratio": "share",
    "output_per_mu": "wan_per_mu", "tax_per_mu": "wan_per_mu", "investment_per_mu": "wan_per_mu",
}  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """Another distance ("600 m"), park preset or walker than the standard's; none of them: as the standard says."""

    distance: str = ""
    preset: str = ""
    walker: str = ""


STANDARD = Trial()

_DIGESTS: Kept[str] = Kept(2_000)
_DISTRICTS: Kept[District] = Kept(6)
_GOALS: Kept[tuple[Goal, ...]] = Kept(6)
_ASSESSMENTS: Kept[Assessment] = Kept(40)
_BENCHES: Kept[Bench] = Kept(3)  # land, cells and network of the districts in use; hundreds of MB for a large one
_DRAWN: Kept[Drawn] = Kept(200)
_REACHES: Kept[tuple[Drawn, frozenset[str]]] = Kept(120)
_PLOTS: Kept[pd.Series] = Kept(40)
_HEALTH: Kept[NetworkHealth] = Kept(6)
_REASONS: Kept[dict[str, Explained]] = Kept(12)
_UNDER_WAY: dict[str, tuple[tuple[str, str], Job[Assessment]]] = {}  # the last measuring of each district
_AHEAD = {"on": True}
_WORKSPACE: dict[str, Path | None] = {"folder": None}

Step = Callable[[str, float], None]


def set_workspace(folder: Path | None) -> None:
    """Where the user's own districts live; None: the default of `gis.read`."""
    _WORKSPACE["folder"] = folder


def workspace() -> Path | None:
    """The folder of the user's own districts as given; None: the default of `gis.read`."""
    return _WORKSPACE["folder"]


def district_ids() -> dict[str, Path]:
    """District id → folder, shipped ones and the user's."""
    return find_districts(_WORKSPACE["folder"])


def first_district() -> str:
    """The district a visit opens on: the one whose evidence is best, where it is shipped."""
    ids = list(district_ids())
    return "zibo" if "zibo" in ids else ids[0]


def stamp(district_id: str) -> tuple[str, str]:
    """Names the state of a district by the content of its files: one changed byte makes everything anew.

    A file is read again only where its time or size has changed.

    Raises
    ------
    KeyError: there is no such district.
    """
    folder = district_ids()[district_id]
    files = sorted([*folder.iterdir(), *folder.parent.joinpath("goals").glob("*.toml")])
    whole = hashlib.sha256()
    for file in files:
        if file.is_file():
            whole.update(f"{file}\0{_digest(file)}\0".encode())
    return district_id, whole.hexdigest()


def _digest(file: Path) -> str:
    facts = file.stat()
    return _DIGESTS.get((file, facts.st_mtime_ns, facts.st_size), lambda: file_digest(file))


def district(district_id: str) -> District:
    """The district with its layers checked and zones compiled.

    Raises
    ------
    GisError: its files cannot be read; says what, where and what to do. KeyError: there is no such district.
    """
    return _DISTRICTS.get(stamp(district_id), lambda: read_district(district_ids()[district_id]))


def goals(district_id: str) -> tuple[Goal, ...]:
    """The goals of its plan.

    Raises
    ------
    GisError: a definition is wrong. KeyError: there is no such district.
    """
    return _GOALS.get(stamp(district_id), lambda: read_district_goals(district_ids()[district_id]))


def kept_assessment(district_id: str) -> Assessment | None:
    """The assessment of all goals, where it has been made already."""
    return _ASSESSMENTS.look_up((stamp(district_id), "", STANDARD))


def assessment(district_id: str, *, goal_id: str = "", trial: Trial = STANDARD, step: Step | None = None) -> Assessment:
    """All goals measured as the standards say; with `goal_id` that goal alone, at a `trial`'s distance or preset.

    Raises
    ------
    GisError: a layer or definition cannot be used. KeyError: there is no such district.
    """

    def make() -> Assessment:
        known = goals(district_id)
        if goal_id:
            known = tuple(_changed(one, trial) for one in known if one.id == goal_id)
        laid_out = bench(district_id, trial.walker)
        return assess(laid_out.district, known, standards=shipped_standards(), progress=step, bench=laid_out)

    return _ASSESSMENTS.get((stamp(district_id), goal_id, trial), make)


def goals_of(page: str, known: Sequence[Goal]) -> list[str]:
    """Ids of the goals a page can show: those it proves; the scenario page every coverage by distance."""
    if page == "scenario":
        return [goal.id for goal in known if is_covered(goal)]
    return [goal.id for goal in known if page_of(goal) == page]


def bench(district_id: str, walker: str = "") -> Bench:
    """The district laid out; of a walker whose crossings and steps cost nothing extra, the standard's is shared."""

    def make() -> Bench:
        if not walker:
            return Bench(district(district_id))
        return bench(district_id).of_walker(shipped_standards().walkers.profiles[walker])

    return _BENCHES.get((stamp(district_id), walker), make)


def reasons(district_id: str, goal_id: str) -> dict[str, Explained]:
    """Why radius and walk differ for a goal: element → definitions, causes, mends.

    Raises
    ------
    GisError: the goal is no coverage by distance, or a layer is missing. KeyError: there is no such district.
    """

    def make() -> dict[str, Explained]:
        laid_out, known = bench(district_id), goals(district_id)
        return explained(laid_out.district, known, goal_id, standards=shipped_standards(), bench=laid_out)

    return _REASONS.get((stamp(district_id), goal_id), make)


def network_health(district_id: str) -> NetworkHealth:
    """What to know of a district's streets before any walking figure.

    Raises
    ------
    GisError: the district has no streets. KeyError: there is no such district.
    """
    return _HEALTH.get(stamp(district_id), lambda: health_of(bench(district_id)))


def rows_of_zone(district_id: str, goal_id: str, zone_id: str | None) -> list[object] | None:
    """The rows of the residential land (or residents, as the goal asks) in a zone; None for the whole."""
    return None if zone_id is None else zone_land(bench(district_id), zone_id, goal(district_id, goal_id).demand)


def unit_of(district_id: str, goal_id: str) -> str:
    """What a goal's coverage counts: "m2" of land or "persons"."""
    return "m2" if goal(district_id, goal_id).demand == LAND else "persons"


def goal(district_id: str, goal_id: str) -> Goal:
    """The goal with this id (StopIteration where there is none)."""
    return next(one for one in goals(district_id) if one.id == goal_id)


def gap(district_id: str, goal_id: str, *, lang: str) -> Drawn | None:
    """The causes and mends of a goal as a map layer; None where there is nothing to explain."""
    one = reasons(district_id, goal_id).get("")
    if one is None or one.gap is None or one.mends is None:
        return None
    places, mends, names = one.gap.places, one.mends.frame, place_names(district(district_id))
    key, unit = (stamp(district_id), "gap", goal_id, lang), unit_of(district_id, goal_id)
    return _DRAWN.get(key, lambda: gap_layers.gap_layer(places, mends, names=names, lang=lang, unit=unit))


def measuring(district_id: str) -> Job[Assessment]:
    """All goals being measured in the background, or measured: every session that asks joins the same work."""
    stop_stale(district_id)
    key = stamp(district_id)
    _UNDER_WAY[district_id] = (key, job(key, lambda step: assessment(district_id, step=step)))
    return _UNDER_WAY[district_id][1]


def set_ahead(*, on: bool) -> None:
    """Whether figures are measured before a page asks for them."""
    _AHEAD["on"] = on


def measure_ahead(district_id: str) -> None:
    """Begin measuring, so that the figures are ready when the first planner looks; nothing where that is off."""
    if _AHEAD["on"]:
        measuring(district_id)


def stop_stale(district_id: str) -> None:
    """Stop measuring a state that the district's files no longer have: nobody can ask for its figures."""
    was = _UNDER_WAY.get(district_id)
    if was is not None and was[0] != stamp(district_id):
        was[1].cancel()


def _changed(goal: Goal, trial: Trial) -> Goal:
    changes = {name: value for name, value in asdict(trial).items() if value and name != "walker"}
    return replace(goal, parameters={**goal.parameters, **changes})


def page_of(goal: Goal) -> str:
    """The page that proves a goal."""
    if goal.theme == "circles":
        return "circles"
    measures = [REGISTRY[name] for name in goal.measures if name in REGISTRY]
    return "coverage" if is_covered(goal) or (not measures and goal.theme in ("green", "services")) else "intensity"


def walkers(lang: str) -> dict[str, str]:
    """The walkers of the standards: key → title with speed."""
    return {key: one.text(lang) for key, one in shipped_standards().walkers.profiles.items()}


def presets(lang: str) -> dict[str, str]:
    """The park presets of the standards: key → title."""
    return {key: say(f"preset_{key}", lang) for key in shipped_standards().park_presets}


def facility_kinds(goal: Goal) -> tuple[str, ...]:
    """The facility kinds a goal asks for, in its own order."""
    kinds = goal.parameters.get("kinds", ())
    elements = goal.parameters.get("elements", {})
    found = list(kinds) if isinstance(kinds, (list, tuple)) else []
    if isinstance(elements, Mapping):
        for group in elements.values():
            found += [group] if isinstance(group, str) else list(group)
    return tuple(dict.fromkeys(str(kind) for kind in found))


# --- layer files ----------------------------------------------------------------------------------------------------


def ground(district_id: str, *, land_use: bool = False) -> Drawn:
    """The base of a district's map."""
    key = (stamp(district_id), "ground", land_use)
    return _DRAWN.get(key, lambda: map_layers.ground(district(district_id), land_use=land_use))


def zones(district_id: str, *, lang: str, notes: Mapping[str, str]) -> Drawn:
    """The zone outlines, `notes` (zone id → a line) in their tooltips."""
    key = (stamp(district_id), "zones", lang, tuple(sorted(notes.items())))
    return _DRAWN.get(key, lambda: map_layers.zones(district(district_id), lang=lang, notes=notes))


def chosen_zone(district_id: str, zone_id: str) -> Drawn:
    """The chosen zone, filled (StopIteration or KeyError where there is none)."""
    read = district(district_id)
    key = (stamp(district_id), "chosen", zone_id)
    return _DRAWN.get(key, lambda: map_layers.zone_fill(read.zone(zone_id), working_crs=read.crs))


def places(district_id: str, kinds: Sequence[str], *, lang: str, entrances: bool) -> Drawn:
    """Facilities of the given kinds, and park entrances."""
    key = (stamp(district_id), "places", lang, tuple(kinds), entrances)
    return _DRAWN.get(
        key,
        lambda: map_layers.places(district(district_id), facilities=tuple(kinds), entrances=entrances, lang=lang),
    )


def reach(
    district_id: str,
    goal_id: str,
    measure: str,
    *,
    trial: Trial = STANDARD,
    lang: str = "zh",
    beside_radius: bool = False,
) -> tuple[Drawn, frozenset[str]]:
    """The land of one goal and measure by its state, and the states that occur.

    `beside_radius`: tell apart what only the radius reaches.

    Raises
    ------
    KeyError: nothing was measured for (goal, measure).
    """

    def make() -> tuple[Drawn, frozenset[str]]:
        found = assessment(district_id, goal_id="" if trial == STANDARD else goal_id, trial=trial)
        pieces = reach_pieces(found, goal_id, measure) if beside_radius else found.pieces[goal_id, measure]
        names = place_names(found.district)
        drawn = map_layers.reach(pieces, names=names, lang=lang, on_foot="walk" in measure)
        return drawn, frozenset(pieces["state"])

    return _REACHES.get((stamp(district_id), trial, goal_id, measure, lang, beside_radius), make)


def plot_figures(district_id: str, name: str) -> pd.Series:
    """A figure of `PLOT_FIGURES` for each plot, in its unit, on the plots' index; NaN where not known.

    Raises
    ------
    MissingLayerError: the district has no plots, or no buildings where the figure needs them. GisError: unusable ones.
    """
    read = district(district_id)
    plots = read.layer("plots", needed_by=name).frame

    def make() -> pd.Series:
        if name == "green_ratio":
            return land.plot_green_ratio(plots)
        if name.endswith("_per_mu"):
            return land.plot_per_mu(plots, column=name.replace("_per_mu", "_wan"))
        buildings = read.layer("buildings", needed_by=name).frame
        by_name = {"floor_area_ratio": land.plot_floor_area_ratio, "building_density": land.plot_building_density}
        return by_name[name](plots, buildings)

    return _PLOTS.get((stamp(district_id), name), make)
