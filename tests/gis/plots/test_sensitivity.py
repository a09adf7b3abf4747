import time
from dataclasses import replace

import numpy as np
import pytest

from gis.errors import DefinitionError
from gis.plots.grading import grade
from gis.plots.schemes import Band, Bands
from gis.plots.sensitivity import moved_weights, sensitivity
from gis.read.schemes import shipped_schemes
from gis.units import MU_M2
from tests.gis.plots.paper import firms
from tests.gis.plots.test_schemes import ENERGY, TAX, scheme

HALVES = Bands("rank", (Band("A", 0.5), Band("B", 1.0)))


def test_the_other_weights_make_room():
    assert moved_weights(np.array([45.0, 20, 15, 15, 5]), 0, 0.1).tolist() == pytest.approx(
        [49.5, *(part * 50.5 / 55 for part in (20, 15, 15, 5))]
    )
    assert moved_weights(np.array([95.0, 5.0]), 0, 0.1).tolist() == [100, 0]
    assert moved_weights(np.array([100.0]), 0, 0.1).tolist() == [100]


def test_two_firms_that_change_places():
    indices = (replace(TAX, weight=50.0, benchmark=10.0), replace(ENERGY, weight=50.0, benchmark=1.0))
    table = firms(
        firm_id=["tax", "energy"], tax_wan=[110, 90], land_own_m2=[10 * MU_M2] * 2,
        value_added_wan=[9, 11.2], energy_tce=[10, 10],
    )  # fmt: skip
    rule = scheme(*indices, bands=HALVES)
    # 50 × 1.1 + 50 × 0.9 = 100; 50 × 0.9 + 50 × 1.12 = 101; with 55/45: 101 and 99.9
    assert grade(table, rule)["score"].tolist() == pytest.approx([100, 101])
    found = sensitivity(table, rule)
    assert len(found) == 4
    heavier = found[(found["index"] == "tax") & (found["change"] > 0)].set_index("firm")
    assert heavier.loc["tax", ["score_before", "score_after"]].tolist() == pytest.approx([100, 101])
    assert heavier.loc["energy", ["grade_before", "grade_after"]].tolist() == ["A", "B"]
    assert set(zip(found["index"], found["change"], strict=True)) == {("tax", 0.1), ("energy", -0.1)}
    assert sensitivity(table, rule, change=0.01).empty


def test_no_bands_no_templates_no_absurd_change():
    schemes = shipped_schemes()
    for name, text in (("huangyan_2022", "没有分档"), ("shandong_2019", "由使用者给定")):
        with pytest.raises(DefinitionError, match=text):
            sensitivity(firms(tax_wan=[1.0]), schemes[name])
    with pytest.raises(DefinitionError, match="100 %"):
        sensitivity(firms(tax_wan=[1.0]), schemes["anhui_city"], change=1.0)


def test_two_thousand_firms_in_seconds_and_as_graded_again():
    rng = np.random.default_rng(1)
    count = 2_000
    names = ("tax_wan", "sales_wan", "value_added_wan", "energy_tce", "rd_wan", "employees_count", "land_own_m2")
    table = firms(firm_id=[f"f{n}" for n in range(count)], above_scale=[True] * count)
    table = table.assign(**{name: rng.lognormal(3, 1, count) for name in names})
    city = shipped_schemes()["anhui_city"]
    start = time.perf_counter()
    found = sensitivity(table, city)
    assert time.perf_counter() - start < 5.0
    assert len(found)
    weights = moved_weights(np.array([45.0, 20, 15, 15, 5]), 0, 0.1)
    group = city.groups[0]
    moved = tuple(replace(index, weight=float(w)) for index, w in zip(group.indices, weights, strict=True))
    again = grade(table, replace(city, groups=(replace(group, indices=moved), city.groups[1])))
    rows = found[(found["index"] == "tax_per_mu") & (found["change"] == 0.1)].set_index("firm")["grade_after"]
    before = grade(table, city)["grade"]
    changed = again["grade"][again["grade"] != before].set_axis(table["firm_id"][again["grade"] != before])
    assert rows.to_dict() == changed.to_dict()
