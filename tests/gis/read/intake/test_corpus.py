"""The corpus through the whole fence: every made file ends as it must, and nothing else happens.

All reads are made up front, two at a time, each in a process of its own as always; then each case looks at what came of
its own. The normal run takes 130 files: each code that refuses or asks, each area and each end of it at least once, and
some of the others; YITU_CORPUS=all takes all of them. YITU_FUZZ=n reads n damaged files instead of 6. Where YITU_DATA
names a folder that holds `gdal_autotest` or `pyogrio`, all files in them are read too.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import pyogrio
import pytest
import shapely

from gis.read.intake.formats import READERS
from gis.read.intake.limits import LIMITS
from gis.read.intake.messages import wordings
from tests.gis.read.intake import making_general as general
from tests.gis.read.intake.corpus_support import (
    MARKER,
    Outcome,
    above_note,
    all_cases,
    chosen,
    ends,
    grave,
    look,
    look_at_copy,
    look_at_mutant,
    traps,
)

EVERY = all_cases()
TAKEN = list(EVERY.values()) if os.environ.get("YITU_CORPUS") == "all" else chosen(EVERY)
MUTANTS = [f"mutant-{number:04d}" for number in range(int(os.environ.get("YITU_FUZZ", "6")))]
SHIPPED = sorted(
    path
    for path in (Path(pyogrio.__file__).parent / "tests" / "fixtures").rglob("*")
    if path.suffix not in (".py", ".md")
)
SHIPPED = [path for path in SHIPPED if path.is_file() and "__pycache__" not in path.parts]
DATA = Path(os.environ["YITU_DATA"]) if os.environ.get("YITU_DATA") else None
PUBLIC = [path for name in ("gdal_autotest", "pyogrio") for path in sorted((DATA / name).rglob("*"))] if DATA else []
PUBLIC = [path for path in PUBLIC if path.is_file() and ".git" not in path.parts]
IN_NAMES = {"geotiff": "tif_", "osm": "osm_", "filegdb": "gdb_", "geopackage": "gpkg_", "geoparquet": "parquet_"}
USUAL = "general_same_geojson"
UNFORESEEN = {"reader_failed", "reader_crashed", "report_unusable", "fence_not_started"}


@dataclass(frozen=True)
class Corpus:
    """What came of every file that was read: by name of the case, of the mutant, or path; and of the traps."""

    outcomes: Mapping[str, Outcome]
    hits: list[str]
    harmed: list[str]


@pytest.fixture(scope="module")
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """All files of the tests that were asked for, read two at a time."""
    own = [item for item in request.session.items if item.path == Path(__file__) and "corpus" in item.fixturenames]
    named = (item.callspec.params["name"] for item in own if hasattr(item, "callspec"))
    asked = {USUAL, *(name for name in named if isinstance(name, str))}  # no name: an empty list of files
    folder = tmp_path_factory.mktemp("corpus")
    with traps(folder) as (hits, harmed):
        # a page tested before in this process may stand for the main module, and a new process would run it
        with pytest.MonkeyPatch.context() as patch, ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            patch.setitem(sys.modules, "__main__", ModuleType("__main__"))
            ways = {
                name: look if name in EVERY else look_at_mutant if name in MUTANTS else look_at_copy for name in asked
            }
            waiting = {name: pool.submit(ways[name], name, folder) for name in sorted(asked)}
            outcomes = {name: one.result() for name, one in waiting.items()}
        yield Corpus(outcomes, hits, harmed())


def nothing_else_happened(outcome: Outcome) -> None:
    """What holds of every read, whatever the file."""
    assert not UNFORESEEN & set(outcome.codes), outcome.report[:2_000]
    assert set(outcome.codes) <= set(wordings())
    assert "Traceback" not in outcome.report
    assert MARKER not in outcome.report
    assert (outcome.left, outcome.changed, outcome.gone) == ((), (), True)
    assert outcome.cpu_s <= LIMITS.cpu_s + 1
    assert outcome.peak_bytes <= LIMITS.memory_bytes
    assert (outcome.status in ("attention", "refused", "question")) == above_note(outcome)
    if outcome.status == "refused":
        assert not any(layer["crs"] for layer in outcome.layers), "refused, and placed on the earth"
    else:
        assert outcome.format
    for rows, kept, aside in zip(outcome.by_layer, outcome.kept, outcome.aside, strict=True):
        assert rows["in"] == rows["accepted"] + rows["repaired"] + rows["quarantined"]
        if kept >= 0:  # no grid
            assert (kept, aside) == (rows["accepted"] + rows["repaired"], rows["quarantined"])
        if rows["quarantined"] or rows["repaired"]:
            assert outcome.status != "accepted", "rows set aside without a word"
    if not outcome.kept:
        assert outcome.status != "accepted"


@pytest.mark.parametrize("name", [case.name for case in TAKEN])
def test_case(name: str, corpus: Corpus) -> None:
    case, outcome = EVERY[name], corpus.outcomes[name]
    nothing_else_happened(outcome)
    assert outcome.status == case.expected, outcome.codes
    assert case.codes <= set(outcome.codes)
    if case.rows is not None:
        assert outcome.rows["in"] == case.rows
    if outcome.counted is not None and outcome.status != "refused":
        assert outcome.rows["in"] == outcome.counted


@pytest.mark.parametrize("name", MUTANTS)
def test_damaged_files_are_told_and_do_no_harm(name: str, corpus: Corpus) -> None:
    nothing_else_happened(corpus.outcomes[name])


@pytest.mark.parametrize("name", [str(path) for path in SHIPPED], ids=[path.name for path in SHIPPED])
def test_files_that_ship_with_pyogrio(name: str, corpus: Corpus) -> None:
    nothing_else_happened(corpus.outcomes[name])


@pytest.mark.skipif(not PUBLIC, reason="YITU_DATA names no folder with gdal_autotest or pyogrio")
@pytest.mark.parametrize("name", [str(path) for path in PUBLIC], ids=[path.name for path in PUBLIC])
def test_public_test_files(name: str, corpus: Corpus) -> None:
    nothing_else_happened(corpus.outcomes[name])


def test_nobody_knocked_and_nothing_outside_was_touched(corpus: Corpus) -> None:
    assert corpus.hits == []
    assert corpus.harmed == []


def test_all_walls_stood(corpus: Corpus) -> None:
    """Of every read that came as far as a process, as they do for a file that is nothing special."""
    usual = corpus.outcomes[USUAL].walls
    assert usual
    assert all(outcome.walls == usual for outcome in corpus.outcomes.values() if outcome.walls)


@pytest.mark.parametrize("name", [f"general_same_{key}" for key in general.WRITERS])
def test_the_same_square_reads_the_same_from_every_format(name: str, corpus: Corpus) -> None:
    outcome = corpus.outcomes[name]
    assert outcome.format == name.rpartition("_")[2]
    layer = outcome.layers[0]
    names = next(values for values in layer["head"].values() if general.NAMES[0] in values)
    assert sorted(names) == sorted(general.NAMES)  # an index may have put them into another order
    read = gpd.GeoSeries(shapely.from_wkt(layer["wkt"]), index=names, crs=layer["crs"]).to_crs(general.BELT)
    for title, wanted in general.plots().set_index("名称").geometry.items():
        shape = read[title]
        assert shapely.hausdorff_distance(shape, wanted) < 0.002
        assert abs(shape.area - 10_000.0) < 0.2


@pytest.mark.parametrize("name", [f"general_odd_texts_{key}" for key in general.WRITERS])
def test_texts_come_as_they_are_from_every_format(name: str, corpus: Corpus) -> None:
    layer = corpus.outcomes[name].layers[0]
    texts = [value for values in layer["head"].values() for value in values]
    assert not [text for text in general.ODD_TEXTS if text.strip() not in texts], texts


def test_the_corpus_is_large_and_leaves_nothing_out() -> None:
    assert len(EVERY) >= 700
    assert len(TAKEN) >= 130
    assert {code for case in EVERY.values() for code in ends(case)} == {code for case in TAKEN for code in ends(case)}
    assert len({code for case in EVERY.values() for code in ends(case)}) >= 90
    assert len({code for case in TAKEN for code in grave(case)}) >= 120
    assert {(case.area, case.expected) for case in EVERY.values()} == {(case.area, case.expected) for case in TAKEN}
    assert {case.expected for case in TAKEN} == {"accepted", "attention", "question", "refused"}
    names = " ".join(case.name for case in TAKEN)
    assert not [key for key in READERS if IN_NAMES.get(key, key) not in names]
