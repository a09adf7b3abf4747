import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.plots.potential import limits_of, potential, potential_totals
from tests.gis.plots.paper import plots


def test_floor_area_gained_or_land_freed_on_paper():
    figures = pd.DataFrame({"far": [0.5, 1.0, 1.5, np.nan, 0.5]})
    limit = pd.Series([1.0, 1.0, 1.0, 1.0, np.nan])
    found = potential(plots(5), figures, limit)
    # 1 ha at 0.5 under a limit of 1.0: 5,000 m2 of floor, or half the land
    np.testing.assert_allclose(found["gain_m2"], [5_000, 0, 0, np.nan, np.nan])
    np.testing.assert_allclose(found["land_freed_m2"], [5_000, 0, 0, np.nan, np.nan])
    assert [text.split(" / ")[-1] for text in found["reason"]] == ["", "", "", "figure far unknown", "no control value"]
    totals = potential_totals(found)
    assert totals["count"].tolist() == [1, 2, 2]
    assert totals.loc["below", ["area_m2", "gain_m2", "land_freed_m2"]].tolist() == [10_000, 5_000, 5_000]
    assert totals.loc["not_assessed", "area_m2"] == pytest.approx(20_000)
    assert np.isnan(totals.loc["not_assessed", "gain_m2"])


def test_the_coefficient_alike_and_an_absent_figure():
    found = potential(plots(1), pd.DataFrame({"building_coefficient": [0.3]}), 0.4, index="building_coefficient")
    assert found.iloc[0][["gain_m2", "land_freed_m2"]].tolist() == pytest.approx([1_000, 2_500])
    assert potential(plots(1), pd.DataFrame(index=[0]), 1.0)["gain_m2"].isna().all()
    assert potential(plots(1), pd.DataFrame({"far": [0.0]}), 0.0)["gain_m2"].isna().all()


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 3), st.floats(0.1, 3))
def test_law_the_land_left_holds_the_same_floor_at_the_limit(far, limit):
    found = potential(plots(1), pd.DataFrame({"far": [far]}), limit).iloc[0]
    left = found["area_m2"] - found["land_freed_m2"]
    assert left * max(limit, far) == pytest.approx(far * found["area_m2"], abs=1e-6)
    assert found["gain_m2"] == pytest.approx(found["land_freed_m2"] * limit, abs=1e-6)


def test_the_strictest_lower_limit_holds():
    compared = pd.DataFrame({
        "plot": [0, 0, 1, 1], "index": ["far", "far", "far", "green_ratio"], "op": [">=", ">=", "<=", ">="],
        "limit": [0.8, 1.0, 3.0, 0.2],
    })  # fmt: skip
    np.testing.assert_array_equal(limits_of(compared, plots(2), index="far"), [1.0, np.nan])
