"""The corpus of made files: every case of every `making_*.py`, and one read of each through the whole fence.

`all_cases` and `chosen` say what is read; `look` makes a file, reads it and watches what else happened meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shutil
import socket
import sqlite3
import struct
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from gis.read.intake.intake import read_file
from gis.read.intake.messages import Level, wordings
from gis.read.intake.model import ReadOptions

HERE = Path(__file__).parent
MARKER = "canary-7f3a"  # stands in files that no read may reach
PORT, CANARY = "YITU_CORPUS_PORT", "YITU_CORPUS_CANARY"  # where hostile files point: makers find them here
_PARTS_COUNT = 20  # files of one name that are copied along
_ADDRESS, _SECRET_FILE = b"127.0.0.1:9/", b"canary.csv"
Maker = Callable[[Path], Path]


@dataclass(frozen=True)
class Case:
    """One made file: how a read of it ends, the codes among its messages, of which area, rows where they are known."""

    name: str
    maker: Maker
    expected: str
    codes: frozenset[str]
    area: str
    rows: int | None = None
    options: ReadOptions | None = None


@dataclass(frozen=True)
class Outcome:
    """What a read gave and what else happened: texts of the report, times, what was left, changed or reached."""

    status: str
    format: str
    codes: tuple[str, ...]
    levels: tuple[str, ...]
    rows: dict[str, int]
    by_layer: tuple[dict[str, int], ...]
    kept: tuple[int, ...]  # rows in the files of the layers, counted there
    aside: tuple[int, ...]
    counted: int | None  # by another way than the reader's
    cpu_s: float
    wall_s: float
    peak_bytes: int  # of the largest process so far
    report: str
    left: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: bool = True
    walls: dict[str, Any] = field(default_factory=dict)
    layers: tuple[dict[str, Any], ...] = ()


@cache
def all_cases() -> dict[str, Case]:
    """Every case of every `making_*.py` beside this file, by name."""
    found: dict[str, Case] = {}
    for path in sorted(HERE.glob("making_*.py")):
        area = path.stem.removeprefix("making_")
        module = import_module(f"tests.gis.read.intake.{path.stem}")
        rows, options = getattr(module, "ROWS", {}), getattr(module, "OPTIONS", {})
        for name, maker, expected, codes in module.CASES:
            own = name if name.startswith(area[:3]) or area in ("shapefile", "table", "vector") else f"{area}_{name}"
            assert own not in found, own
            found[own] = Case(own, maker, expected, frozenset(codes), area, rows.get(name), options.get(name))
    return found


def grave(case: Case) -> set[str]:
    """The codes of a case that are more than a note."""
    return {code for code in case.codes if wordings()[code].level is not Level.NOTE}


def ends(case: Case) -> set[str]:
    """The codes of a case that refuse or ask, and all grave ones of areas that no test of a reader takes whole."""
    asks = {code for code in case.codes if wordings()[code].level in (Level.REFUSAL, Level.QUESTION)}
    return asks | (grave(case) if case.area in ("fence", "general") else set())


def chosen(every: dict[str, Case], count: int = 130) -> list[Case]:
    """The cases of the normal run: every code that refuses or asks and every end of each area, as few as do for that.

    Then those that call for most of the other codes graver than a note, until there are `count`. What is left out is
    held by the tests of the readers, which take all cases without a process for each.
    """
    first = {name: {(case.area, case.expected), *ends(case)} for name, case in every.items()}
    more = {name: {*first[name], *grave(case)} for name, case in every.items()}
    taken: list[str] = []
    told: set[object] = set()
    for wanted in (first, more):
        while len(taken) < count or wanted is first:
            best = max(wanted, key=lambda name: len(wanted[name] - told))  # the first of several, every time
            if not wanted[best] - told:
                break
            taken.append(best)
            told |= more[best]
    return [every[name] for name in taken]


@contextmanager
def traps(folder: Path) -> Iterator[tuple[list[str], Callable[[], list[str]]]]:
    """A canary file and a port of this machine; gives who knocked and a function: what became of the canary."""
    home = folder / "outside"
    home.mkdir()
    canary = home / "canary.csv"
    canary.write_text(f"a\n{MARKER}\n", encoding="utf-8")
    hits: list[str] = []
    over = threading.Event()

    def _listen(server: socket.socket) -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                caller, address = server.accept()
                caller.close()
                hits.append(str(address))

    def _harmed() -> list[str]:
        found = {path.name: path.read_text(encoding="utf-8") for path in home.iterdir()}
        return [] if found == {"canary.csv": f"a\n{MARKER}\n"} else sorted(found)

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        listening = threading.Thread(target=_listen, args=(server,))
        listening.start()
        os.environ |= {PORT: str(server.getsockname()[1]), CANARY: str(canary)}
        try:
            yield hits, _harmed
        finally:
            over.set()
            listening.join()
            for name in (PORT, CANARY):
                del os.environ[name]


def _aim(path: Path) -> None:
    """Point the address and the outside file named in a plain text to the listener and the canary of this run."""
    content = path.read_bytes()
    if b"\0" in content or content.startswith(b"PK") or not (_ADDRESS in content or _SECRET_FILE in content):
        return
    content = content.replace(_ADDRESS, f"127.0.0.1:{os.environ[PORT]}/".encode())
    path.write_bytes(content.replace(_SECRET_FILE, os.environ[CANARY].encode()))


def _state(folder: Path) -> dict[str, tuple[str, int]]:
    """Digest and time of every file below a folder, links by where they lead."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = (str(path.readlink()), 0)
        elif path.is_file():
            found[name] = (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        else:
            found[name] = ("", 0)
    return found


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def look(name: str, folder: Path) -> Outcome:
    """Make the file of a case in `folder` and read it."""
    place = folder / hashlib.sha256(name.encode()).hexdigest()[:12]
    place.mkdir()
    path = all_cases()[name].maker(place)
    for made in [path] if path.is_file() else []:
        _aim(made)
    try:
        return read_watched(path, place, all_cases()[name].options)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def look_at_copy(name: str, folder: Path) -> Outcome:
    """Read a copy of the file at this path, with those that belong to it."""
    path = Path(name)
    place = folder / hashlib.sha256(name.encode()).hexdigest()[:12]
    place.mkdir()
    beside = [
        one
        for one in path.parent.iterdir()
        if one.is_file() and one.name.partition(".")[0] == path.name.partition(".")[0]
    ]
    for one in {path, *(beside if len(beside) <= _PARTS_COUNT else ())}:
        shutil.copyfile(one, place / one.name)
    try:
        return read_watched(place / path.name, place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


# -- mutants


def look_at_mutant(name: str, folder: Path) -> Outcome:
    """Read a good file of which a few places are flipped, cut or doubled; the name's number decides all of it."""
    draw = random.Random(name)  # noqa: S311 - the same mutants every time
    place = folder / name
    place.mkdir()
    bases = _bases()
    path = bases[int(name.rpartition("-")[2]) % len(bases)](place)
    files = sorted(one for one in (path.rglob("*") if path.is_dir() else place.iterdir()) if one.is_file())
    victim = draw.choice(files)
    if victim.suffix in (".zip", ".xlsx"):
        _damage_member(victim, draw)
    else:
        victim.write_bytes(damaged(victim.read_bytes(), draw))
    try:
        return read_watched(path, place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _bases() -> list[Maker]:
    general = import_module("tests.gis.read.intake.making_general")
    keys = [key for key in general.WRITERS if key not in ("shapefile", "filegdb")]
    return [*map(general.of, keys), general.loose_shapefile, general.loose_geodatabase, general.grid("a.tif")]


def damaged(content: bytes, draw: random.Random) -> bytes:
    """One to eight bytes flipped, a stretch cut out, or a stretch written twice; often near the beginning."""
    body = bytearray(content)
    span = len(body) if draw.random() < 0.5 else min(len(body), 400)
    at = draw.randrange(max(span, 1))
    kind = draw.choice(("flip", "cut", "insert", "end"))
    if kind == "flip":
        for _ in range(draw.randint(1, 8)):
            body[draw.randrange(max(span, 1))] ^= draw.randint(1, 255)
    elif kind == "cut":
        del body[at : at + draw.randint(1, 64)]
    elif kind == "insert":
        body[at:at] = body[at : at + draw.randint(1, 64)] or b"\xff"
    else:
        del body[at:]
    return bytes(body)


def _damage_member(path: Path, draw: random.Random) -> None:
    """A file packed in another is damaged, and packed again whole: the checksum must not be what gives it away."""
    with zipfile.ZipFile(path) as archive:
        members = {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
    victim = draw.choice(sorted(members))
    members[victim] = damaged(members[victim], draw)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def read_watched(path: Path, place: Path, options: ReadOptions | None = None) -> Outcome:
    """Read a file; `place`: the folder in which nothing may change meanwhile."""
    before, counted = _state(place), count_otherwise(path)
    used, begun = _cpu_s(), time.monotonic()
    intake = read_file([path], options)
    cpu_s, wall_s = _cpu_s() - used, time.monotonic() - begun
    expected = {Path(at).name for one in intake.layers for at in (one.path, one.aside_path) if at}
    left = sorted(one.name for one in intake.folder.path.iterdir() if one.name not in expected)
    told = json.dumps([intake.as_json("zh"), intake.as_json("en")], ensure_ascii=False, allow_nan=False)
    frames = [None if one.path is None or one.kind != "vector" else one.frame() for one in intake.layers]
    asides = [one.aside_frame() for one in intake.layers]
    texts = "".join(frame.to_csv() for frame in [*frames, *asides] if frame is not None and len(frame) < 1000)
    layers = tuple(
        {
            "name": one.name,
            "crs": one.crs,
            "bounds": one.bounds,
            "fields": [f["name"] for f in one.fields],
            "wkt": [] if frame is None else [shape.normalize().wkt for shape in frame.geometry[:3] if shape],
            "head": {}
            if frame is None
            else {c: [str(v) for v in frame[c][:3]] for c in frame.columns if c != "geometry"},
        }
        for one, frame in zip(intake.layers, frames, strict=True)
    )
    outcome = Outcome(
        status=intake.status.value,
        format=intake.format,
        codes=tuple(message.code for message in intake.messages),
        levels=tuple(message.level.value for message in intake.messages),
        rows=intake.rows,
        by_layer=tuple(dict(one.rows) for one in intake.layers),
        kept=tuple(-1 if frame is None else len(frame) for frame in frames),
        aside=tuple(0 if frame is None else len(frame) for frame in asides),
        counted=counted,
        cpu_s=cpu_s,
        wall_s=wall_s,
        peak_bytes=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        report=told + texts,
        left=tuple(left),
        changed=tuple(sorted(dict(set(before.items()) ^ set(_state(place).items())))),
        walls=dict(intake.walls),
        layers=layers,
    )
    intake.close()
    return Outcome(**{**vars(outcome), "gone": not intake.folder.path.exists()})


def count_otherwise(path: Path) -> int | None:
    """Rows in a file by a way of our own, where the file is simple and whole; None where that is not so."""
    counters = {".geojson": _of_geojson, ".gpkg": _of_geopackage, ".shp": _of_shape}
    counter = counters.get(path.suffix)
    if counter is None or not path.is_file():
        return None
    try:
        return counter(path)
    except (ValueError, KeyError, TypeError, RecursionError, sqlite3.Error, OSError, struct.error):
        return None


def _of_geojson(path: Path) -> int | None:
    found = json.loads(path.read_bytes())
    return len(found["features"]) if found["type"] == "FeatureCollection" else None


def _of_geopackage(path: Path) -> int | None:
    copy = path.with_name("counted.copy")
    shutil.copyfile(path, copy)
    try:
        with sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True) as base:
            plain = {name for (name,) in base.execute("select name from sqlite_master where type='table'"
                                                      " and sql not like 'create virtual%'")}  # fmt: skip
            listed = [name for (name,) in base.execute("select table_name from gpkg_contents"
                                                       " where data_type in ('features', 'attributes')")]  # fmt: skip
            tables = [name for name in listed if name in plain]
            return sum(base.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables)  # noqa: S608 - names of its own tables
    finally:
        base.close()
        copy.unlink()


def _of_shape(path: Path) -> int | None:
    content, at, count = path.read_bytes(), 100, 0
    if int.from_bytes(content[24:28], "big") * 2 != len(content):
        return None
    while at < len(content):
        at += 8 + 2 * struct.unpack(">i", content[at + 4 : at + 8])[0]
        count += 1
    return count


def above_note(outcome: Outcome) -> bool:
    """Whether something asks for a look."""
    return any(level != Level.NOTE.value for level in outcome.levels)
