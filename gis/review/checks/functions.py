"""The project's industry and land use against the functions of every zone it lies in, in the plan's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely

from gis.definitions import Table
from gis.review.checks.context import Check, Context, Found
from gis.review.checks.selected import choose
from gis.review.industry import Activity, Match, conformity, is_code
from gis.review.model import Outcome, Patch, Project
from gis.review.rules import Rule

__all__ = ["CHECK", "Functions"]

_FACTS = frozenset({
    "industry", "zones", "conforming_zones", "unlisted_zones", "unknown_zones", "conforming_m2", "unlisted_m2",
    "unknown_m2", "words",
})  # fmt: skip
_OUTSIDE = "项目不在任何分区内 / the project lies in no zone"
_NO_COLUMN = "分区图层没有功能字段 / the layer of zones has no column functions"
_TEXTS = {
    "word": "符合:{function}(原词) / conforming: {function} (the plan's word)",
    "division": "符合:{function}(按行业大类) / conforming: {function} (by division)",
    "use": "符合:{function}(按用地) / conforming: {function} (by land use)",
    "support": "配套用地,各分区通用 / supporting use, of every zone",
}  # fmt: skip
_UNLISTED = "规划列举的功能中没有 / not among the functions the plan lists"


@dataclass(frozen=True)
class Functions:
    """No settings: words and divisions are data of their own."""


def _settings(table: Table) -> Functions:
    """Nothing to set; a function the plan does not list is never forbidden by that alone.

    Raises
    ------
    DefinitionError: the severity is forbidden.
    """
    if table.values.get("severity") in ("forbidden", "禁止"):
        raise table.refuse("severity", "功能未列举不等于禁止:只能是 restricted 或 notice")
    return Functions()


def _run(rule: Rule, context: Context) -> Found:
    """FAILED where a zone does not list it, NOT_ASSESSED where one cannot be told, PASSED where all conform."""
    chosen = choose(rule, context.inputs)
    if isinstance(chosen, Found):
        return chosen
    zones = chosen.frame
    if "functions" not in zones:
        return Found(Outcome.NOT_ASSESSED, reason=_NO_COLUMN)
    patches = tuple(patch for patch in context.overlaid.patches(zones) if not patch.doubt and patch.area_m2 > 0.0)
    if not patches:
        return Found(Outcome.NOT_ASSESSED, reason=_OUTSIDE)
    functions = {str(label): tuple(value or ()) for label, value in zones["functions"].items()}
    made = {}
    for patch in patches:
        key = patch.part, patch.feature
        if key not in made:
            activity = _activity(context.inputs.project, patch.part)
            made[key] = conformity(activity, functions[patch.feature], context.inputs.industries)
    told = [(replace(patch, value=_told(made[patch.part, patch.feature])), made[patch.part, patch.feature])
            for patch in patches]  # fmt: skip
    return _found(context, told)


def _activity(project: Project, part: str) -> Activity:
    """What is done on a part: its own industry and use where it states them, else those of the project."""
    row = next(row for label, row in project.parts.iterrows() if str(label) == part)
    facts = {name: str(project.facts.get(name, "") or "") for name in ("industry", "industry_code", "industry_edition")}
    own, edition = str(row.get("industry", "") or ""), str(row.get("industry_edition", "") or "")
    if is_code(own):
        facts |= {"industry_code": own, "industry_edition": edition or facts["industry_edition"]}
    elif own:
        facts["industry"] = own
    return Activity(use=str(row.get("planned_code", "") or row.get("code", "") or ""), **facts)


def _told(match: Match) -> str:
    if match.standing == "unknown":
        return match.reason
    return _TEXTS[match.by].format(function=match.function) if match.standing == "conforming" else _UNLISTED


def _found(context: Context, told: Sequence[tuple[Patch, Match]]) -> Found:
    """Ground by how it stands, in m2, counted once where zones overlap; the patches of all."""
    groups = {standing: [patch for patch, match in told if match.standing == standing]
              for standing in ("conforming", "not_listed", "unknown")}  # fmt: skip
    ground = {name: float(shapely.area(shapely.union_all([one.geometry for one in group])))
              for name, group in groups.items()}  # fmt: skip
    outcome = Outcome.FAILED if groups["not_listed"] else Outcome.NOT_ASSESSED if groups["unknown"] else Outcome.PASSED
    of_outcome = {Outcome.FAILED: "not_listed", Outcome.NOT_ASSESSED: "unknown", Outcome.PASSED: "conforming"}[outcome]
    facts = context.inputs.project.facts
    industry = " ".join(str(facts[name]) for name in ("industry_code", "industry") if facts.get(name)) or "–"
    reasons = list(dict.fromkeys(match.reason for _, match in told if match.standing == "unknown"))
    return Found(
        outcome, patches=tuple(patch for patch, _ in told), area_m2=ground[of_outcome],
        share=ground[of_outcome] / context.overlaid.once_m2,
        facts={
            "industry": industry, "zones": _names([patch for patch, _ in told]),
            "conforming_zones": _names(groups["conforming"]), "unlisted_zones": _names(groups["not_listed"]),
            "unknown_zones": _names(groups["unknown"]), "conforming_m2": ground["conforming"],
            "unlisted_m2": ground["not_listed"], "unknown_m2": ground["unknown"],
            "words": "、".join(dict.fromkeys(match.function for _, match in told if match.function)) or "–",
        },
        reason=reasons[0] if reasons else "",
    )  # fmt: skip


def _names(patches: Sequence[Patch]) -> str:
    return "、".join(dict.fromkeys(patch.name or patch.feature for patch in patches)) or "–"


CHECK = Check(
    frozenset(), _settings, _run, _FACTS,
    absence=True,
    unsettled=frozenset({Outcome.PASSED}),
)  # fmt: skip
