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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from gis.read.intake.intake import read_file
from gis.read.intake.messages import Level
from gis.read.intake.model import ReadOptions

HERE = Path(__file__).parent
MARKER = "canary-7f3a"  # stands in files that no read may reach
PORT, CANARY = "YITU_CORPUS_PORT", "YITU_CORPUS_CANARY"  # where hostile files point: makers find them here
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


def chosen(every: dict[str, Case], *, share: float, seed: int = 20260301) -> list[Case]:
    """The cases of the normal run: all hostile ones, each code at least once, and a share of the rest of each area."""
    draw = random.Random(seed)
    taken, codes = {}, set()
    for case in every.values():
        fresh = {(case.area, case.expected), *case.codes} - codes
        if case.expected == "refused" or fresh or draw.random() < share:
            taken[case.name] = case
            codes |= fresh
    return list(taken.values())


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
            return sum(base.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables)
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
