"""How a figure reads: verdict by word and shape, value, band, base, target, titles, the 示意 line. Computes nothing.

Tables, workbook, report, GeoPackage and the app say the same figure in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gis.district import District
from gis.errors import in_language
from gis.goals import Goal
from gis.results import Assessment, Result, Verdict
from gis.schema import KINDS, Basis
from gis.units import format_quantity
from gis.views.words import known, say

__all__ = [
    "MARKS",
    "band_text",
    "base_text",
    "basis_text",
    "goal_title",
    "in_year",
    "indicative_line",
    "layer_title",
    "measure_title",
    "needs_text",
    "target_text",
    "value_text",
    "verdict_text",
    "zone_title",
]

MARKS: Mapping[Verdict, str] = {Verdict.MET: "●", Verdict.UNMET: "▲", Verdict.NOT_ASSESSED: "–"}


def verdict_text(verdict: Verdict, lang: str = "zh") -> str:
    """The verdict by word and shape: "达标 ●", "未达标 ▲", "未评估 –"."""
    return say(f"verdict_{verdict.value}", lang)


def value_text(result: Result, lang: str = "zh") -> str:
    """The value with its unit, rounded for display: "81.4 %"; "–" where there is none."""
    return format_quantity(result.value, result.unit, lang=lang)


def band_text(result: Result) -> str:
    """The band in brackets, in the unit of the value: "(76.0–86.0)"; empty where no band is known."""
    if result.low is None or result.high is None:
        return ""
    low, high = (format_quantity(limit, result.unit, with_unit=False) for limit in (result.low, result.high))
    return f"({low}–{high})"


def base_text(result: Result, lang: str = "zh") -> str:
    """What the figure is a share of: "2.00 / 3.00 公顷 居住用地"; the description alone where no amounts are known."""
    if result.numerator is None or result.denominator is None:
        return in_language(result.base, lang)
    numerator = format_quantity(result.numerator, result.base_unit, lang=lang, with_unit=False)
    amounts = say(
        "export_base",
        lang,
        numerator=numerator,
        denominator=format_quantity(result.denominator, result.base_unit, lang=lang),
    )
    return f"{amounts} {in_language(result.base, lang)}".strip()


def target_text(result: Result, goal: Goal | None = None, lang: str = "zh") -> str:
    """The target with its year: "≥ 80.0 %(2025年)"; the sign only where the goal is given; empty for no target."""
    if result.target is None:
        return ""
    sign = ""
    if goal is not None and goal.target.value is not None:  # an area is held against a published one, not a limit
        sign = "≥ " if goal.target.at_least is not None else "≤ "
    text = f"{sign}{format_quantity(result.target, result.unit, lang=lang)}"
    return in_year(text, result.year, lang)


def in_year(text: str, year: int | None, lang: str = "zh") -> str:
    """A figure with the year it stands for: "80.0 %(2025年)"; as it is where no year is known."""
    return text if year is None else say("export_in_year", lang, text=text, year=year)


def goal_title(goal_id: str, goals: Sequence[Goal] = (), lang: str = "zh") -> str:
    """The title of a goal; its id where the goal is not among `goals`."""
    goal = next((goal for goal in goals if goal.id == goal_id), None)
    if goal is None:
        return goal_id
    return (goal.title_en or goal.title) if lang == "en" else goal.title


def measure_title(measure: str, lang: str = "zh") -> str:
    """The title of a measure from the words file (key `measure_` and its name); its name where there is none.

    An element of a composite, "circle_walk:社区卫生", is titled "步行覆盖:社区卫生".
    """
    name, colon, element = measure.partition(":")
    key = f"measure_{name}"
    title = say(key, lang) if known(key) else name
    return say("export_fact", lang, name=title, fact=element) if colon else title


def zone_title(district: District, zone_id: str | None, lang: str = "zh") -> str:
    """The name of a zone; "全区" for None; the id where the district has no such zone."""
    if zone_id is None:
        return say("whole", lang)
    zone = next((zone for zone in district.zones if zone.id == zone_id), None)
    if zone is None:
        return zone_id
    return (zone.name_en or zone.name) if lang == "en" else zone.name


def layer_title(kind: str, lang: str = "zh") -> str:
    """The title of a layer kind or a facility kind; the key itself where neither is known."""
    entry = KINDS.get(kind)
    if entry is None:
        key = f"facility_{kind}"
        return say(key, lang) if known(key) else kind
    return entry.title_en if lang == "en" else entry.title


def needs_text(needs: Sequence[str], lang: str = "zh") -> str:
    """The layers a planner must bring, by title and key: "公园绿地(parks)、用地(land_use)"."""
    titles = (layer_title(need, lang) for need in needs)
    named = [need if title == need else f"{title}({need})" for need, title in zip(needs, titles, strict=True)]
    return ("、" if lang == "zh" else ", ").join(named)


def basis_text(basis: Basis, lang: str = "zh") -> str:
    """What data rest on, in words, with the 示意 mark where it is indicative: "示意布置(示意)"."""
    text = say(f"export_basis_{basis.value}", lang)
    if not basis.indicative:
        return text
    mark = say("indicative", lang)
    return f"{text}({mark})" if lang == "zh" else f"{text} ({mark})"


def indicative_line(assessment: Assessment, lang: str = "zh") -> str:
    """The line every export carries when anything in it is 示意, naming the layers; empty when nothing is."""
    district = assessment.district
    shown = [layer_title(kind, lang) for kind, layer in district.layers.items() if layer.basis.indicative]
    if any(zone.indicative for zone in district.zones):
        shown.append(say("export_indicative_zone", lang))
    if not shown and not any(result.quality.indicative for result in assessment.results):
        return ""
    name = (district.name_en or district.name) if lang == "en" else district.name
    layers = ("、" if lang == "zh" else ", ").join(shown) or "—"
    return say("export_indicative", lang, district=name, layers=layers)


def place_names(read: District) -> dict[str, str]:
    """Id → name of every park and facility that has one."""
    named: dict[str, str] = {}
    for kind in ("parks", "facilities"):
        if kind in read.layers:
            names = read.layers[kind].frame["name"].astype(str)
            named |= {str(place): name for place, name in names[names != ""].items()}
    return named
