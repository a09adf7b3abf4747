"""JSON as it is written by hand and by machines: one value, lines of values, faults told with their place."""

import gc

import pytest

from gis.read.intake.formats.json_text import no_collecting, parsed
from gis.read.intake.messages import Notes
from gis.read.intake.model import RefusedError


def read(text):
    return parsed(text, Notes(), where="f")


def refused(text):
    notes = Notes()
    with pytest.raises(RefusedError):
        parsed(text, notes, where="f")
    return notes.messages[-1]


def test_one_value():
    document = read('{"a": [1, 2.5, null, "，"]}')
    assert document.values == [{"a": [1, 2.5, None, "，"]}]
    assert not document.by_line


@pytest.mark.parametrize("text", ['{"a":1}\n{"a":2}\n', '{"a":1}\r\n\r\n{"a":2}', '\x1e{"a":1}\n\x1e{"a":2}\n'])
def test_lines(text):
    document = read(text)
    assert document.values == [{"a": 1}, {"a": 2}]
    assert document.by_line


def test_a_broken_line_is_no_broken_file():
    document = read('{"a":1}\n{"a":\n{"a":3}')
    assert (document.values, document.lines, document.broken) == ([{"a": 1}, {"a": 3}], [1, 3], [2])


@pytest.mark.parametrize(("text", "count"), [('{"a":1,}', 1), ("[1,2,]", 1), ('{"a":[1, ] , }', 2)])
def test_stray_commas(text, count):
    assert read(text).commas == count


def test_commas_within_texts_stay():
    document = read('{"a":",]", "b":"\\",}",}')
    assert document.values == [{"a": ",]", "b": '",}'}]
    assert document.commas == 1


def test_keys_that_repeat_keep_all_values():
    document = read('{"a":1,"a":2,"a":3,"a_1":4}')
    assert sorted(document.values[0].values()) == [1, 2, 3, 4]
    assert document.twice["a"] == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type":"Feature","geometry":1,"geometry":2}', "json_structure_twice"),
        ('{"type":"Point","type":"Polygon","coordinates":[1,2]}', "json_structure_twice"),
        ("[" * 100_000, "nested_too_deep"),
        ('{"a":' * 100_000, "nested_too_deep"),
        ('{"a":[1,2', "text_breaks_off"),
        ('{"a":"unfinished', "text_breaks_off"),
        ("", "text_breaks_off"),
        ("{'a':1}", "json_broken"),
        ('{"a":1}}', "json_broken"),
        ('{"a":1,,"b":2}', "json_broken"),
    ],
)
def test_refusals(text, code):
    message = refused(text)
    assert message.code == code
    assert message.text("zh") != message.text("en")


def test_an_attribute_may_be_called_type_twice():
    assert read('{"properties":{"type":1,"type":2}}').values == [{"properties": {"type": 1, "type_1": 2}}]


def test_faults_are_told_with_line_and_column():
    assert refused('{"a":1,\n "b" 2}').facts | {"near": ""} == {"line": 2, "column": 6, "near": ""}


def test_numbers_of_any_length():
    assert read('{"a":' + "9" * 30 + "}").values == [{"a": int("9" * 30)}]
    assert read('{"a":' + "9" * 9_000 + "}").values == [{"a": "9" * 9_000}]


def test_the_collector_is_left_as_it_was():
    assert gc.isenabled()
    with no_collecting():
        assert not gc.isenabled()
        with no_collecting():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
