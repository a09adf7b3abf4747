"""The words of a review: severities, outcomes, the light, what rulings say; sheet, list and register share them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from gis.review.model import Finding, Outcome, Review, layer_title
from gis.review.rulings import RulingLog
from gis.review.values import finding_digest
from gis.schema import Basis
from gis.units import unit_text
from gis.views.figures import basis_text
from gis.views.sheets.text import Entry, number, pair, quantity
from gis.views.words import known, say

__all__ = [
    "StandingRow",
    "amount",
    "basis_word",
    "code_word",
    "lamp",
    "outcome_word",
    "ruling_line",
    "severity_word",
    "standing_on",
    "standing_rows",
    "told",
    "tone_of",
    "vague",
]

_OPEN = (Outcome.DOUBTFUL, Outcome.NOT_ASSESSED, Outcome.ERROR)


@dataclass(frozen=True)
class StandingRow:
    """A ruling as it stands on a finding, in plain texts. `decision`: "accepted" or "overruled".

    `stale`: the computed result is no longer the one that was ruled on. `digest`: of the ruling in its chain.
    """

    finding: str
    decision: str
    reason: str
    name: str
    time: str
    stale: bool = False
    digest: str = ""


def standing_rows(review: Review, log: RulingLog) -> list[StandingRow]:
    """The rulings of a log as the sheet shows them, in its order."""
    now = {finding.id: finding_digest(finding) for finding in review.findings}
    return [
        StandingRow(
            one.finding, one.decision, one.reason, one.name, one.time,
            stale=now.get(one.finding) != one.finding_digest, digest=one.digest,
        )
        for one in log.rulings
    ]  # fmt: skip


def told(key: str, lang: str, **facts: object) -> str:
    """A word of the review."""
    return say(f"review_{key}", lang, **facts)


def amount(value: float | None, unit: str, lang: str) -> Entry:
    """A figure in its unit; areas in m2 and lengths in m to the hundredth, since what decides may be small."""
    if unit not in ("m2", "m"):
        return quantity(value, unit, lang)
    shown = number(value, 2)
    suffix = told("m2", lang) if unit == "m2" else unit_text("m", lang)
    return shown if shown.number is None else replace(shown, text=f"{shown.text} {suffix}")


def code_word(kind: str, code: str, lang: str) -> str:
    """The word for a code of a kind ("role", "class", "decision"); the code itself where there is none."""
    key = f"review_{kind}_{code}"
    return say(key, lang) if known(key) else pair(code, lang)


def severity_word(finding: Finding, lang: str) -> str:
    """禁止, 限制 or 提示."""
    return told(f"severity_{finding.severity}", lang)


def outcome_word(outcome: Outcome, lang: str) -> str:
    """An outcome by word and sign, so that grey print tells it too."""
    return told(f"outcome_{outcome.value}", lang)


def tone_of(finding: Finding) -> str:
    """The tone of a finding's outcome, for `gis.views.sheets.text.TONES`."""
    if finding.outcome is Outcome.FAILED:
        return "unmet" if finding.severity == "forbidden" else "caution"
    tones = {
        Outcome.PASSED: "met",
        Outcome.DOUBTFUL: "caution",
        Outcome.ERROR: "unmet",
        Outcome.NOT_ASSESSED: "not_assessed",
    }
    return tones.get(finding.outcome, "")


def lamp(findings: Collection[Finding]) -> str:
    """The light of some findings: "red", "yellow", "green", or "none" where there are none.

    Red: something 禁止 has a conflict. Yellow: any other conflict, or a check that is doubtful, not assessed or broken.
    """
    if not findings:
        return "none"
    if any(one.outcome is Outcome.FAILED and one.severity == "forbidden" for one in findings):
        return "red"
    return "yellow" if any(one.outcome is Outcome.FAILED or one.outcome in _OPEN for one in findings) else "green"


def standing_on(finding: Finding, rulings: Collection[StandingRow]) -> list[StandingRow]:
    """The rulings on a finding in the order given; the last one is the one that counts."""
    return [one for one in rulings if one.finding == finding.id]


def ruling_line(one: StandingRow, lang: str) -> str:
    """A ruling in a line: decision, reason, name, time; marked where it is stale."""
    line = told(
        "ruling_line",
        lang,
        decision=code_word("decision", one.decision, lang),
        reason=pair(one.reason, lang) or "–",
        name=pair(one.name, lang) or "–",
        time=pair(one.time, lang) or "–",
    )
    return f"{told('ruling_stale', lang)} {line}" if one.stale else line


def basis_word(basis: str, lang: str) -> str:
    """What data rest on, in words; a text that is no basis of ours as it is."""
    known_bases = {one.value: one for one in Basis}
    return basis_text(known_bases[basis], lang) if basis in known_bases else pair(basis, lang)


def vague(review: Review, lang: str) -> list[str]:
    """What is 示意 in a review: zones, layers under findings, inputs, parts; each named once."""
    indicative = {one.value for one in Basis if one.indicative}
    names = [pair(one.name or one.zone, lang) for one in review.zones if one.indicative]
    names += [pair(one.title, lang) for one in review.findings if one.indicative]
    names += [pair(layer_title(one.name), lang) for one in review.files if one.basis in indicative]
    parts = review.project.parts
    if "basis" in parts and parts["basis"].astype(str).isin(indicative).any():
        names.append(pair(review.project.name, lang))
    return list(dict.fromkeys(name for name in names if name))
