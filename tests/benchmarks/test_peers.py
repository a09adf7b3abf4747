"""Peers under another Python: asked the same, answering the same, and listed as absent where they are absent."""

import sys

import numpy as np
import osmium
import pytest

from benchmarks import report
from benchmarks.cases import CASES
from benchmarks.elsewhere import PEERS, module_of, python_of, surroundings
from benchmarks.osm_file import write_osm
from benchmarks.run import compare
from benchmarks.workload import GRID, grid_city, write
from gis.crs import from_degrees
from gis.network.graph import build_network

NEAREST, FREE = (case for case in CASES if case.suite == "nearest")
AREAS = next(case for case in CASES if case.suite == "areas")


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return write(tmp_path_factory.mktemp("bench") / "grid", *grid_city(18))


def only(case, engine):
    """The case with one peer."""
    return type(case)(**{**vars(case), "bars": {engine: 1.0}, "also": {}})


def asked(case, engine, work):
    own, row = compare(only(case, engine), GRID, work, rounds=1)
    if row.missing:
        pytest.skip(f"no {engine} on this machine: apt-get install python3-qgis")
    assert own.engine == "yitu"
    return own, row


@pytest.mark.parametrize("case", [NEAREST, FREE], ids=["limit", "free"])
def test_qgis_gives_our_distances(case, work):
    _, row = asked(case, "qgis", work)
    assert (row.apart < 1e-6, row.unlike) == (True, 0)
    assert row.version.startswith("QGIS 3.")
    assert row.version in report.versions([row])


def test_valhalla_reaches_as_much_street_but_for_its_lengths_or_is_listed_as_absent(work):
    own, row = compare(only(AREAS, "valhalla"), GRID, work, rounds=1)
    if row.missing:  # no distribution brings it: a peer to install by hand
        assert f"| {GRID} | Valhalla | not installed" in report.text([own, row], [], [(GRID, 1, 1)], "a command")
        return
    assert row.unlike == 0
    assert row.answer == pytest.approx(own.answer, rel=0.03)
    assert row.version.startswith("Valhalla ")


def test_the_osm_file_is_the_measured_network(work):
    write_osm(work)
    arrays, streets = work.arrays, work.streets
    network = build_network(streets)
    nodes, ways = {}, []
    for one in osmium.FileProcessor(str(work.osm)):
        if one.is_node():
            nodes[one.id] = (one.location.lon, one.location.lat)
        else:
            ways.append([node.ref for node in one.nodes])
    lonlat = np.array([nodes[number] for number in range(1, len(arrays["xy"]) + 1)])
    xy = np.column_stack(from_degrees(*lonlat.T, crs=streets.crs))
    np.testing.assert_allclose(xy, arrays["xy"], atol=0.01)
    way_m = [np.hypot(*np.diff(arrays["xy"][np.array(way) - 1], axis=0).T).sum() for way in ways]
    np.testing.assert_allclose(way_m, network.length_m, atol=1e-6)
    np.testing.assert_allclose(work.facility_lonlat, lonlat[arrays["vertex"]], atol=1e-6)


@pytest.mark.parametrize("python", ["/nowhere/python3", sys.executable], ids=["no Python", "a Python without it"])
def test_an_absent_peer_is_listed_with_how_to_get_it(python, work, monkeypatch):
    monkeypatch.setenv("YITU_QGIS_PYTHON", python)
    own, row = compare(only(NEAREST, "qgis"), GRID, work, rounds=1)
    assert (own.missing, row.missing) == ("", "qgis")
    page = report.text([own, row], [], [(GRID, 1, 1)], "a command")
    assert f"| {GRID} | QGIS | not installed: apt-get install python3-qgis" in page
    assert "QGIS 3" not in page


def test_another_python_does_not_see_our_packages(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/ours")
    monkeypatch.setenv("YITU_VALHALLA_PYTHON", "")
    assert "PYTHONPATH" not in surroundings("qgis")
    assert surroundings("igraph")["PYTHONPATH"] == "/ours"
    assert python_of("igraph") == python_of("valhalla") == sys.executable
    assert module_of("igraph") == "benchmarks.engines"
    assert {module_of(name) for name in PEERS} == {"benchmarks.engines_qgis", "benchmarks.engines_valhalla"}
