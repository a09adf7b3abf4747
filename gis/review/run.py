"""A review: every rule of every pack run by itself, so that one that breaks is a finding and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import pandas as pd
import shapely

from gis.errors import DefinitionError, GisError, in_language
from gis.review.checks import TESTS
from gis.review.checks.amounts import texts_of
from gis.review.checks.context import Check, Context, Found
from gis.review.checks.conversion import Conversion, conversion_table
from gis.review.checks.selected import Chosen, choose, not_assessed, without_ground
from gis.review.checks.zones import zone_shares
from gis.review.model import (
    SEVERITIES,
    SEVERITY_WORDS,
    Finding,
    InputFile,
    Outcome,
    Review,
    ReviewInputs,
    Severity,
    ZoneShare,
    layer_title,
)  # fmt: skip
from gis.review.overlay import Overlaid
from gis.review.pack import DEFAULT_TEXTS, filled
from gis.review.rules import Rule, RulePack, Selection
from gis.review.slivers import SliverSettings
from gis.schema import KINDS, Basis

__all__ = ["OFF_TITLE", "Step", "review"]

Step = Callable[[str, float], None]

_BREAKS = (
    ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError,
    shapely.errors.ShapelyError, GisError,
)  # fmt: skip
Row = TypeVar("Row")
_BETWEEN = (("zh", ";"), ("en", "; "))
_DECIDED = (Outcome.FAILED, Outcome.DOUBTFUL)
_OFF = "审查时关闭了这条规则,未评估 / the rule was switched off: not assessed"
OFF_TITLE = "关闭的规则 / rules switched off"
_BEYOND = (
    "项目有 {0:,.2f} 平方米在区界外,本区的图层到不了那里,未评估 / "
    "{0:,.2f} m² of the project lie outside the district, where its layers end: not assessed"
)
_UNUSED = "没有规则用到的图层 / layers no rule looks at"
_KNOWN_LAYERS = frozenset({*KINDS, "zones", "approved", "detailed_plan"})
_EFFECTS = "effects"


def review(
    inputs: ReviewInputs,
    packs: Sequence[RulePack],
    *,
    date: str,
    version: str,
    off: Collection[str] = (),
    progress: Step | None = None,
) -> Review:
    """All findings of a project, by severity and then in the order of packs and rules.

    Parameters
    ----------
    date, version: of the review and of the tool, as shown. off: ids of findings ("general:line.farmland") whose rules
    are not run: they are told as not assessed, and in the settings.
    progress: called with the title of a rule and the share (0-1) of the way.

    Returns
    -------
    A finding a rule, whatever happens in it; tables of zones and of present land use where their layers are there.

    Raises
    ------
    DefinitionError: two packs of one id.
    """
    ids = [pack.id for pack in packs]
    if len(set(ids)) < len(ids):
        raise DefinitionError(file="packs", key="id", problem=f"规则包 id 重复:{'、'.join(ids)}")
    slivers = next((pack.slivers for pack in reversed(packs) if pack.slivers is not None), SliverSettings())
    desk = _Desk(inputs, slivers)
    pairs = [(pack, rule) for pack in packs for rule in pack.rules]
    findings: list[Finding] = []
    for number, (pack, rule) in enumerate(pairs):
        if progress is not None:
            progress(rule.title, number / len(pairs))
        skipped = f"{pack.id}:{rule.id}" in off
        findings.append(_broken(pack.id, rule, _OFF, Outcome.NOT_ASSESSED) if skipped else desk.finding(pack, rule))
    zones = desk.zones(findings)
    conversion = desk.conversion(findings, [rule for _, rule in pairs])
    asked = any(rule.test == _EFFECTS and f"{pack.id}:{rule.id}" not in off for pack, rule in pairs)
    effects = desk.rows(findings, inputs.effects if asked else None, ("effects", "影响 / effects"))
    together = desk.rows(findings, inputs.together, ("together", "累计影响 / cumulative effects"))
    findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    if progress is not None:
        progress("", 1.0)
    return Review(
        inputs=inputs, findings=tuple(findings), zones=zones, conversion=conversion, files=_files(inputs, packs),
        settings=_shown_settings(inputs, pairs, (slivers, off)), packs=tuple(ids), date=date, version=version,
        effects=effects, together=together,
    )  # fmt: skip


@dataclass(frozen=True)
class _Ready:
    """The project laid out, or why it could not be."""

    context: Context | None
    reason: str = ""


class _Desk:
    """The project laid out once, and once more for each set of parts that rules of a land use hold for."""

    def __init__(self, inputs: ReviewInputs, settings: SliverSettings) -> None:
        self._inputs, self._settings = inputs, settings
        self._ready: dict[tuple[str, ...], _Ready] = {}
        self._beyond: dict[int, float] = {}

    def _of(self, parts: tuple[str, ...] | None) -> _Ready:
        """The project, or those of its parts, ready for checks."""
        project = self._inputs.project
        key = tuple(str(label) for label in project.parts.index) if parts is None else parts
        if key not in self._ready:
            inputs = self._inputs
            if parts is not None:
                some = project.parts[project.parts.index.astype(str).isin(parts)]
                inputs = replace(inputs, project=replace(project, parts=some))
            try:
                overlaid = Overlaid(inputs.project, ellipsoidal=inputs.ellipsoidal, slivers=self._settings)
                if not inputs.project.area_m2 > 0.0:
                    self._ready[key] = _Ready(None, "项目没有面积 / the project has no area")
                else:
                    self._ready[key] = _Ready(Context(inputs, overlaid))
            except _BREAKS as error:
                self._ready[key] = _Ready(None, _why(error))
        return self._ready[key]

    def finding(self, pack: RulePack, rule: Rule) -> Finding:
        """What one rule says; an error of its check is what it says then."""
        chosen: Chosen | Found | None = None
        try:
            check = TESTS[rule.test]
            if pack.districts and self._inputs.district not in pack.districts:
                names = "、".join(pack.districts)
                found = not_assessed(f"此规则包只用于 {names} / this pack holds for {names} only")
                return _finding(self._inputs, pack, rule, (found, None))
            if rule.selection.layer:
                chosen = choose(rule, self._inputs)
            if check.needs_layer and isinstance(chosen, Found):
                return _finding(self._inputs, pack, rule, (chosen, None))
            held = _held_parts(rule, self._inputs)
            if isinstance(held, Found):
                return _finding(self._inputs, pack, rule, (held, chosen))
            ready = self._of(held.parts)
            if ready.context is None:
                found = Found(Outcome.ERROR, reason=ready.reason)
            else:
                found = check.run(rule, ready.context)
                found = self._settled(found, check, chosen, ready.context)
            if held.unknown and found.outcome is Outcome.PASSED:
                found = replace(found, outcome=Outcome.NOT_ASSESSED, reason=held.unknown)
            return _finding(self._inputs, pack, rule, (found, chosen))
        except _BREAKS as error:
            return _broken(pack.id, rule, _why(error))

    def _settled(self, found: Found, check: Check, chosen: Chosen | Found | None, context: Context) -> Found:
        """What was found, or "not assessed" where the features are no areas or their layer ends before the project."""
        if not isinstance(chosen, Chosen):
            return found
        why = without_ground(chosen.frame) if found.outcome in check.unsettled else ""
        ends = check.absence and found.outcome is Outcome.PASSED and any(one.of_district for one in chosen.layers)
        if not why and ends and (beyond_m2 := self._beyond_m2(context)) > 0.0:
            why = _BEYOND.format(beyond_m2)
        return replace(found, outcome=Outcome.NOT_ASSESSED, reason=why) if why else found

    def _beyond_m2(self, context: Context) -> float:
        """Ground of the project outside the district, m2; 0 where nobody knows its outline."""
        outline = self._inputs.layers.get("outline")
        if id(context) not in self._beyond:
            overlaid = context.overlaid
            self._beyond[id(context)] = overlaid.united(overlaid.outside(outline.frame))[0] if outline else 0.0
        return self._beyond[id(context)]

    def zones(self, findings: list[Finding]) -> tuple[ZoneShare, ...]:
        """The table of zones; where it breaks, a finding is added that says so."""
        layer, ready = self._inputs.layers.get("zones"), self._of(None)
        if layer is None or ready.context is None:
            return ()
        try:
            return zone_shares(ready.context.overlaid, layer.frame, whole_m2=self._inputs.project.area_m2)
        except _BREAKS as error:
            findings.append(_table_broken("zones", "分区表 / table of zones", _why(error)))
            return ()

    @staticmethod
    def rows(
        findings: list[Finding], made: Callable[[], tuple[Row, ...]] | None, called: tuple[str, str]
    ) -> tuple[Row, ...]:
        """What is reckoned of the district; where it breaks, a finding is added that says so."""
        if made is None:
            return ()
        try:
            return made()
        except _BREAKS as error:
            findings.append(_table_broken(*called, _why(error)))
            return ()

    def conversion(self, findings: list[Finding], rules: Sequence[Rule]) -> pd.DataFrame | None:
        """Present land use under the project, in the classes of the first rule on it; None without a layer."""
        layer, ready = self._inputs.layers.get("land_use"), self._of(None)
        if layer is None or ready.context is None:
            return None
        settings = next((rule.settings for rule in rules if isinstance(rule.settings, Conversion)), Conversion())
        if settings.column not in layer.frame:
            return None
        try:
            return conversion_table(
                ready.context.overlaid, layer.frame, settings, whole_m2=ready.context.overlaid.once_m2
            )
        except _BREAKS as error:
            findings.append(_table_broken("conversion", "现状地类表 / table of present land use", _why(error)))
            return None


@dataclass(frozen=True)
class _Held:
    """The parts a rule holds for (None: all), and a word on those of unknown land use."""

    parts: tuple[str, ...] | None
    unknown: str = ""


def _held_parts(rule: Rule, inputs: ReviewInputs) -> _Held | Found:
    """The parts whose present or planned land use the rule names, or why it holds for none."""
    if not rule.codes:
        return _Held(None)
    parts = inputs.project.parts
    codes = [texts_of(parts, name) for name in ("code", "planned_code") if name in parts]
    ids = parts.index.astype(str).to_numpy()
    named = [any(series.iloc[row].startswith(rule.codes) for series in codes) for row in range(len(parts))]
    blank = [not any(series.iloc[row] for series in codes) for row in range(len(parts))]
    held = tuple(str(one) for one, fits in zip(ids, named, strict=True) if fits)
    unknown = "、".join(str(one) for one, empty in zip(ids, blank, strict=True) if empty)
    why = f"地块 {unknown} 用地性质未知 / land use of {unknown} unknown" if unknown else ""
    shown = "、".join(rule.codes)
    if not held and unknown:
        return not_assessed(why)
    if not held:
        return Found(
            Outcome.INFORMED, reason=f"本条只用于用地 {shown},项目中没有 / holds for land use {shown}: none here"
        )
    return _Held(None if len(held) == len(parts) else held, why)


def _finding(inputs: ReviewInputs, pack: RulePack, rule: Rule, result: tuple[Found, Chosen | Found | None]) -> Finding:
    """The finding of what a check found, its text filled, its severity raised by the features it lies on."""
    found, looked = result
    chosen = looked if isinstance(looked, Chosen) else None
    bare = _bare(chosen) if chosen is not None else 0
    facts = {
        "project": inputs.project.name, "layer": (chosen.title if chosen else layer_title(rule.selection.layer)) or "–",
        "layer_version": (chosen.version if chosen else "") or "版本未知 / version unknown",
        "features": float(len(chosen.frame)) if chosen else "–", "title": rule.title, "clause": rule.clause or "–",
        **found.facts, "reason": found.reason or "–",
    }  # fmt: skip
    template = rule.texts[found.outcome]
    if found.outcome is Outcome.INFORMED and not found.facts and found.reason:
        template = "{reason}"  # the rule does not hold for the project: it has no results to tell
    text = filled(template, facts)
    if bare:
        text = _added(
            text,
            f"图层有 {bare} 个要素没有图形或读入时搁置,未能比较 / "
            f"{bare} features of the layer have no shape or were set aside: not compared",
        )
    if found.reason and "{reason}" not in template:
        text = _added(text, found.reason)
    return Finding(
        id=f"{pack.id}:{rule.id}", title=rule.title, severity=_severity(rule, found, chosen), outcome=found.outcome,
        text=text, clause=rule.clause, source=rule.source, confidence=rule.confidence,
        layer=chosen.title if chosen else layer_title(rule.selection.layer),
        layer_version=chosen.version if chosen else "", layer_digest=chosen.digest if chosen else "",
        indicative=_indicative(found, chosen), patches=found.patches, area_m2=found.area_m2, share=found.share,
        doubtful_m2=found.doubtful_m2, ellipsoidal_m2=_ellipsoidal(found), value=found.value, limit=found.limit,
        unit=found.unit, facts=facts, reason=found.reason,
    )  # fmt: skip


def _bare(chosen: Chosen) -> int:
    """Features without a shape, and those that were set aside when their file was read."""
    shapes = chosen.frame.geometry
    return int((shapes.isna() | shapes.is_empty).sum()) + sum(layer.aside for layer in chosen.layers)


def _added(text: str, more: str) -> str:
    """Two texts in two languages as one."""
    halves = [f"{in_language(text, lang)}{between}{in_language(more, lang)}" for lang, between in _BETWEEN]
    return " / ".join(half.replace(" / ", "/") for half in halves)


def _touched(found: Found, chosen: Chosen) -> pd.Index:
    """Rows of the features the patches lie on; where some are sure, of those alone."""
    sure = {patch.feature for patch in found.patches if not patch.doubt}
    ids = sure or {patch.feature for patch in found.patches}
    return chosen.frame.index[chosen.frame.index.astype(str).isin(ids)]


def _severity(rule: Rule, found: Found, chosen: Chosen | None) -> Severity:
    """The rule's severity, raised to that of a feature it lies on; never lowered."""
    if chosen is None or found.outcome not in _DECIDED or "severity" not in chosen.frame:
        return rule.severity
    told = texts_of(chosen.frame.loc[_touched(found, chosen)], "severity")
    words = {SEVERITY_WORDS.get(word.casefold()) for word in told}
    return next((one for one in SEVERITIES if one == rule.severity or one in words), rule.severity)


def _indicative(found: Found, chosen: Chosen | None) -> bool:
    """Whether the finding rests on schematic data: a layer's basis, or that of the features under the project."""
    if chosen is None:
        return False
    rows = chosen.frame.loc[_touched(found, chosen)]
    words = set(rows["basis"].astype(str)) if "basis" in rows else set()
    if any(basis.value in words and basis.indicative for basis in Basis):
        return True
    if "indicative" in rows and bool(rows["indicative"].astype(bool).any()):
        return True
    return not words - {""} and any(layer.basis.indicative for layer in chosen.layers)


def _ellipsoidal(found: Found) -> float | None:
    """Ellipsoidal area of the ground without doubt: the planar one, counted once, by the patches' own proportion."""
    sure = [patch for patch in found.patches if not patch.doubt and patch.area_m2 > 0.0]
    known = [patch.ellipsoidal_m2 for patch in sure if patch.ellipsoidal_m2 is not None]
    if found.area_m2 is None or not known or len(known) < len(sure):
        return None
    return found.area_m2 * sum(known) / sum(patch.area_m2 for patch in sure)


def _why(error: BaseException) -> str:
    """An error as a reason, in both languages where it has them."""
    if isinstance(error, GisError):
        return f"{error.message('zh')} / {error.message('en')}"
    return f"{type(error).__name__}:{error}"


def _broken(pack: str, rule: Rule, reason: str, outcome: Outcome = Outcome.ERROR) -> Finding:
    return Finding(
        id=f"{pack}:{rule.id}", title=rule.title, severity=rule.severity, outcome=outcome,
        text=filled(DEFAULT_TEXTS[outcome], {"reason": reason}),
        clause=rule.clause, source=rule.source, confidence=rule.confidence, layer=layer_title(rule.selection.layer),
        reason=reason,
    )  # fmt: skip


def _table_broken(name: str, title: str, reason: str) -> Finding:
    return _broken("review", Rule(name, title, "notice", "", Selection(), None, {}), reason)


def _files(inputs: ReviewInputs, packs: Sequence[RulePack]) -> tuple[InputFile, ...]:
    layers = [
        InputFile("layer", layer.name, layer.digest, layer.version, layer.basis.value)
        for _, layer in sorted(inputs.layers.items())
    ]
    rules = [InputFile("pack", pack.id, pack.digest, pack.version) for pack in packs]
    return (*inputs.project.sources, *layers, *rules, *inputs.files)


def _shown_settings(
    inputs: ReviewInputs, pairs: Sequence[tuple[RulePack, Rule]], chosen: tuple[SliverSettings, Collection[str]]
) -> tuple[tuple[str, str], ...]:
    slivers, off = chosen
    slim = [(f"sliver.{name}", f"{getattr(slivers, name):g}") for name in slivers.__slots__]
    found = [*slim, ("ellipsoidal", "yes" if inputs.ellipsoidal else "no"), ("district", inputs.district)]
    left_out = sorted({f"{pack.id}:{rule.id}" for pack, rule in pairs} & set(off))
    if left_out:
        found.append((OFF_TITLE, "、".join(left_out)))
    asked = {name for _, rule in pairs for name in (rule.selection.layer, *rule.selection.where.get("control", ()))}
    unused = sorted(set(inputs.layers) - asked - _KNOWN_LAYERS)
    if unused:
        found.append((_UNUSED, "、".join(unused)))
    return (*found, *inputs.settings)
