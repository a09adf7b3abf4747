"""The head of a review and the list of its findings as HTML for the app; every text is encoded here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from gis.errors import in_language
from gis.review.model import SEVERITIES, Finding, Outcome, Review
from gis.units import format_quantity
from gis.views.review_sheet.findings import sentence
from gis.views.review_sheet.wording import amount, lamp, outcome_word, tone_of
from gis.views.safe import encode
from gis.views.words import say

__all__ = ["OPEN", "changes_html", "findings_html", "head_html", "ordered"]

# what a reviewer has to look at, the gravest first
OPEN = (Outcome.FAILED, Outcome.DOUBTFUL, Outcome.ERROR, Outcome.NOT_ASSESSED)
_ORDER = (*OPEN, Outcome.INFORMED, Outcome.PASSED)
_TONES = {"red": "unmet", "yellow": "caution", "green": "met", "none": "not_assessed"}
_SIGNS = {"red": "▲", "yellow": "◆", "green": "●", "none": "–"}
_WORSE = {"worse": "unmet", "new": "caution", "better": "met", "gone": "met"}


def ordered(review: Review, *, every: bool) -> list[tuple[int, Finding]]:
    """Findings with their numbers on the sheet: what is open first, gravest first; `every`: the settled ones too."""
    numbered = list(enumerate(review.findings, 1))
    kept = [pair for pair in numbered if every or pair[1].outcome in OPEN]
    return sorted(kept, key=lambda pair: (_ORDER.index(pair[1].outcome), SEVERITIES.index(pair[1].severity), pair[0]))


def head_html(review: Review, *, ruled: int = 0, lang: str = "zh") -> str:
    """The light, counts by severity, and one sentence; `ruled`: findings a person has decided on."""
    light = lamp(review.findings)
    area = format_quantity(review.project.area_m2, "m2", lang=lang)
    place = say("review_page_head", lang, name=review.project.name, area=area, count=len(review.project.parts))
    chips = "".join(_chip(review, severity, lang) for severity in SEVERITIES)
    decided = f' <span class="base">{encode(say("review_page_ruled", lang, count=ruled))}</span>' if ruled else ""
    return (
        f'<div class="headline review"><div class="place">{encode(place)}</div>'
        f'<div class="figure"><b class="small {_TONES[light]}">{_SIGNS[light]} '
        f"{encode(say(f'review_page_light_{light}', lang, count=len(review.forbidden)))}</b>{decided}</div>"
        f'<div class="lights">{chips}</div><div class="base">{encode(sentence(review, lang))}</div></div>'
    )


def _chip(review: Review, severity: str, lang: str) -> str:
    """A severity: its light, conflicts and what is still to be judged."""
    mine = [one for one in review.findings if one.severity == severity]
    light = lamp(mine)
    failed = sum(one.outcome is Outcome.FAILED for one in mine)
    others = sum(one.outcome in OPEN[1:] for one in mine)
    text = say("review_page_chip", lang, severity=say(f"review_severity_{severity}", lang), failed=failed, open=others)
    return f'<span class="chip {_TONES[light]}">{_SIGNS[light]} {encode(text)}</span>'


def findings_html(
    rows: Sequence[tuple[int, Finding]], *, chosen: str, decisions: Mapping[str, tuple[str, bool]], lang: str = "zh"
) -> str:
    """The list of findings; a click picks the finding's id.

    Parameters
    ----------
    decisions: finding id → the decision ("accepted", "overruled") and whether it is stale.
    """
    body = "".join(_row(number, one, chosen=chosen, decision=decisions.get(one.id), lang=lang) for number, one in rows)
    return f'<table class="rows review"><tbody>{body}</tbody></table>'


def _row(number: int, one: Finding, *, chosen: str, decision: tuple[str, bool] | None, lang: str) -> str:
    mark = ' class="chosen"' if one.id == chosen else ""
    tone = tone_of(one) or "status"
    second = [say(f"review_severity_{one.severity}", lang)]
    if one.area_m2:
        second.append(f"{one.area_m2:,.2f} {say('review_m2', lang)}")
    if one.area_m2 and one.share is not None:
        second.append(f"{one.share:.2%}")
    told = bool(one.area_m2) and one.unit in ("m2", "share")
    if one.value is not None and not told:
        second.append(amount(one.value, one.unit, lang).text)
    if one.indicative:
        second.append(f"◇ {say('review_indicative', lang)}")
    if decision is not None:
        word = say(f"review_decision_{decision[0]}", lang)
        second.append(f"✎ {word}" + (f"({say('review_stale', lang)})" if decision[1] else ""))
    under = f'<div class="second">{encode(" · ".join(second))}</div>'
    return (
        f'<tr{mark}><td class="number">{number}</td>'
        f'<td><button data-pick="{encode(one.id)}">{encode(in_language(one.title, lang))}</button>{under}</td>'
        f'<td class="{tone} result">{encode(outcome_word(one.outcome, lang))}</td></tr>'
    )


def changes_html(changes: Collection[tuple[str, str, str]], *, lang: str = "zh") -> str:
    """What became of findings between two reviews: id, kind of change, text in two languages; a click picks the id."""
    body = "".join(
        f'<tr><td class="{_WORSE.get(kind, "status")} kind">{encode(say(f"review_page_change_{kind}", lang))}</td>'
        f'<td><button data-pick="{encode(name)}">{encode(in_language(text, lang))}</button></td></tr>'
        for name, kind, text in changes
    )
    return f'<table class="rows review"><tbody>{body}</tbody></table>'
