"""The guard on real streets: the districts we ship, and cities whose extracts lie in the folder YITU_DATA.

Facilities of a city are moved by the vector GCJ-02 has at a place in China; the streets stay.
"""

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from gis import shifts
from gis.read.folder import read_district
from gis.read.osm import read_osm
from gis.read.street_graph import read_street_graph
from gis.read.workspace import SHIPPED
from gis.shift_guard import guard_points, guard_streets, shift_guard
from tests.gis.test_shift_guard import CITIES, off_by, shown

DATA = os.environ.get("YITU_DATA")
real = pytest.mark.skipif(not DATA, reason="YITU_DATA is not set: no real streets here")


def sample(points, count, seed):
    return points[np.random.default_rng(seed).choice(len(points), count, replace=False)]


@pytest.fixture(scope="module")
def zibo():
    district = read_district(SHIPPED / "zibo")
    return district, guard_streets(district.layers["streets"].frame)


@pytest.mark.parametrize("kind", ["facilities", "plots", "roads"])
def test_the_shipped_layers_fit_and_their_shift_is_seen(zibo, kind):
    district, streets = zibo
    true = guard_points(district.layers[kind].frame.geometry.to_numpy())
    assert not shift_guard(true, streets, crs=district.crs).found
    for system in shifts.SYSTEMS:
        given = shown(true, [("apply", system)], district.crs)
        found = shift_guard(given, streets, crs=district.crs)
        assert found.system == system
        apart_m, turned_deg = off_by(found, (given - true).mean(axis=0))
        assert apart_m < 15.0  # the shift varies by that much over the district
        assert turned_deg < 5.0


def test_rows_of_made_houses_raise_nothing(zibo):
    """Evenly spaced rows please in many places: what is not certain is not told."""
    district, streets = zibo
    homes = guard_points(district.layers["buildings"].frame.geometry.to_numpy())
    for seed in range(2):
        place = CITIES[seed % len(CITIES)]
        assert not shift_guard(sample(homes, 60, seed), streets, place=place).found


def measured(points, streets, *, samples, count):
    """Verdicts of clean samples, of shifted ones, and of these the worst error in metres and degrees."""
    clean, moved, apart_m, turned_deg = Counter(), Counter(), [0.0], [0.0]
    for seed in range(samples):
        place = CITIES[seed % len(CITIES)]
        vector_m = np.array([float(value) for value in shifts.shift_m(*place, "GCJ-02")])
        at = tuple(float(value) for value in shifts.apply(*place, "GCJ-02"))
        true = sample(points, count, seed)
        clean[shift_guard(true, streets, place=at).verdict] += 1
        if seed % 4 == 0:
            found = shift_guard(true + vector_m, streets, place=at)
            moved[found.system or found.verdict] += 1
            if found.found:
                apart, turned = off_by(found, vector_m)
                apart_m.append(apart)
                turned_deg.append(turned)
    return clean, moved, max(apart_m), max(turned_deg)


@real
def test_porto_alegre_by_fifty_facilities_and_clean_samples():
    layers = read_osm(Path(DATA) / "porto_alegre" / "poa_osm.pbf").layers
    points = guard_points(layers["facilities"].geometry.to_numpy())
    clean, moved, apart_m, turned_deg = measured(points, guard_streets(layers["streets"]), samples=12, count=60)
    assert clean["shift"] == 0
    assert clean["fits"] >= 11
    assert moved["GCJ-02"] == 3
    assert apart_m < 10.0
    assert turned_deg < 5.0


@real
def test_futian_streets_against_another_survey_of_them():
    streets = guard_streets(read_street_graph(Path(DATA) / "shenzhen_futian" / "G.graphml").layers["streets"])
    points = guard_points(streets) + np.random.default_rng(1).normal(0.0, 4.0, (len(guard_points(streets)), 2))
    clean, moved, apart_m, turned_deg = measured(points, streets, samples=12, count=80)
    assert clean["shift"] == 0
    assert moved["GCJ-02"] == 3
    assert apart_m < 10.0
    assert turned_deg < 5.0
