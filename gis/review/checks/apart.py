"""Must not share ground with the features: at most so much. Slivers alone are for a person to decide."""

from __future__ import annotations

from dataclasses import dataclass

from gis.definitions import Table
from gis.errors import in_language
from gis.review.checks.amounts import GROUND_FACTS, Amount, amount_of, found_ground, texts_of
from gis.review.checks.context import Check, Context, Found
from gis.review.checks.selected import choose, not_assessed
from gis.review.model import Outcome
from gis.review.rules import Rule

__all__ = ["APART", "Apart"]

_NO_OTHER = "图层 {zh} 中没有其他种类的要素,未评估 / layer {en} has no features of other kinds: not assessed"


@dataclass(frozen=True)
class Apart:
    """Settings: the ground allowed; features whose `column` holds one of the texts of `without` are left out."""

    at_most: Amount
    without: tuple[tuple[str, tuple[str, ...]], ...] = ()


def _settings(table: Table) -> Apart:
    left_out = table.table("without")
    return Apart(amount_of(table, "at_most", "0 m2"), tuple((name, left_out.texts(name)) for name in left_out.values))


def _run(rule: Rule, context: Context) -> Found:
    """FAILED above the amount; DOUBTFUL where only slivers lead above it; else PASSED, slivers listed all the same."""
    settings = rule.settings
    if not isinstance(settings, Apart):
        raise TypeError(rule.test)
    chosen = choose(rule, context.inputs)
    if isinstance(chosen, Found):
        return chosen
    frame = chosen.frame
    for column, texts in settings.without:
        if column not in frame:
            return not_assessed(f"图层没有字段 {column},未评估 / the layer has no column {column}: not assessed")
        frame = frame[~texts_of(frame, column).isin(texts)]
    if len(chosen.frame) and not len(frame):
        return not_assessed(_NO_OTHER.format(zh=in_language(chosen.title, "zh"), en=in_language(chosen.title, "en")))
    patches = context.overlaid.patches(frame)
    sure_m2, doubtful_m2 = context.overlaid.united(patches)
    whole_m2 = context.overlaid.once_m2
    outcome = Outcome.PASSED
    if settings.at_most.exceeded(sure_m2, whole_m2):
        outcome = Outcome.FAILED
    elif settings.at_most.exceeded(sure_m2 + doubtful_m2, whole_m2):
        outcome = Outcome.DOUBTFUL
    return found_ground(
        context,
        patches,
        outcome=outcome,
        limit=settings.at_most,
        ground=(sure_m2, doubtful_m2),
        facts={"features": float(len(frame))},
    )


APART = Check(
    frozenset({"at_most", "without"}), _settings, _run, GROUND_FACTS,
    absence=True,
    unsettled=frozenset({Outcome.PASSED, Outcome.DOUBTFUL}),
)  # fmt: skip
