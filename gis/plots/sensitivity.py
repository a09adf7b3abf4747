"""Which firms change grade if a weight moves: every index of a scheme a little heavier and a little lighter."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from gis.errors import DefinitionError
from gis.plots.columns import Floats
from gis.plots.grading import Marked, bands_of, ledger_of, marked, scores_of
from gis.plots.schemes import Scheme

__all__ = ["moved_weights", "sensitivity"]


def sensitivity(firms: pd.DataFrame, scheme: Scheme, *, change: float = 0.10) -> pd.DataFrame:
    """Firms whose grade changes when one weight moves by ±`change` of itself, the others scaled so that the sum stays.

    A group of one index has no weight to move. An index that would outweigh the whole stops at the sum.

    Parameters
    ----------
    firms: as in `gis.plots.grading.grade`. change: share (0-1) of the weight.

    Returns
    -------
    Frame, one row a change of grade: firm (firm_id, else the label of its row), group, index (key), change (signed
    share), score_before, score_after, grade_before, grade_after.

    Raises
    ------
    DefinitionError: the scheme is a template or has no bands; or the change is not between 0 and 1.
    """
    if not 0.0 < change < 1.0:
        raise DefinitionError(file=scheme.file or scheme.id, key="change", problem="权重变动应在 0 与 100 % 之间")
    if not scheme.bands.bands:
        raise DefinitionError(file=scheme.file or scheme.id, key="bands", problem="方案没有分档,无从比较等级")
    ledger = ledger_of(firms, scheme)
    first = np.unique(ledger.row, return_index=True)[1]
    ids = firms["firm_id"].iloc[first].tolist() if "firm_id" in firms else [""] * len(first)
    labels = firms.index[first].tolist()
    names = np.array(
        [label if pd.isna(id) or id == "" else id for id, label in zip(ids, labels, strict=True)],
        dtype=object,
    )
    rows: list[pd.DataFrame] = []
    for one in marked(ledger, scheme)[0]:
        before = scores_of(one, one.weights)
        grades = bands_of(before, scheme.bands)
        for key, signed, weights in _moves(one, change):
            after = scores_of(one, weights)
            moved = bands_of(after, scheme.bands)
            at = np.flatnonzero(grades != moved)
            columns = {
                "firm": names[one.firm[at]], "group": one.group.scale, "index": key, "change": signed,
                "score_before": before[at], "score_after": after[at],
                "grade_before": grades[at], "grade_after": moved[at],
            }  # fmt: skip
            if len(at):
                rows.append(pd.DataFrame(columns))
    names_of = ["firm", "group", "index", "change", "score_before", "score_after", "grade_before", "grade_after"]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=names_of)


def moved_weights(weights: Floats, column: int, change: float) -> Floats:
    """Weights with that of `column` times 1 + `change`, the others scaled so that the sum stays.

    Returns
    -------
    Array of the same length and sum; a single weight stays as it is.
    """
    if len(weights) < 2:
        return weights.copy()
    total = weights.sum()
    heavier = min(weights[column] * (1.0 + change), total)
    moved = weights * ((total - heavier) / (total - weights[column]))
    moved[column] = heavier
    return np.asarray(moved, dtype=float)


def _moves(one: Marked, change: float) -> Iterator[tuple[str, float, Floats]]:
    if len(one.weights) < 2:
        return
    for column, index in enumerate(one.group.indices):
        for signed in (change, -change):
            yield index.key, signed, moved_weights(one.weights, column, signed)
