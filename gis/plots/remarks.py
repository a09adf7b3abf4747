"""Remarks on rows of data: one a finding, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

import pandas as pd

__all__ = ["Remark", "remarks_frame"]


@dataclass(frozen=True)
class Remark:
    """A finding: rule code, layer, row label, field, value found; what is wrong and what was done, "中文 / English"."""

    rule: str
    layer: str
    row: object
    field: str
    value: object
    text: str
    done: str


def remarks_frame(found: Sequence[Remark]) -> pd.DataFrame:
    """Findings as a frame in their order: rule, layer, row, field, value, text, done."""
    columns = [field.name for field in fields(Remark)]
    return pd.DataFrame([astuple(remark) for remark in found], columns=columns, dtype=object)
