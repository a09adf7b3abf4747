import math

import numpy as np
import pytest
import shapely

from gis.read.intake.crs_datums import barred, displacement_m, parameters, shifted
from gis.read.intake.crs_statement import statement
from gis.read.intake.model import ReadOptions
from tests.gis.read.intake.making_coordinates import custom

SEVEN = (-50.0, 30.0, 20.0, 0.1, 0.2, -0.4, 2.0)


@pytest.mark.parametrize("code", ["EPSG:4610", "EPSG:2384", "EPSG:2363", "EPSG:2327", "EPSG:4214", "EPSG:2415",
                                  "EPSG:21420", "EPSG:4555"])  # fmt: skip
def test_old_datums_are_barred_without_parameters(code):
    bar = barred(statement(code), ReadOptions())
    assert bar.code == "datum_no_parameters"
    assert not bar.ask
    assert barred(statement(code), ReadOptions(datum_shift=SEVEN)) is None


@pytest.mark.parametrize(
    "code", ["EPSG:4490", "EPSG:4527", "EPSG:4326", "EPSG:32650", "EPSG:3857", "EPSG:2326", "GCJ-02"]
)
def test_others_are_not_barred_and_need_none(code):
    assert barred(statement(code), ReadOptions()) is None
    assert parameters(statement(code), ReadOptions(datum_shift=SEVEN)) == ()


def test_a_datum_nobody_knows_is_asked_for():
    bar = barred(statement(custom(117, 500000, spheroid="GRS 1980")), ReadOptions())
    assert (bar.code, bar.ask) == ("datum_unknown", True)


@pytest.mark.parametrize(
    "seven",
    [
        (1.0,), (1.0, 2.0, 3.0), SEVEN[:6], (*SEVEN, 1.0),
        (math.nan, *SEVEN[1:]), (math.inf, *SEVEN[1:]),
        (-50_000.0, 30_000.0, 20_000.0, *SEVEN[3:]),  # millimetres
        (*SEVEN[:3], 4.8e-7, 9.7e-7, -1.9e-6, 2.0),  # radians
        (*SEVEN[:3], 100.0, 0.2, -0.4, 2.0),  # a hundredth of what they say
        (*SEVEN[:6], 2e-6), (*SEVEN[:6], 1.000002),  # a factor, not ppm
        (*SEVEN[:6], 2000.0),
    ],
)  # fmt: skip
def test_parameters_in_other_numbers_or_units_are_refused(seven):
    bar = barred(statement("EPSG:2384"), ReadOptions(datum_shift=seven))
    assert bar.code == "datum_shift_wrong"
    assert bar.facts["given"] == len(seven)


@pytest.mark.parametrize("seven", [SEVEN, (0.0,) * 7, (100.0, -200.0, 50.0, 0.0, 0.0, 0.0, 0.0), (*SEVEN[:6], 1.0),
                                   (*SEVEN[:3], 0.0, 0.0, 0.0, -4.5)])  # fmt: skip
def test_honest_parameters_pass(seven):
    assert barred(statement("EPSG:2384"), ReadOptions(datum_shift=seven)) is None


def test_the_displacement_is_the_same_in_degrees_and_in_metres():
    plane = displacement_m(508_900.0, 4_057_700.0, statement("EPSG:2384"), SEVEN)
    degrees = displacement_m(117.1000926, 36.6506793, statement("EPSG:4610"), SEVEN)
    # In metres the change of the ellipsoid shows too: the northing of the same latitude differs by some metres.
    assert plane[0] == pytest.approx(degrees[0], abs=0.5)
    assert plane[1] == pytest.approx(degrees[1], abs=4.0)
    assert 10.0 < math.hypot(*plane) < 100.0


def test_every_vertex_is_shifted_and_heights_stay():
    stated = statement("EPSG:2384")
    shapes = np.array(
        [shapely.box(508_900, 4_057_700, 509_000, 4_057_800), shapely.Point(508_900, 4_057_700, 30.0), None]
    )
    moved, code = shifted(shapes, stated, SEVEN)
    assert code == "EPSG:4548"
    east_m, north_m = displacement_m(508_900.0, 4_057_700.0, stated, SEVEN)
    assert shapely.get_coordinates(moved[1], include_z=True)[0].tolist() == pytest.approx(
        [508_900 + east_m, 4_057_700 + north_m, 30.0], abs=1e-6
    )
    assert moved[0].bounds[0] == pytest.approx(508_900 + east_m, abs=0.01)
    assert moved[0].area == pytest.approx(10_000.0, rel=1e-4)
    assert moved[2] is None


def test_the_users_parameters_come_before_those_of_the_file():
    text = 'PROJCS["x",GEOGCS["y",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140,298.257],TOWGS84[1,2,3,0,0,0,0]],'
    text += 'PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    text += 'PARAMETER["False_Easting",500000],PARAMETER["Central_Meridian",117],PARAMETER["Scale_Factor",1],'
    text += 'PARAMETER["Latitude_Of_Origin",0],PARAMETER["False_Northing",0],UNIT["Meter",1]]'
    stated = statement(text)
    assert parameters(stated, ReadOptions()) == (1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0)
    assert parameters(stated, ReadOptions(datum_shift=SEVEN)) == SEVEN
    assert barred(stated, ReadOptions()) is None
