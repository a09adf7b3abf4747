"""Rulings on findings: a log that only grows, every entry chained by hash to the one before, so that a change shows.

The computed finding stays as it is; a ruling stands on top of it. The first entry hangs on the head of its review
(`gis.review.values.head_of`), so that a log cannot be moved to another one. Who rewrites every entry to the end leaves
a log that is sound in itself: against that stands the digest of the last entry on the signed sheet (`verify(last=)`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal, cast

from gis.errors import DefinitionError
from gis.review.canonical import canonical, digest_of, strict_json, whole_text
from gis.review.model import Finding
from gis.review.values import finding_digest

__all__ = ["DECISIONS", "Decision", "Ruling", "RulingLog", "Standing", "log_of_lines", "log_of_values"]

Decision = Literal["accepted", "overruled"]
DECISIONS: tuple[Decision, ...] = ("accepted", "overruled")
_SHOWN = 60  # letters of a line that is no entry


@dataclass(frozen=True)
class Ruling:
    """What a person decided on a finding. `finding_digest`: of the finding as it was then; `time`: ISO with zone.

    `previous`: digest of the entry before, of the review's head for the first; `digest`: of all but itself.
    """

    finding: str
    finding_digest: str
    decision: Decision
    reason: str
    name: str
    time: str
    previous: str
    digest: str

    @property
    def line(self) -> str:
        """The entry as a line of a log file, without its end."""
        return canonical(asdict(self))

    @property
    def reckoned(self) -> str:
        """The digest the entry should have."""
        return digest_of({name: value for name, value in asdict(self).items() if name != "digest"})


@dataclass(frozen=True)
class Standing:
    """The last ruling on a finding. `stale`: the finding has changed since; `gone`: there is none of that id now."""

    ruling: Ruling
    stale: bool = False
    gone: bool = False


@dataclass(frozen=True)
class RulingLog:
    """Rulings in the order they were made. `head`: of the review they belong to.

    `broken`: lines of the file that are no entries, with their number and how they begin: a write that broke off, or a
    change; they are kept and told.
    """

    head: str
    rulings: tuple[Ruling, ...] = ()
    broken: tuple[tuple[int, str], ...] = ()

    @property
    def last(self) -> str:
        """The digest of the last entry (of the head where there is none): what a sheet holds against a cut end."""
        return self.rulings[-1].digest if self.rulings else self.head

    def ruled(self, finding: Finding, *, decision: Decision, name: str, time: str, reason: str = "") -> RulingLog:
        """The log with one ruling more.

        Parameters
        ----------
        name: who rules. time: ISO 8601 with zone. reason: needed to overrule.

        Raises
        ------
        DefinitionError: unknown decision, no name, no reason to overrule, or a time without zone.
        """
        name, reason = whole_text(name).strip(), whole_text(reason).strip()
        if decision not in DECISIONS:
            raise _refused("decision", f"不认识的裁定 {decision};可用:{'、'.join(DECISIONS)} / unknown decision")
        if not name:
            raise _refused("name", "裁定须署名 / a ruling needs a name")
        if decision == "overruled" and not reason:
            raise _refused("reason", "否决须写明理由 / overruling needs a reason")
        if not _zoned(time):
            raise _refused("time", f"时间应为带时区的 ISO 8601,却是 {time} / an ISO time with its zone is needed")
        made = Ruling(finding.id, finding_digest(finding), decision, reason, name, time, self.last, "")
        return replace(self, rulings=(*self.rulings, replace(made, digest=made.reckoned)))

    def standing(self, findings: Sequence[Finding]) -> dict[str, Standing]:
        """The last ruling by finding id; rulings on findings that are there no more are told as gone."""
        now = {finding.id: finding for finding in findings}
        last = {ruling.finding: ruling for ruling in self.rulings}
        return {
            name: Standing(ruling, stale=True, gone=True)
            if name not in now
            else Standing(ruling, stale=finding_digest(now[name]) != ruling.finding_digest)
            for name, ruling in last.items()
        }

    def verify(self, last: str = "") -> tuple[str, ...]:
        """What is wrong with the log, each "中文 / English" with the number of the entry; none: it is sound.

        Parameters
        ----------
        last: digest of the last entry as a sheet or record holds it; entries after it are no fault.
        """
        told = [_of_broken(number, begins) for number, begins in self.broken]
        told += [
            f"第 {number} 条裁定被改动过 / ruling {number} was changed"
            for number, ruling in enumerate(self.rulings, 1)
            if ruling.digest != ruling.reckoned
        ]
        told += self._unchained()
        if last and last not in {self.head, *(ruling.digest for ruling in self.rulings)}:
            after = len(self.rulings)
            told.append(
                f"第 {after} 条之后缺少裁定:审查表所记的最后一条 {last[:12]} 不在其中"
                f" / rulings after entry {after} are missing: the last one of the sheet, {last[:12]}, is not there"
            )
        return tuple(told)

    def _unchained(self) -> list[str]:
        """Entries that do not follow the one before."""
        told = []
        known = {digest: number for number, one in enumerate(self.rulings, 1) for digest in (one.digest, one.reckoned)}
        before = {self.head}
        for number, ruling in enumerate(self.rulings, 1):
            if ruling.previous not in before:
                told.append(_of_gap(number, known.get(ruling.previous), to_head=ruling.previous == self.head))
            before = {ruling.digest, ruling.reckoned}
        return told


def log_of_lines(text: str, *, head: str) -> RulingLog:
    """The log of the text of a log file, an entry a line; a line that is no whole entry is kept as broken.

    A whole entry at the end counts even where only the end of its line is missing.
    """
    rulings, broken = [], []
    lines = text.removeprefix("\ufeff").split("\n")
    for number, line in enumerate(lines[:-1] if lines[-1] == "" else lines, 1):
        ruling = _entry(line)
        if ruling is None:
            broken.append((number, line[:_SHOWN]))
        else:
            rulings.append(ruling)
    return RulingLog(head, tuple(rulings), tuple(broken))


def log_of_values(entries: Sequence[Mapping[str, Any]], *, head: str) -> RulingLog:
    """The log of entries as a record holds them.

    Raises
    ------
    DefinitionError: an entry lacks a key, has another, or holds what is no text.
    """
    rulings = []
    for number, entry in enumerate(entries, 1):
        ruling = _ruling_of(entry)
        if ruling is None:
            raise _refused(f"rulings[{number}]", "不是完整的裁定 / no whole ruling")
        rulings.append(ruling)
    return RulingLog(head, tuple(rulings))


def _entry(line: str) -> Ruling | None:
    try:
        return _ruling_of(strict_json(line))
    except ValueError:
        return None


def _ruling_of(values: object) -> Ruling | None:
    names = {one.name for one in fields(Ruling)}
    if not isinstance(values, Mapping) or set(values) != names:
        return None
    if not all(isinstance(value, str) for value in values.values()) or values["decision"] not in DECISIONS:
        return None
    return Ruling(**cast("dict[str, Any]", dict(values)))


def _zoned(time: str) -> bool:
    try:
        return datetime.fromisoformat(time).tzinfo is not None
    except ValueError:
        return False


def _of_broken(number: int, begins: str) -> str:
    shown = whole_text(begins).replace(" / ", "/")
    return (
        f"第 {number} 行不是完整的裁定(写入中断,或被改动过):{shown}"
        f" / line {number} is no whole ruling (a write that broke off, or a change): {shown}"
    )


def _of_gap(number: int, follows: int | None, *, to_head: bool) -> str:
    if to_head:
        return f"第 {number} 条裁定的次序不对:它应是第 1 条 / ruling {number} is out of order: it should be the first"
    if follows is not None:
        return (
            f"第 {number} 条裁定的次序不对:它应接在第 {follows} 条之后"
            f" / ruling {number} is out of order: it follows ruling {follows}"
        )
    if number == 1:
        return (
            "第 1 条裁定不接在本次审查上:属于另一次审查,或之前的裁定被删除"
            " / ruling 1 does not belong to this review: it is of another one, or rulings before it were removed"
        )
    return (
        f"第 {number} 条裁定之前有裁定被删除,它不接在第 {number - 1} 条上"
        f" / a ruling before ruling {number} was removed: it does not follow ruling {number - 1}"
    )


def _refused(key: str, problem: str) -> DefinitionError:
    return DefinitionError(file="裁定 / ruling", key=key, problem=problem)
