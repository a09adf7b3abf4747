from gis.clauses.model import SIDES, Clause, Part, Side


def test_the_object_of_a_clause_is_what_the_command_prints():
    side = Side("E", "世纪路", "road")
    clause = Clause("世纪路以东", (Part("intersect", (side,), 11.9, "备注"),), "no", ("嘟嘟",))
    assert clause.as_json() == {
        "clause": "世纪路以东",
        "parts": [
            {
                "op": "intersect",
                "sides": [{"side": "E", "of": "世纪路", "kind": "road", "offset_m": None}],
                "area_km2": 11.9,
                "note": "备注",
            }
        ],
        "closes": "no",
        "unread": ["嘟嘟"],
    }


def test_the_eight_directions_and_the_other_sides_are_known():
    assert len(set(SIDES)) == len(SIDES)
    assert {"N", "NE", "E", "SE", "S", "SW", "W", "NW", "in", "out", "both", "around"} <= set(SIDES)
