"""The legend: one entry a class that is there, severities apart by hatch."""

from gis.views.sheets.keys import KEYS, legend_handles


def test_only_what_is_drawn_in_the_order_of_the_card():
    handles = legend_handles({"road", "plot", "forbidden", "service"}, "zh")
    assert [handle.get_label() for handle in handles] == ["本地块", "道路", "禁止", "设施"]
    assert [handle.get_label() for handle in legend_handles({"zone", "outline"}, "en")] == ["zones", "district"]


def test_severities_differ_by_hatch_and_colour():
    severities = [KEYS[key] for key in ("forbidden", "restricted", "notice")]
    assert len({one["hatch"] for one in severities}) == 3
    assert len({one["edgecolor"] for one in severities}) == 3
