"""Where the rows of a table lie: the columns found by name, what is in them judged by the numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from gis import crs as crs_module
from gis.read.intake.formats.table_axes import Axes, judge_axes
from gis.read.intake.formats.table_heads import Meaning, head_name, meaning
from gis.read.intake.formats.table_numbers import MISSING, numbers, packed_degrees, plain, read_angle
from gis.read.intake.formats.table_shapes import is_shape, read_shapes, split_pair
from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions, Shapes

__all__ = ["Placing", "place_rows"]

Floats = npt.NDArray[np.float64]
Texts = Sequence[str | None]

_PAIRS = (("lon", "lat"), ("east", "north"), ("x", "y"))
_LIKELY = 0.5  # share of entries that must read as positions where the name of a column alone proves little
_LOOKED = 500  # entries looked at to see whether they do
_STATED = {  # what a name in a head states about degrees
    "WGS84": crs_module.DEGREES,
    "CGCS2000": crs_module.CGCS2000_DEGREES,
    "Xian80": "Xian 1980",
    "Beijing54": "Beijing 1954",
    "GCJ-02": "GCJ-02",
    "BD-09": "BD-09",
}


@dataclass
class Placing:
    """The shape of every row, None for none; the columns that became shapes; which rows are nowhere and why.

    `bad`: position of a row (from 0) → code of the reason. `closed`: positions of rows whose rings were open.
    `pointed`: positions are points of one column pair, which may be corners of areas.
    """

    geometry: Shapes
    columns: tuple[int, ...] = ()
    bad: dict[int, str] = field(default_factory=dict)
    crs: str = ""
    tabular: bool = True
    closed: tuple[int, ...] = ()
    pointed: bool = False
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class _Pair:
    """Two columns of figures: role of the first, names of both, whether the user named them."""

    role: str
    names: list[str]
    answered: bool = False


def place_rows(
    heads: Sequence[str], columns: Sequence[pa.ChunkedArray], options: ReadOptions, notes: Notes, *, where: str
) -> Placing:
    """The positions of the rows of a table and how they were found; a question where the numbers leave a doubt.

    Parameters
    ----------
    heads, columns: names and texts (n rows, null for empty) of every column.
    options: `columns` names the columns of "lon" and "lat", "x" and "y", "east" and "north", or "pair"; its "angle"
        answers how plain figures are meant: "decimal" or "packed" (degrees, minutes, seconds in one figure).
    """
    nowhere = Placing(np.full(len(columns[0]) if columns else 0, None, dtype=object))
    said = [meaning(name) for name in heads]
    asked = _asked(heads, options, notes, where)
    if asked is None:
        return nowhere
    answered = [roles for roles in _PAIRS if set(roles) <= set(asked)]
    pairs = [(asked[one], asked[two]) for one, two in answered] or _pairs(said, columns)
    whole = [asked["pair"]] if "pair" in asked else []
    if not answered and not whole:
        whole = [at for at, one in enumerate(said) if one.role == "pair" and _looks_placed(columns[at])]
        if pairs and not _only_shapes(columns, whole):
            whole = []
    if whole:
        pairs = []
    if len(pairs) + len(whole) > 1:
        names = [" + ".join(heads[at] for at in pair) for pair in pairs] + [heads[at] for at in whole]
        notes.add("table_positions_several", where=where, columns=names)
        return nowhere
    if whole:
        return _from_one(
            columns[whole[0]].to_pylist(), (whole[0], heads[whole[0]], said[whole[0]]), options, notes, where
        )
    if not pairs:
        return _without(said, columns, nowhere, notes, where)
    first, second = pairs[0]
    role = answered[0][0] if answered else said[first].role
    texts = columns[first].to_pylist(), columns[second].to_pylist()
    asked_for = _Pair(role, [heads[first], heads[second]], answered=bool(answered))
    found = _from_two(texts, asked_for, options, notes, where=where)
    found.columns = () if found.tabular else (first, second)
    systems = [one for one in dict.fromkeys((said[first].system, said[second].system)) if one]
    return _stated(found, systems, notes, where)


def _asked(heads: Sequence[str], options: ReadOptions, notes: Notes, where: str) -> dict[str, int] | None:
    """Where the columns stand that the user named, by role; None after asking for one that is not there."""
    found: dict[str, int] = {}
    for role, name in options.columns.items():
        if role == "angle":
            continue
        at = [
            number for number, head in enumerate(heads) if plain(head).casefold() == plain(head_name(name)).casefold()
        ]
        if len(at) != 1:
            notes.add("table_column_unknown", where=where, column=name, role=role, columns=list(heads))
            return None
        found[role] = at[0]
    return found


def _pairs(said: Sequence[Meaning], columns: Sequence[pa.ChunkedArray]) -> list[tuple[int, int]]:
    """Pairs of columns by their names, one of each system; those that say little by name only with figures in them."""
    for one, two in _PAIRS:
        found = []
        for system in dict.fromkeys(entry.system for entry in said if entry.role == one):
            firsts = [at for at, entry in enumerate(said) if entry == Meaning(one, system)]
            seconds = [at for at, entry in enumerate(said) if entry == Meaning(two, system)]
            seconds = seconds or [
                at for at, entry in enumerate(said) if entry.role == two and not (system and entry.system)
            ]
            found += list(zip(firsts, seconds, strict=False))
        found = [pair for pair in found if one == "lon" or all(_looks_placed(columns[at], one=True) for at in pair)]
        if found:
            return found
    return []


def _looks_placed(column: pa.ChunkedArray, *, one: bool = False) -> bool:
    """Whether the first entries of a column mostly are positions (one: figures of one)."""
    some = column.drop_null().slice(0, _LOOKED).to_pylist()
    reads = [_figure(text) is not None if one else _is_position(text) for text in some]
    return bool(reads) and sum(reads) >= _LIKELY * len(reads)


def _only_shapes(columns: Sequence[pa.ChunkedArray], whole: Sequence[int]) -> bool:
    """Whether a column holds whole shapes: it tells more than two columns of a point beside it."""
    return any(is_shape(text) for at in whole for text in columns[at].drop_null().slice(0, 1).to_pylist())


def _is_position(text: str) -> bool:
    if is_shape(text):
        return True
    parts = split_pair(text)
    return parts is not None and all(_figure(part) is not None for part in parts)


def _figure(text: str) -> float | None:
    value = float(numbers([text])[0])
    return value if np.isfinite(value) else read_angle(text)


def _without(
    said: Sequence[Meaning], columns: Sequence[pa.ChunkedArray], nowhere: Placing, notes: Notes, where: str
) -> Placing:
    """A list without positions: with addresses it could be found on a map, but not without asking a service."""
    at = [number for number, one in enumerate(said) if one.role == "address"]
    count = sum(len(columns[number].drop_null()) for number in at[:1])
    notes.add(
        "table_addresses_only" if count else "table_no_positions", where=where, count=count or len(nowhere.geometry)
    )
    return nowhere


def _from_one(
    texts: Texts, column: tuple[int, str, Meaning], options: ReadOptions, notes: Notes, where: str
) -> Placing:
    """Positions of one column (its number, name and meaning): pairs of figures, or shapes."""
    at, name, said = column
    if any(is_shape(text) for text in texts if text):
        read = read_shapes(texts)
        found = Placing(read.shapes, (at,), tabular=False, closed=read.closed)
        found.bad = dict.fromkeys(read.unread, "table_position_unread")
        found.bad |= {row: "table_position_missing" for row, text in enumerate(texts) if not text}
        if len(read.srids) == 1:
            found.crs = f"EPSG:{read.srids[0]}"
        elif read.srids:
            notes.add("table_srids_mixed", where=where, codes=[str(code) for code in read.srids])
        notes.add("table_shapes_read", where=where, column=name, count=len(texts) - len(found.bad))
        if read.closed:
            notes.add("rings_closed", where=where, count=len(read.closed))
        return _stated(found, [said.system] if said.system else [], notes, where)
    parts = [split_pair(text) if text and plain(text).casefold() not in MISSING else None for text in texts]
    firsts = [pair[0] if pair else text for pair, text in zip(parts, texts, strict=True)]
    seconds = [pair[1] if pair else text for pair, text in zip(parts, texts, strict=True)]
    if plain(name).casefold().replace("_", "") in ("latlng", "latlon"):
        firsts, seconds = seconds, firsts
    found = _from_two((firsts, seconds), _Pair("pair", [name, name]), options, notes, where=where)
    found.bad |= {
        row: "table_position_unread" for row, pair in enumerate(parts) if pair is None and row not in found.bad
    }
    found.geometry[list(found.bad)] = None
    found.columns = () if found.tabular else (at,)
    return _stated(found, [said.system] if said.system else [], notes, where)


def _from_two(texts: tuple[Texts, Texts], pair: _Pair, options: ReadOptions, notes: Notes, *, where: str) -> Placing:
    """Points of two columns of figures or angles."""
    nowhere = Placing(np.full(len(texts[0]), None, dtype=object))
    names = list(dict.fromkeys(pair.names))
    values, angles, empty, unread = _figures(texts)
    if not np.isfinite(values).all(axis=0).any():
        notes.add("table_positions_empty", where=where, columns=names)
        if not unread.any():
            return nowhere
    packed = None if angles or not _degree_sized(values) else _packed(texts, ~(empty | unread))
    if packed is not None and options.columns.get("angle") not in ("decimal", "packed"):
        notes.add("table_angle_packed", where=where, columns=names, **_both_ways(values, packed))
        return nowhere
    if packed is not None and options.columns.get("angle") == "packed":
        values = packed
        notes.add("table_angle_taken_packed", where=where, columns=names)
    axes = judge_axes(values[0], values[1], role=pair.role, names=pair.names, answered=pair.answered)
    if angles:
        notes.add("table_angles_read", where=where, count=angles)
    for code, facts in axes.told:
        notes.add(code, where=where, **facts)
    if axes.question:
        return nowhere
    found = Placing(_points(axes), tabular=False, pointed=True, bad=axes.bad)
    found.bad |= {int(row): "table_position_unread" for row in np.flatnonzero(unread)}
    found.bad |= {int(row): "table_position_missing" for row in np.flatnonzero(empty & ~unread)}
    found.facts["degrees"] = axes.degrees
    return found


def _figures(texts: tuple[Texts, Texts]) -> tuple[Floats, int, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Figures (2, n) of two columns, NaN for none; how many were angles; which rows are empty, which unread."""
    values = np.vstack([numbers(column) for column in texts])
    angles = 0
    empty, unread = np.zeros(len(texts[0]), dtype=bool), np.zeros(len(texts[0]), dtype=bool)
    for which, column in enumerate(texts):
        known: dict[str, float | None] = {}
        for at in np.flatnonzero(np.isnan(values[which])).tolist():
            text = column[at]
            if text is None or plain(text).casefold() in MISSING or not plain(text):
                empty[at] = True
                continue
            if text not in known:
                known[text] = read_angle(text)
            angle = known[text]
            if angle is None:
                unread[at] = True
            else:
                values[which, at], angles = angle, angles + 1
    return values, angles, empty, unread


def _degree_sized(values: Floats) -> bool:
    here = values[:, np.isfinite(values).all(axis=0)]
    return bool(here.size) and bool((np.abs(here) <= 180.0).all())


def _packed(texts: tuple[Texts, Texts], good: npt.NDArray[np.bool_]) -> Floats | None:
    """Both columns (2, n) as degrees, minutes and seconds in one figure each, where every row allows it; else None."""
    rows = np.flatnonzero(good).tolist()
    out = np.full((2, len(good)), np.nan)
    if len({(texts[0][at], texts[1][at]) for at in rows[:3]}) < 2:
        return None  # one place proves nothing
    for which, column in enumerate(texts):
        read = packed_degrees([column[at] or "" for at in rows])
        if read is None:
            return None
        out[which, rows] = read
    return out


def _both_ways(values: Floats, packed: Floats) -> dict[str, object]:
    """The first row as decimal degrees and as packed ones, for the question."""
    at = int(np.flatnonzero(np.isfinite(packed).all(axis=0))[0])
    return {
        "decimal": f"{values[0, at]:.6f}, {values[1, at]:.6f}",
        "packed": f"{packed[0, at]:.6f}, {packed[1, at]:.6f}",
    }


def _points(axes: Axes) -> Shapes:
    here = np.isfinite(axes.x + axes.y)
    shapes = np.full(len(here), None, dtype=object)
    shapes[here] = shapely.points(axes.x[here], axes.y[here])
    return shapes


def _stated(found: Placing, systems: Sequence[str], notes: Notes, where: str) -> Placing:
    """What the heads say of the system: a CRS for degrees; of metres the datum alone, which is no CRS."""
    if not systems or found.tabular:
        return found
    facts: Mapping[str, object] = {"system": systems[0], "count": Counter(systems)[systems[0]]}
    if len(systems) > 1:
        notes.add("table_systems_differ", where=where, systems=list(systems))
    elif systems[0] not in _STATED or (found.facts.get("degrees", True) and not found.crs):
        found.crs = _STATED.get(systems[0], systems[0])
        notes.add("table_system_named", where=where, **facts)
    else:
        found.facts["datum"] = systems[0]
        notes.add("table_datum_named", where=where, **facts)
    return found
