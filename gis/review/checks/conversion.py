"""Present land use under the project by class: farmland (农用地), construction land (建设用地), unused (未利用地)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from gis.definitions import Table
from gis.review.checks.amounts import GROUND_FACTS, NOTHING, Amount, amount_of, found_ground, texts_of
from gis.review.checks.context import Check, Context, Found
from gis.review.checks.selected import choose, not_assessed
from gis.review.model import Outcome
from gis.review.overlay import Overlaid
from gis.review.rules import Rule

__all__ = ["CLASSES", "CONVERSION", "Conversion", "conversion_table"]

CLASSES = ("farmland", "construction", "unused")


@dataclass(frozen=True)
class Conversion:
    """Settings: beginnings of codes by class, the longest that fits decides; classes there may be only `at_most` of."""

    column: str = "code"
    farmland: tuple[str, ...] = ()
    construction: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    at_most: Amount = NOTHING

    def class_of(self, code: str) -> str:
        """The class of a code; "" where no beginning fits."""
        fits = [
            (len(start), name) for name in CLASSES for start in getattr(self, name) if start and code.startswith(start)
        ]
        return max(fits)[1] if fits else ""


def _settings(table: Table) -> Conversion:
    """The classes.

    Raises
    ------
    DefinitionError: no class has codes, one code in two classes, an unknown class in none_of.
    """
    classes = {name: table.texts(name) for name in CLASSES}
    codes = [code for texts in classes.values() for code in texts]
    if not codes or len(set(codes)) < len(codes):
        raise table.refuse("farmland", "三类代码(farmland、construction、unused)缺失,或同一代码在两类中")
    none_of = table.texts("none_of")
    if set(none_of) - set(CLASSES):
        raise table.refuse("none_of", f"可用:{'、'.join(CLASSES)}")
    return Conversion(
        table.text("column", "code"), **classes, none_of=none_of, at_most=amount_of(table, "at_most", "0 m2")
    )


def conversion_table(
    overlaid: Overlaid, frame: gpd.GeoDataFrame, settings: Conversion, *, whole_m2: float
) -> pd.DataFrame:
    """Present land use under the project by code.

    Returns
    -------
    Index = code ("" where a feature has none), sorted; columns name (of the features, "" where they differ), area_m2
    (counted once, slivers too), share (0-1 of `whole_m2`), construction (one of CLASSES or "").

    Raises
    ------
    KeyError: the column of codes is not there.
    """
    codes = texts_of(frame, settings.column)
    codes.index = codes.index.astype(str)
    by_code: dict[str, list[int]] = {}
    patches = overlaid.patches(frame)
    for at, patch in enumerate(patches):
        by_code.setdefault(str(codes.loc[patch.feature]), []).append(at)
    rows = []
    for code in sorted(by_code):
        own = [patches[at] for at in by_code[code]]
        names = {patch.name for patch in own}
        area_m2 = sum(overlaid.united(own))
        rows.append((names.pop() if len(names) == 1 else "", area_m2, area_m2 / whole_m2, settings.class_of(code)))
    index = pd.Index(sorted(by_code), name="code", dtype=object)
    return pd.DataFrame(rows, index=index, columns=["name", "area_m2", "share", "construction"])


def _run(rule: Rule, context: Context) -> Found:
    """INFORMED with the areas by class; FAILED where a class of `none_of` lies under the project."""
    settings = rule.settings
    if not isinstance(settings, Conversion):
        raise TypeError(rule.test)
    chosen = choose(rule, context.inputs)
    if isinstance(chosen, Found):
        return chosen
    frame = chosen.frame
    if settings.column not in frame:
        return not_assessed(
            f"图层没有字段 {settings.column},未评估 / the layer has no column {settings.column}: not assessed"
        )
    whole_m2 = context.overlaid.once_m2
    classes = texts_of(frame, settings.column).map(settings.class_of)
    classes.index = classes.index.astype(str)
    overlaid = context.overlaid
    patches = overlaid.patches(frame)
    of_class = {name: [one for one in patches if classes.loc[one.feature] == name] for name in (*CLASSES, "")}
    areas = {name: overlaid.united(own) for name, own in of_class.items()}
    bare_m2 = overlaid.united(overlaid.outside(frame))[0]
    facts: dict[str, str | float] = {f"{name or 'unclassed'}_m2": sum(areas[name]) for name in of_class}
    facts["unmapped_m2"] = bare_m2
    if not settings.none_of:
        return found_ground(context, patches, outcome=Outcome.INFORMED, facts=facts)
    unwanted = [one for one in patches if classes.loc[one.feature] in settings.none_of]
    sure_m2, doubtful_m2 = overlaid.united(unwanted)
    outcome = Outcome.PASSED
    if settings.at_most.exceeded(sure_m2, whole_m2):
        outcome = Outcome.FAILED
    elif settings.at_most.exceeded(sure_m2 + doubtful_m2, whole_m2):
        outcome = Outcome.DOUBTFUL
    reason = ""
    if outcome is not Outcome.FAILED and (bare_m2 > 0.0 or areas[""][0] > 0.0):
        outcome = Outcome.NOT_ASSESSED
        reason = (
            f"项目内有 {bare_m2 + areas[''][0]:,.2f} 平方米没有现状地类或地类不能归类"
            f" / {bare_m2 + areas[''][0]:,.2f} m² of the project have no present land use or one of no class"
        )
    found = found_ground(
        context, unwanted, outcome=outcome, limit=settings.at_most, facts=facts, ground=(sure_m2, doubtful_m2)
    )
    return replace(found, reason=reason)


CONVERSION = Check(
    frozenset({"column", "none_of", "at_most", *CLASSES}), _settings, _run,
    GROUND_FACTS | {"farmland_m2", "construction_m2", "unused_m2", "unclassed_m2", "unmapped_m2"},
    absence=True,
    unsettled=frozenset({Outcome.PASSED, Outcome.DOUBTFUL}),
)  # fmt: skip
