"""Amounts of ground rules allow, in m2 or as a share of the project, and what a check says of ground found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from gis.definitions import Table
from gis.errors import UnitError
from gis.review.checks.context import Context, Found
from gis.review.model import Outcome, Patch
from gis.units import HECTARE_M2, MU_M2, parse_any

__all__ = [
    "GROUND_FACTS", "NOTHING", "SLACK", "Amount", "amount_of", "amount_or_none", "found_ground", "ground_facts",
    "texts_of",
]  # fmt: skip

SLACK = 1e-9  # of the limit: binary fractions, not a rounding; exactly at the limit is within

GROUND_FACTS = frozenset(
    {"area_m2", "area_mu", "area_ha", "share", "count", "names", "doubtful_m2", "doubtful_count", "causes", "limit"}
)


@dataclass(frozen=True)
class Amount:
    """An amount of ground: `value` in m2, or a share (0-1) of the project's area, by `unit` "m2" or "share"."""

    value: float
    unit: str

    def of(self, area_m2: float, whole_m2: float) -> float:
        """The ground `area_m2` in the unit of this amount; `whole_m2` is the ground of the project."""
        return area_m2 if self.unit == "m2" else area_m2 / whole_m2

    def exceeded(self, area_m2: float, whole_m2: float) -> bool:
        """Whether there is more ground than this; exactly as much is not more."""
        return self.of(area_m2, whole_m2) > self.value * (1.0 + SLACK)

    def undercut(self, area_m2: float, whole_m2: float) -> bool:
        """Whether there is less ground than this; exactly as much is not less."""
        return self.of(area_m2, whole_m2) < self.value * (1.0 - SLACK)


NOTHING = Amount(0.0, "m2")


def amount_of(table: Table, name: str, default: str) -> Amount:
    """An amount such as "0 m2", "1 亩" or "5 %".

    Raises
    ------
    DefinitionError: below 0, or a share above 1. UnitError: neither an area nor a share.
    """
    text = table.values.get(name, default)  # noqa: PD011 - a TOML table
    try:
        value, unit = parse_any(text)
    except UnitError:
        value, unit = -1.0, ""
    if unit not in ("m2", "share"):
        raise UnitError(text=text, expected="'200 m2' / '5 %'", file=table.file, key=f"{table.key}.{name}")
    if value < 0.0 or (unit == "share" and value > 1.0):
        raise table.refuse(name, "面积应不小于 0,份额应在 0 至 100 % 之间")
    return Amount(value, unit)


def amount_or_none(table: Table, name: str) -> Amount | None:
    """An amount, None where the key is absent.

    Raises
    ------
    DefinitionError, UnitError: as `amount_of`.
    """
    return amount_of(table, name, "") if table.has(name) else None


def texts_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column as texts on the frame's index; "" where unknown. 1101.0 is "1101": codes read as numbers."""
    column = frame[name]
    if pd.api.types.is_float_dtype(column):
        whole = column.notna() & (column % 1 == 0)
        return column.astype(object).where(~whole, column.where(whole, 0).astype("int64")).where(
            column.notna(), ""
        ).astype(str)  # fmt: skip
    return column.where(column.notna(), "").astype(str).str.strip()


def _joined(words: Sequence[str]) -> str:
    """Distinct words in the order they come, at most eight, the rest counted."""
    words = [word for word in dict.fromkeys(words) if word]
    return "、".join(words[:8]) + (f"(+{len(words) - 8})" if len(words) > 8 else "")


def ground_facts(
    context: Context, patches: Sequence[Patch], area_m2: float, doubtful_m2: float
) -> dict[str, str | float]:
    """Facts on ground for texts: area in m2, 亩 and ha, share, patches without doubt and in doubt, names and causes."""
    sure = [patch for patch in patches if not patch.doubt]
    doubtful = [patch for patch in patches if patch.doubt]
    chinese, english = (
        zip(*(patch.doubt.partition(" / ")[::2] for patch in doubtful), strict=True) if doubtful else ((), ())
    )
    causes = f"{_joined(chinese)} / {_joined(english)}" if any(english) else _joined(chinese)
    return {
        "area_m2": area_m2, "area_mu": area_m2 / MU_M2, "area_ha": area_m2 / HECTARE_M2,
        "share": area_m2 / context.overlaid.once_m2, "count": float(len(sure)),
        "names": _joined([patch.name or patch.feature or patch.part for patch in sure or doubtful]) or "–",
        "doubtful_m2": doubtful_m2, "doubtful_count": float(len(doubtful)), "causes": causes or "–",
    }  # fmt: skip


def found_ground(
    context: Context,
    patches: Sequence[Patch],
    *,
    outcome: Outcome,
    limit: Amount | None = None,
    facts: dict[str, str | float] | None = None,
    ground: tuple[float, float] | None = None,
) -> Found:
    """What was found of ground: patches with area (m2, counted once), share of the project, slivers apart.

    Parameters
    ----------
    limit: the amount the rule allows or asks for; `value` is the ground found in its unit.
    facts: of the check itself, beside those of `ground_facts`. ground: `united` of the patches where already known.
    """
    area_m2, doubtful_m2 = ground or context.overlaid.united(tuple(patches))
    whole_m2 = context.overlaid.once_m2
    shown: dict[str, str | float] = ground_facts(context, patches, area_m2, doubtful_m2)
    if limit is not None:
        shown["limit"] = f"{limit.value:g} m²" if limit.unit == "m2" else f"{limit.value * 100.0:g} %"
    return Found(
        outcome, patches=tuple(patches), area_m2=area_m2, share=area_m2 / whole_m2, doubtful_m2=doubtful_m2,
        value=limit.of(area_m2, whole_m2) if limit else None, limit=limit.value if limit else None,
        unit=limit.unit if limit else "", facts={**shown, **(facts or {})},
    )  # fmt: skip
