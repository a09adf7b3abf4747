"""Which features a rule looks at: a layer that is missing, empty, without the kind, or a file of its own."""

from gis.review.checks.context import Found
from gis.review.checks.selected import Chosen, choose, not_assessed, without_ground
from gis.review.model import Outcome
from tests.gis.review.checks.paper import frame, inputs, layer, line, rect, rule

FARMLAND = rule("apart", "controls", where={"control": ["永久基本农田", "YJJBNT"]})
FIELD, FAR = rect(0, 0, 10, 10), rect(500, 500, 10, 10)


def reason(found: Chosen | Found) -> str:
    assert isinstance(found, Found)
    assert found.outcome is Outcome.NOT_ASSESSED
    return found.reason


def chosen(found: Chosen | Found) -> Chosen:
    assert isinstance(found, Chosen)
    return found


def test_a_missing_layer_is_named_and_never_passed() -> None:
    assert (
        reason(choose(FARMLAND, inputs())) == "没有图层 永久基本农田,未评估 / layer 永久基本农田 missing: not assessed"
    )
    assert "roads" in reason(choose(rule("apart", "roads"), inputs()))


def test_rows_of_either_name_are_taken_as_text() -> None:
    controls = layer("controls", [FIELD, FAR, FAR], control=["YJJBNT", "永久基本农田", "STBHHX"])
    assert list(chosen(choose(FARMLAND, inputs(controls))).frame.index) == ["f1", "f2"]


def test_a_layer_without_the_kind_says_nothing_of_it() -> None:
    controls = layer("controls", [FIELD], control=["STBHHX"])
    assert "1 个要素中没有这一类" in reason(choose(FARMLAND, inputs(controls)))


def test_a_layer_without_the_column_is_named() -> None:
    assert "没有字段 control" in reason(choose(FARMLAND, inputs(layer("controls", [FIELD]))))


def test_an_empty_layer_is_taken() -> None:
    assert len(chosen(choose(FARMLAND, inputs(layer("controls", [], control=[])))).frame) == 0


def test_a_layer_of_its_own_counts_whole_beside_the_rows() -> None:
    own = layer("YJJBNT", [FAR], version="2025")
    alone = chosen(choose(FARMLAND, inputs(own)))
    assert (list(alone.frame.index), alone.version, alone.digest) == (["f1"], "2025", "digest-YJJBNT")
    both = chosen(choose(FARMLAND, inputs(own, layer("controls", [FIELD], control=["永久基本农田"]))))
    assert list(both.frame.index) == ["YJJBNT:f1", "controls:f1"]  # ids that repeat say whose they are
    assert both.version == "2025; 2026-01"
    assert both.title == "YJJBNT、controls / YJJBNT, controls"


def test_a_layer_of_its_own_is_enough_where_the_rows_are_missing() -> None:
    own = layer("永久基本农田", [], version="2025")
    other = layer("controls", [FIELD], control=["STBHHX"])
    assert chosen(choose(FARMLAND, inputs(own, other))).layers == (own,)


def test_not_assessed_keeps_its_reason() -> None:
    assert not_assessed("甲 / a") == not_assessed("甲 / a") or not_assessed("甲 / a").reason == "甲 / a"


def test_blanks_around_a_kind_hide_nothing() -> None:
    controls = layer("controls", [FIELD, FAR], control=["YJJBNT", " 永久基本农田 "])
    assert list(chosen(choose(FARMLAND, inputs(controls))).frame.index) == ["f1", "f2"]


def test_lines_have_no_ground_and_labels_beside_areas_do_not_matter() -> None:
    ring, label = line((0, 0), (10, 0), (10, 10), (0, 0)), line((0, 0), (1, 0)).interpolate(0.5)
    assert (
        without_ground(frame([FIELD, label, None])) == without_ground(frame([None])) == without_ground(frame([])) == ""
    )
    assert "1 个要素是线或点" in without_ground(frame([FIELD, ring, label]))
    assert "2 features" in without_ground(frame([label, label]))
