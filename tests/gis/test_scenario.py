"""Edits: what may be tried, and refusals that say why."""

import pytest
import shapely

from gis.errors import DefinitionError
from gis.scenario import LONGEST_LINK_M, Edit, edit_id, edits_of

SQUARE, POINT = shapely.box(0, 0, 100, 100), shapely.Point(0, 0)


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "park", "geometry": SQUARE},
        {"kind": "gate", "geometry": POINT, "of": "p"},
        {"kind": "facility", "geometry": POINT, "facility": "primary_school"},
        {"kind": "link", "geometry": shapely.LineString([(0, 0), (LONGEST_LINK_M, 0)])},
        {"kind": "remove", "of": "p"},
    ],
)
def test_what_may_be_tried(edit):
    assert Edit(**edit).kind == edit["kind"]


@pytest.mark.parametrize(
    ("edit", "key"),
    [
        ({"kind": "road"}, "kind"),
        ({"kind": "park", "geometry": POINT}, "geometry"),
        ({"kind": "park"}, "geometry"),
        ({"kind": "park", "geometry": shapely.Polygon()}, "geometry"),
        ({"kind": "park", "geometry": shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])}, "geometry"),
        ({"kind": "link", "geometry": shapely.LineString([(0, 0), (0, 0)])}, "geometry"),
        ({"kind": "link", "geometry": shapely.LineString([(0, 0), (LONGEST_LINK_M + 1, 0)])}, "geometry"),
        ({"kind": "facility", "geometry": POINT}, "facility"),
        ({"kind": "gate", "geometry": POINT}, "of"),
        ({"kind": "remove"}, "of"),
        ({"kind": "remove", "of": "p", "geometry": POINT}, "geometry"),
    ],
)
def test_what_cannot_be_tried_is_refused_by_key(edit, key):
    with pytest.raises(DefinitionError) as caught:
        Edit(**edit)
    assert caught.value.facts["key"] == key


def test_ids_are_by_place():
    edits = [Edit("remove", of="a"), Edit("park", SQUARE), Edit("remove", of="b")]
    assert list(edits_of(edits, "remove")) == [edit_id(0), edit_id(2)]
    assert list(edits_of(edits, "park")) == ["trial:2"]
    assert edits_of(edits, "gate") == {}
