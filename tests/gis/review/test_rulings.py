"""A log of rulings that cannot be changed unseen."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import DefinitionError, in_language
from gis.review.canonical import digest_of
from gis.review.model import Finding
from gis.review.rulings import RulingLog, log_of_lines, log_of_values
from tests.gis.review.samples import TIME, findings

HEAD = "ab" * 32
FARMLAND, RATIO, SERVICE, ZONE = findings()


def log_of(count: int = 4, head: str = HEAD) -> RulingLog:
    log = RulingLog(head)
    for number in range(count):
        finding = findings()[number % 4]
        log = log.ruled(finding, decision="overruled", name="张三", time=TIME, reason=f"理由 {number}\n“引”")
    return log


def text_of(log: RulingLog) -> str:
    return "".join(f"{ruling.line}\n" for ruling in log.rulings)


def test_an_entry_on_paper() -> None:
    log = RulingLog(HEAD).ruled(FARMLAND, decision="accepted", name=" 张三 ", time=TIME)
    (ruling,) = log.rulings
    assert (ruling.finding, ruling.name, ruling.reason, ruling.previous) == (FARMLAND.id, "张三", "", HEAD)
    told = json.loads(ruling.line)
    stated = told.pop("digest")
    assert stated == ruling.digest == log.last == digest_of(told)
    assert log.verify() == ()
    assert RulingLog(HEAD).last == HEAD


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"name": "  "}, "name"), ({"decision": "overruled"}, "reason"), ({"decision": "perhaps"}, "decision"),
        ({"time": "2026-11-22T09:30:00"}, "time"), ({"time": "yesterday"}, "time"),
    ],
)  # fmt: skip
def test_what_a_ruling_needs(changed: dict[str, str], key: str) -> None:
    asked = {"decision": "accepted", "name": "张三", "time": TIME, **changed}
    with pytest.raises(DefinitionError) as told:
        RulingLog(HEAD).ruled(FARMLAND, **asked)
    assert told.value.facts["key"] == key
    assert " / " in str(told.value.facts["problem"])


def test_the_last_ruling_stands_and_turns_stale() -> None:
    log = RulingLog(HEAD).ruled(FARMLAND, decision="overruled", name="张三", time=TIME, reason="图上误差")
    log = log.ruled(FARMLAND, decision="accepted", name="李四", time=TIME).ruled(
        RATIO, decision="accepted", name="李四", time=TIME
    )
    standing = log.standing(findings())
    assert {name: (one.ruling.name, one.stale, one.gone) for name, one in standing.items()} == {
        FARMLAND.id: ("李四", False, False),
        RATIO.id: ("李四", False, False),
    }
    moved = replace(FARMLAND, area_m2=1000.001)
    now = log.standing([moved])
    assert (now[FARMLAND.id].stale, now[FARMLAND.id].gone) == (True, False)
    assert (now[RATIO.id].stale, now[RATIO.id].gone) == (True, True)


def test_last_digits_make_no_ruling_stale() -> None:
    log = RulingLog(HEAD).ruled(FARMLAND, decision="accepted", name="张三", time=TIME)
    other = replace(
        FARMLAND, area_m2=1000.0 * (1 + 1e-13), share=FARMLAND.share * (1 - 1e-14), doubtful_m2=0.25 + 1e-12
    )
    assert not log.standing([other])[FARMLAND.id].stale
    assert log.standing([replace(FARMLAND, clause="第 2 条")])[FARMLAND.id].stale


def test_a_log_comes_back_from_its_lines() -> None:
    log = log_of()
    assert log_of_lines(text_of(log), head=HEAD) == log
    assert log_of_lines("\ufeff" + text_of(log).replace("\n", "\r\n"), head=HEAD) == log
    assert log_of_lines("", head=HEAD) == RulingLog(HEAD)
    assert log_of_values([json.loads(one.line) for one in log.rulings], head=HEAD) == log


def only(log: RulingLog, said: str, last: str = "") -> None:
    (told,) = log.verify(last)
    assert said in in_language(told, "en")
    assert in_language(told, "zh") != in_language(told, "en")


def test_each_fault_by_its_own_words() -> None:
    log = log_of()
    one, two, three, four = log.rulings
    only(replace(log, rulings=(one, replace(two, reason="另"), three, four)), "ruling 2 was changed")
    only(replace(log, rulings=(one, two, three, replace(four, digest="00" * 32))), "ruling 4 was changed")
    only(replace(log, rulings=(one, two, four)), "a ruling before ruling 3 was removed")
    only(replace(log, rulings=(two, three, four)), "ruling 1 does not belong to this review")
    only(replace(log, head="cd" * 32), "ruling 1 does not belong to this review")
    only(replace(log, rulings=(one, two)), "rulings after entry 2 are missing", last=log.last)
    only(RulingLog(HEAD), "rulings after entry 0 are missing", last=log.last)
    assert replace(log, rulings=(one, three, two, four)).verify() == (
        "第 2 条裁定的次序不对:它应接在第 3 条之后 / ruling 2 is out of order: it follows ruling 3",
        "第 3 条裁定的次序不对:它应接在第 1 条之后 / ruling 3 is out of order: it follows ruling 1",
        "第 4 条裁定的次序不对:它应接在第 2 条之后 / ruling 4 is out of order: it follows ruling 2",
    )
    assert "it should be the first" in replace(log, rulings=(two, one)).verify()[1]


def test_a_log_that_grew_since_the_sheet_is_sound() -> None:
    log = log_of()
    assert log.verify(last=log.rulings[1].digest) == ()
    assert log.verify(last=HEAD) == ()


def test_a_changed_entry_sealed_again_breaks_the_chain() -> None:
    log = log_of()
    forged = replace(log.rulings[1], reason="另")
    forged = replace(forged, digest=forged.reckoned)
    only(replace(log, rulings=(log.rulings[0], forged, *log.rulings[2:])), "a ruling before ruling 3 was removed")


def test_a_torn_line_is_told_and_the_log_goes_on() -> None:
    log = log_of(3)
    begun = text_of(log)[:-40]
    torn = log_of_lines(begun, head=HEAD)
    assert torn.rulings == log.rulings[:2]
    only(torn, "line 3 is no whole ruling")
    more = torn.ruled(ZONE, decision="accepted", name="李四", time=TIME)
    again = log_of_lines(f"{begun}\n{more.rulings[-1].line}\n", head=HEAD)
    only(again, "line 3 is no whole ruling")
    assert again.rulings == more.rulings


def test_a_line_without_its_end_counts() -> None:
    log = log_of(2)
    assert log_of_lines(text_of(log)[:-1], head=HEAD) == log


@pytest.mark.parametrize("line", ["", "[]", "{}", "null", '{"finding":1}', "x"])
def test_lines_that_are_no_entries(line: str) -> None:
    text = text_of(log_of(2))
    log = log_of_lines(f"{line}\n{text}", head=HEAD)
    only(log, "line 1 is no whole ruling")


def test_values_that_are_no_entry() -> None:
    with pytest.raises(DefinitionError, match="不是完整的裁定"):
        log_of_values([{"finding": "a"}], head=HEAD)


SOUND = text_of(log_of(3))


def meaning(text: str) -> list[object]:
    """What the lines mean as JSON; a line that means nothing is itself."""
    found: list[object] = []
    for line in text.split("\n"):
        try:
            found.append(json.loads(line))
        except ValueError:
            found.append(line)
    return found


@settings(max_examples=150)
@given(
    st.integers(0, len(SOUND) - 1),
    st.characters() | st.sampled_from('"\\{}:,\n0af '),
    st.sampled_from(["swap", "drop", "add"]),
)
def test_any_changed_letter_is_found(at: int, letter: str, way: str) -> None:
    changed = SOUND[:at] + {"swap": letter, "drop": "", "add": letter}[way] + SOUND[at + (way != "add") :]
    log = log_of_lines(changed, head=HEAD)
    same = meaning(changed.removeprefix("\ufeff").removesuffix("\n")) == meaning(SOUND.removesuffix("\n"))
    assert same or log.verify(last=log_of(3).last)
    if changed == SOUND:
        assert not log.verify()


@given(st.permutations(range(5)), st.integers(0, 5))
def test_any_other_order_or_selection_is_found(order: list[int], kept: int) -> None:
    log = log_of(5)
    changed = replace(log, rulings=tuple(log.rulings[number] for number in order[:kept]))
    assert bool(changed.verify(last=log.last)) is (order[:kept] != [0, 1, 2, 3, 4])


def test_a_finding_with_half_characters_can_be_ruled_on() -> None:
    odd = Finding("general:x", "a\ud800", "notice", FARMLAND.outcome, "b\udcff")
    log = RulingLog(HEAD).ruled(odd, decision="accepted", name="张\ud800三", time=TIME)
    assert log_of_lines(text_of(log), head=HEAD).verify() == ()
    assert not log.standing([odd])[odd.id].stale
