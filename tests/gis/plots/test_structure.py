"""Structure and change on paper: 1 ha squares in a row, cut differently in two years."""

import math
from decimal import Decimal
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import CRSMismatchError, DefinitionError, MissingColumnError
from gis.plots.structure import GAINED, LOST, UNMAPPED, area_rows, conversion, exact_rounded, structure, transition
from gis.read.land_use import to_2023
from tests.gis.plots.paper import CRS, X, Y, plots

E = ("2023", "2023")


def land(*pieces):
    shapes = [shapely.box(X + 100 * first, Y, X + 100 * last, Y + 100) for first, last, _ in pieces]
    return gpd.GeoDataFrame({"code": [code for *_, code in pieces]}, geometry=shapes, crs=CRS)


def to_2023_of_old(code):
    return to_2023(code, "gb50137")


def test_areas_by_code_at_two_levels():
    frame = land((0, 2, "1001"), (2, 3, "100101"), (3, 4, "1101"), (4, 6, "0101"))
    two = structure(frame, edition="2023")
    assert two["area_ha"].to_dict() == {"01": 2, "10": 3, "11": 1, "total": 6}
    assert two["area_mu"].to_dict() == {"01": 30, "10": 45, "11": 15, "total": 90}
    assert two["share"].tolist() == pytest.approx([2 / 6, 3 / 6, 1 / 6, 1])
    assert two.loc["10", "codes"] == "1001;100101"
    four = structure(frame, edition="2023", level=4)
    assert four["area_ha"].to_dict() == {"0101": 2, "1001": 3, "1101": 1, "total": 6}


def test_a_coarse_code_keeps_its_own_row_and_a_blank_is_unknown():
    found = structure(land((0, 1, "10"), (1, 2, "1001"), (2, 3, "")), edition="2023", level=4)
    assert found["area_ha"].to_dict() == {"10": 1, "1001": 1, "未知 / unknown": 1, "total": 3}


def test_old_codes_are_mapped_and_split_ones_told():
    found = structure(land((0, 1, "R2"), (1, 2, "M1"), (2, 3, "没有")), edition="2023", convert=to_2023_of_old)
    assert found["area_ha"].to_dict() == {"07": 1, "10": 1, UNMAPPED: 1, "total": 3}
    assert (found["edition"] == "2023").all()


def test_a_transition_on_paper():
    before = land((0, 2, "0101"), (2, 3, "1001"))
    after = land((0, 1, "0101"), (1, 2.5, "0701"), (3, 4, "1401"))
    found = transition(before, after, editions=E)
    expected = pd.DataFrame(
        {"01": [1, 0, 0], "07": [1, 0.5, 0], "14": [0, 0, 1], LOST: [0, 0.5, 0]}, index=["01", "10", GAINED]
    )
    np.testing.assert_allclose(found.matrix / 10_000, expected, atol=1e-9)
    assert list(found.matrix.columns) == list(expected.columns)
    assert (found.before_overlap_m2, found.after_overlap_m2) == pytest.approx((0, 0), abs=1e-6)
    moved = conversion(found, construction=("07", "10"))["area_m2"] / 10_000
    assert moved.to_dict() == pytest.approx({
        "to_construction": 1, "from_construction": 0, "within_construction": 0.5, "other": 1, "unknown": 0,
        "gained": 1, "lost": 0.5,
    })  # fmt: skip


def test_an_overlap_within_a_year_is_reported():
    found = transition(land((0, 2, "0101")), land((0, 1.5, "07"), (1, 2, "10")), editions=E)
    assert found.after_overlap_m2 == pytest.approx(5_000)
    assert found.matrix.loc["01"].sum() == pytest.approx(20_000)


def test_unmapped_land_is_neither_side():
    found = transition(land((0, 1, "没有")), land((0, 1, "1001")), editions=E, convert=(to_2023_of_old, None))
    assert conversion(found, construction=("10",)).loc["unknown", "area_m2"] == pytest.approx(10_000)


def test_editions_are_never_mixed_and_bad_frames_refused():
    frame = land((0, 1, "0702"))
    with pytest.raises(DefinitionError, match="survey"):
        transition(frame, frame, editions=("survey", "2023"))
    with pytest.raises(DefinitionError, match="层级"):
        structure(frame, edition="2023", level=3)
    with pytest.raises(MissingColumnError):
        structure(plots(1), edition="2023")
    with pytest.raises(CRSMismatchError):
        transition(frame, frame.set_crs("EPSG:4547", allow_override=True), editions=E)
    with pytest.raises(DefinitionError, match="建设用地"):
        conversion(transition(frame, frame, editions=E), construction=())
    assert structure(frame.iloc[:0], edition="2023")["area_m2"].tolist() == [0]


def test_rows_add_up_to_the_total_as_printed():
    assert exact_rounded([1 / 3] * 3, 2).tolist() == [0.34, 0.33, 0.33]
    assert exact_rounded([0.005, 0.005], 2).tolist() == [0.01, 0.0]
    assert exact_rounded([2.5], 0).tolist() == [3.0]
    np.testing.assert_array_equal(exact_rounded([np.nan, 1.26], 1), [np.nan, 1.3])
    found = area_rows(pd.Series({"a": 10_000 / 3, "b": 10_000 / 3, "c": 10_000 / 3}))
    assert found["area_ha"].tolist() == [0.34, 0.33, 0.33, 1.0]
    assert found["area_mu"].tolist() == [5.0, 5.0, 5.0, 15.0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1e6), max_size=20), st.integers(0, 4))
def test_law_printed_rows_add_up_and_move_less_than_a_unit(values, decimals):
    rounded = exact_rounded(values, decimals)
    unit = 10.0**-decimals
    printed = [Decimal(f"{value:.{decimals}f}") for value in rounded]
    assert abs(float(sum(printed)) - math.fsum(values)) <= unit / 2 + 1e-6
    assert all(abs(new - old) < unit * (1 + 1e-6) for new, old in zip(rounded, values, strict=True))
    rows = area_rows(pd.Series(np.array(values, dtype=float) * 10_000), decimals=decimals)
    for name in ("area_ha", "area_mu"):
        shown = [Decimal(f"{value:.{decimals}f}") for value in rows[name]]
        assert sum(shown[:-1]) == shown[-1]


@st.composite
def strips(draw):
    cuts = sorted(draw(st.sets(st.integers(0, 60), min_size=2, max_size=8)))
    codes = st.sampled_from(["0101", "0703", "1001", "1401"])
    return land(*((a / 10, b / 10, draw(codes)) for a, b in pairwise(cuts)))


@settings(max_examples=25, deadline=None)
@given(strips(), strips())
def test_law_rows_sum_to_before_and_columns_to_after(before, after):
    found = transition(before, after, editions=E)
    rows, columns = found.matrix.drop(index=GAINED), found.matrix.drop(columns=LOST)
    np.testing.assert_allclose(rows.sum(axis=1), found.before_m2, atol=1e-6)
    np.testing.assert_allclose(columns.sum(axis=0), found.after_m2, atol=1e-6)
    assert (found.matrix.to_numpy() > -1e-6).all()
    together = shapely.area(shapely.union_all([*before.geometry, *after.geometry]))
    assert conversion(found, construction=("07", "10"))["area_m2"].sum() == pytest.approx(together, abs=1e-3)
