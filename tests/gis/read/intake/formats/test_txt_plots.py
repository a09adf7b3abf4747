"""Plots made from drafts: order of columns, belts, and what does not fit the rest."""

from pathlib import Path

import pytest

from gis.coordinate_txt import Dialect
from gis.read.intake.formats.txt_grammar import read_lines
from gis.read.intake.formats.txt_plots import Plots, make_plots, name_of
from tests.gis.read.intake.making_txt import BARE_M, head, headed, plot, ring_lines, square, two_zones, whole
from tests.gis.read.intake.reading_txt import read_bytes


def plots(lines: list[str]) -> Plots:
    return make_plots(read_lines(lines, Dialect()), lines)


def codes(found: Plots) -> list[str]:
    return [one.code for one in found.findings]


def test_shapes_have_east_first() -> None:
    (one,) = plots(whole(plot(1))).made
    assert one.shape.bounds == (39_508_900.0, 4_057_600.0, 39_509_000.0, 4_057_700.0)
    assert one.plot.crs
    assert one.valid
    assert not one.mended


def test_a_plot_is_called_by_id_and_name() -> None:
    lines = whole(plot(7), ["4,1,,,面,,,,@"])
    drafts = read_lines(lines, Dialect()).drafts()
    assert [name_of(draft) for draft in drafts] == ["7 地块7", "L16"]


def test_each_block_states_for_the_plots_below_it() -> None:
    other = headed(带号="40")
    found = plots(
        [*whole([head(), *ring_lines(square(east=BARE_M))]), *other[:9], head(), *ring_lines(square(east=BARE_M))]
    )
    assert [found.stated(one).zone for one in found.made] == [39, 40]


def test_the_few_with_small_numbers_are_set_aside_the_many_are_not() -> None:
    small = [head(3), *ring_lines(square(north=57_700, east=8_900))]
    found = plots(whole(plot(1), plot(2), small))
    assert len(found.made) == 2
    assert "txt_local_numbers" not in codes(found)
    found = plots(whole(small, small))
    assert len(found.made) == 2
    assert codes(found) == ["txt_rings_unclosed"] * 0 + ["txt_local_numbers"]


def test_an_open_ring_among_closed_ones_is_a_mend() -> None:
    found = plots(whole(plot(1), plot(2, closed=False)))
    assert [one.mended for one in found.made] == [False, True]
    assert codes(found) == ["txt_ring_open"]
    found = plots(whole(plot(1, closed=False), plot(2, closed=False)))
    assert [one.mended for one in found.made] == [False, False]
    assert codes(found) == ["txt_rings_unclosed"]


def test_a_mend_is_told_to_the_layer(tmp_path: Path) -> None:
    content = "\n".join(whole(plot(1), plot(2, closed=False))).encode("gbk")
    (layer,), _ = read_bytes(content, tmp_path)
    assert layer.mended == {1}


def test_zones_are_counted() -> None:
    found = plots(two_zones())
    mixed = next(one for one in found.findings if one.code == "txt_zones_mixed")
    assert mixed.facts["zones"] == ["39: 1", "40: 1"]


@pytest.mark.parametrize(
    ("keys", "missing"),
    [({"坐标系": "", "带号": ""}, ["坐标系", "带号"]), ({"坐标系": ""}, ["坐标系"]), ({"带号": ""}, ["带号"]),
     ({"带号": "", "几度分带": ""}, ["几度分带", "带号"])],
)  # fmt: skip
def test_what_is_missing_is_named(keys: dict[str, str], missing: list[str]) -> None:
    own = headed(**keys)
    at = own.index("[地块坐标]") + 1
    found = plots([*own[:at], head(), *ring_lines(square(east=BARE_M))])
    assert next(one for one in found.findings if one.code == "txt_system_unstated").facts["missing"] == missing
