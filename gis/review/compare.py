"""Two reviews side by side: submissions of a project, or one project against two versions of plan or rules.

Findings are worse or better by their outcome, then by the margin to their limit, then by the ground concerned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

import pandas as pd

from gis.errors import in_language
from gis.review.canonical import plain
from gis.review.compare_parts import PartChange, PartSettings, part_changes
from gis.review.model import Finding, Outcome, Review
from gis.review.record_titles import title_of
from gis.units import format_quantity

__all__ = ["ChangeKind", "Comparison", "FindingChange", "InputChange", "PartChange", "PartSettings", "compare_reviews"]

ChangeKind = Literal["new", "gone", "worse", "better", "changed", "unclear", "same"]

_RANK = {Outcome.PASSED: 0, Outcome.INFORMED: 0, Outcome.DOUBTFUL: 1, Outcome.FAILED: 2}
_SEVERITY = {"notice": 0, "restricted": 1, "forbidden": 2}
_NEAR = 1e-9  # of the greater; builds of GEOS differ below
_NEAR_M2 = 1e-6
_WORDS: Mapping[str, tuple[str, str]] = {
    "new": ("新增", "new"), "gone": ("已无", "gone"), "worse": ("变差", "worse"), "better": ("变好", "better"),
    "changed": ("有变化", "changed"), "unclear": ("无法比较", "not comparable"), "same": ("不变", "the same"),
    "added": ("新增", "added"), "removed": ("已无", "removed"), "moved": ("移动", "moved"),
    "resized": ("大小改变", "resized"), "reshaped": ("形状改变", "reshaped"), "split": ("分割", "split"),
    "merged": ("合并", "merged"), "rearranged": ("重新划分", "rearranged"),
}  # fmt: skip
_OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.PASSED: ("通过", "passed"), Outcome.FAILED: ("不通过", "failed"), Outcome.DOUBTFUL: ("存疑", "doubtful"),
    Outcome.INFORMED: ("提示", "informed"), Outcome.NOT_ASSESSED: ("未评估", "not assessed"),
    Outcome.ERROR: ("检查出错", "error"),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class FindingChange:
    """A finding then and now; None where it is on one side only.

    `kind`: "changed" is another text or figure without being worse or better; "unclear": one side was not assessed.
    `text`: "中文 / English" with both figures.
    """

    id: str
    title: str
    kind: ChangeKind
    was: Finding | None
    now: Finding | None
    text: str


@dataclass(frozen=True, slots=True)
class InputChange:
    """A file or layer of another content: digests and versions then and now, "" for none."""

    role: str
    name: str
    was_digest: str
    now_digest: str
    was_version: str
    now_version: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """What moved, what became worse, and what it rests on. `facts`: stated facts that differ: name, was, now."""

    parts: tuple[PartChange, ...]
    findings: tuple[FindingChange, ...]
    inputs: tuple[InputChange, ...]
    facts: tuple[tuple[str, str | float | None, str | float | None], ...]
    area_m2: tuple[float, float]

    @property
    def worse(self) -> tuple[FindingChange, ...]:
        """Findings that became worse, and new ones that failed."""
        return tuple(
            one
            for one in self.findings
            if one.kind == "worse" or (one.kind == "new" and one.now is not None and one.now.outcome is Outcome.FAILED)
        )

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values; findings by outcome and figures, ground gained and lost with coordinates."""
        return {
            "format": "yitu-review-comparison",
            "version": 1,
            "area_m2": list(self.area_m2),
            "parts": plain(self.parts),
            "findings": [
                {
                    "id": one.id, "title": one.title, "kind": one.kind, "text": one.text,
                    "was": _figures(one.was), "now": _figures(one.now),
                }
                for one in self.findings
            ],
            "inputs": plain(self.inputs),
            "facts": [{"name": name, "was": plain(was), "now": plain(now)} for name, was, now in self.facts],
        }  # fmt: skip

    def table(self, lang: str = "zh") -> pd.DataFrame:
        """A row a change, what is the same left out: columns what, name, change, was, now, in `lang`."""
        at = int(lang == "en")
        rows: list[tuple[str, ...]] = [
            (("地块", "part")[at], "、".join(one.now_ids or one.was_ids), _WORDS[one.kind][at], *one.shown)
            for one in self.parts
            if one.kind != "same"
        ]
        rows += [
            (("结论", "finding")[at], in_language(one.title, lang), _WORDS[one.kind][at], *_sides(one, at))
            for one in self.findings
            if one.kind != "same"
        ]
        rows += [
            (("输入", "input")[at], one.name, _WORDS[_input_kind(one)][at], *(
                " ".join(text for text in (version, digest[:12]) if text)
                for version, digest in ((one.was_version, one.was_digest), (one.now_version, one.now_digest))
            ))
            for one in self.inputs
        ]  # fmt: skip
        rows += [
            (("申报内容", "stated fact")[at], title_of(name)[at], _WORDS["changed"][at], *(_stated(v) for v in both))
            for name, *both in self.facts
        ]
        return pd.DataFrame(rows, columns=["what", "name", "change", "was", "now"])


def compare_reviews(one: Review, other: Review, *, settings: PartSettings | None = None) -> Comparison:
    """What changed from one review to another, parts matched by id, else by the greatest overlap.

    Raises
    ------
    CRSMismatchError: the projects lie in different coordinate systems.
    """
    was, now = ({finding.id: finding for finding in review.findings} for review in (one, other))
    stated = one.project.facts, other.project.facts
    names = dict.fromkeys((*stated[0], *stated[1]))
    return Comparison(
        parts=part_changes(one.project.parts, other.project.parts, settings=settings or PartSettings()),
        findings=tuple(_finding_change(was.get(name), now.get(name)) for name in dict.fromkeys((*now, *was))),
        inputs=_input_changes(one, other),
        facts=tuple(
            (name, stated[0].get(name), stated[1].get(name))
            for name in names
            if plain(stated[0].get(name)) != plain(stated[1].get(name))
        ),
        area_m2=(one.project.area_m2, other.project.area_m2),
    )


def _finding_change(was: Finding | None, now: Finding | None) -> FindingChange:
    told = now or was
    if told is None:
        raise ValueError("no finding on either side")
    kind: ChangeKind = "new" if was is None else "gone" if now is None else _kind(was, now)
    halves = []
    for at, lang in enumerate(("zh", "en")):
        sides = " → ".join(_side(one, at) for one in (was, now))
        title = in_language(told.title, lang).replace(" / ", "/")
        halves.append(f"{title}{(':', ': ')[at]}{_WORDS[kind][at]}{(',', ', ')[at]}{sides}")
    return FindingChange(told.id, told.title, kind, was, now, " / ".join(halves))


def _kind(was: Finding, now: Finding) -> ChangeKind:
    """How a finding changed."""
    ranks = _RANK.get(was.outcome), _RANK.get(now.outcome)
    if ranks[0] is None or ranks[1] is None:
        return "same" if was.outcome is now.outcome else "unclear"
    step = ranks[1] - ranks[0] or (_severity_step(was, now) if ranks[0] == _RANK[Outcome.FAILED] else 0)
    step = step or _margin_step(was, now) or _ground_step(was, now)
    if step:
        return "worse" if step > 0 else "better"
    alike = was.outcome is now.outcome and all(
        _near(getattr(was, name), getattr(now, name)) for name in ("area_m2", "doubtful_m2", "value", "limit")
    )
    return "same" if alike and (was.severity, was.unit) == (now.severity, now.unit) else "changed"


def _severity_step(was: Finding, now: Finding) -> int:
    return _SEVERITY[now.severity] - _SEVERITY[was.severity]


def _margin_step(was: Finding, now: Finding) -> int:
    """+1 where the value lies worse to its limit than before, -1 better, 0 the same or without a limit.

    Passed or failed says on which side of its limit a value lies.
    """
    margins = [_margin(one) for one in (was, now)]
    if margins[0] is None or margins[1] is None or was.unit != now.unit or _near(*margins):
        return 0
    return 1 if margins[1] < margins[0] else -1


def _margin(finding: Finding) -> float | None:
    if finding.value is None or finding.limit is None or finding.outcome not in (Outcome.PASSED, Outcome.FAILED):
        return None
    away = abs(finding.value - finding.limit)
    return away if finding.outcome is Outcome.PASSED else -away


def _ground_step(was: Finding, now: Finding) -> int:
    """+1 where more ground fails or is in doubt; ground of what passed says nothing."""
    names = {Outcome.FAILED: ("area_m2", "doubtful_m2"), Outcome.DOUBTFUL: ("doubtful_m2", "area_m2")}
    for name in names.get(now.outcome, ()) if was.outcome is now.outcome else ():
        before, after = getattr(was, name), getattr(now, name)
        if before is not None and after is not None and not _near(before, after):
            return 1 if after > before else -1
    return 0


def _near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or abs(one - other) <= max(_NEAR * max(abs(one), abs(other)), _NEAR_M2 * 1e-3)


def _figures(finding: Finding | None) -> dict[str, Any] | None:
    """A finding without its patches."""
    if finding is None:
        return None
    return {one.name: plain(getattr(finding, one.name)) for one in fields(finding) if one.name != "patches"}


def _sides(change: FindingChange, at: int) -> tuple[str, str]:
    return _side(change.was, at), _side(change.now, at)


def _side(finding: Finding | None, at: int) -> str:
    """Outcome and figures of one side."""
    if finding is None:
        return ("无", "none")[at]
    told = [_OUTCOMES[finding.outcome][at]]
    if finding.value is not None:
        limit = "" if finding.limit is None else f" ({('限值', 'limit')[at]} {_shown(finding.limit, finding.unit, at)})"
        told.append(_shown(finding.value, finding.unit, at) + limit)
    if finding.area_m2 is not None:
        told.append(f"{finding.area_m2:.2f} m²")
    if finding.doubtful_m2:
        told.append(f"{('存疑', 'in doubt')[at]} {finding.doubtful_m2:.2f} m²")
    return " ".join(told)


def _shown(value: float, unit: str, at: int) -> str:
    return format_quantity(value, unit, lang=("zh", "en")[at]) if unit else f"{value:.6g}"


def _stated(value: str | float | None) -> str:
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def _input_kind(change: InputChange) -> str:
    return "added" if not change.was_digest else "removed" if not change.now_digest else "changed"


def _input_changes(one: Review, other: Review) -> tuple[InputChange, ...]:
    """Files and layers by role and name whose digest or version is another one."""
    sides = []
    for review in (one, other):
        found = {(layer, name): (digest, version) for layer, name, digest, version in _inputs(review)}
        sides.append(found)
    names = dict.fromkeys((*sides[0], *sides[1]))
    return tuple(
        InputChange(*name, was[0], now[0], was[1], now[1])
        for name in names
        for was, now in [(sides[0].get(name, ("", "")), sides[1].get(name, ("", "")))]
        if was != now
    )


def _inputs(review: Review) -> list[tuple[str, str, str, str]]:
    """Role, name, digest and version of all a review rests on; layers that are no file of their own as well."""
    rows = [(one.role, one.name, one.digest, one.version) for one in review.files]
    known = {(role, name) for role, name, _, _ in rows}
    layers = ((name, layer) for name, layer in review.inputs.layers.items())
    rows += [
        ("layer", name, layer.digest, layer.version)
        for name, layer in layers
        if not {("layer", name), ("layer", layer.title)} & known
    ]
    return rows
