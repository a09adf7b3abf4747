"""Columns of ledgers that may be absent: texts with "" and numbers with NaN for the unknown."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.errors import MissingColumnError
from gis.schema import yes_or_no

__all__ = ["Flags", "Floats", "Ints", "Texts", "of_codes", "read_flags", "read_numbers", "read_texts", "read_values"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]


def read_values(frame: pd.DataFrame, name: str) -> list[object]:
    """The values of a column, None for each where it is absent or blank."""
    if name not in frame:
        return [None] * len(frame)
    values = frame[name].astype(object)
    found: list[object] = values.where(values.notna(), None).tolist()
    return found


def read_texts(frame: pd.DataFrame, name: str) -> Texts:
    """A column as texts without spaces around them; "" where blank or absent."""
    return np.array(["" if value is None else str(value).strip() for value in read_values(frame, name)], dtype=object)


def read_numbers(frame: pd.DataFrame, name: str) -> Floats:
    """A column as numbers; NaN where blank, absent, infinite or no number."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    numbers: Floats = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def read_flags(frame: pd.DataFrame, name: str) -> list[bool | None]:
    """A column of yes and no by `gis.schema.yes_or_no`; None where blank, absent or another word."""
    return [yes_or_no(value) for value in read_values(frame, name)]


def of_codes(plots: pd.DataFrame, codes: tuple[str, ...]) -> Flags:
    """Whether the land-use code of each plot begins with one of `codes`; true everywhere for none.

    Raises
    ------
    MissingColumnError: `code`, where codes are asked for.
    """
    if not codes:
        return np.ones(len(plots), dtype=bool)
    if "code" not in plots:
        raise MissingColumnError(layer="plots", source="", missing=["code"], found=list(plots.columns))
    return np.array([text.startswith(codes) for text in read_texts(plots, "code")], dtype=bool)
