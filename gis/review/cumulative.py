"""A project together with what is approved already: every measure now, with the pipeline, and with the project too."""

from __future__ import annotations

from collections.abc import Sequence

from gis.review.model import Effect, Together

__all__ = ["together"]


def together(pipeline: Sequence[Effect], both: Sequence[Effect]) -> tuple[Together, ...]:
    """Two runs of effects side by side, both from the district as it is.

    Parameters
    ----------
    pipeline: before and after all that is approved. both: before and after that and the project.

    Returns
    -------
    A row a goal, measure and zone in the order of `both`, then what `pipeline` alone has. Figures in `unit`, None where
    unknown, with the reasons ("中文 / English"); zone "" is the whole district.
    """
    one = {(row.goal, row.measure, row.zone): row for row in pipeline}
    other = {(row.goal, row.measure, row.zone): row for row in both}
    rows = []
    for key in dict.fromkeys((*other, *one)):
        first, last = one.get(key), other.get(key)
        told = [row for row in (last, first) if row is not None]
        shown = told[0]
        rows.append(Together(
            goal=shown.goal, title=shown.title, measure=shown.measure, zone=shown.zone, unit=shown.unit,
            now=next((row.before for row in told if row.before is not None), None),
            with_pipeline=first.after if first else None, with_both=last.after if last else None,
            target=shown.target, clause=shown.clause,
            reason=_both(list(dict.fromkeys(row.reason for row in told if row.reason))),
        ))  # fmt: skip
    return tuple(rows)


def _both(texts: list[str]) -> str:
    """Reasons in two languages as one text in two languages."""
    halves = [text.partition(" / ")[::2] for text in texts]
    chinese, english = ";".join(one for one, _ in halves), "; ".join(other for _, other in halves if other)
    return f"{chinese} / {english}" if english else chinese
