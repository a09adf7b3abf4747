"""The desk of plots as a page of text: counts, figures, verdicts, lists, the sheet of the whole, what is wrong."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from gis.errors import in_language
from gis.plots.desk import Desk
from gis.plots.idle import VERDICTS
from gis.plots.titles import FIGURES
from gis.units import format_quantity
from gis.views.plot_change import change_text
from gis.views.plot_tables import desk_indicative, verdict_word, yes_word, zone_name
from gis.views.words import say

__all__ = ["desk_text"]


def desk_text(desk: Desk, lang: str = "zh") -> str:
    """What a reader wants first: counts, areas, verdicts, lists, the sheet of the whole, what is wrong in the data."""
    return "\n".join(_lines(desk, lang))


def _lines(desk: Desk, lang: str) -> Iterator[str]:
    area = float(desk.figures["area_planar_m2"].sum())
    yield say("desk_head", lang, count=len(desk.plots), area=format_quantity(area, "m2", lang=lang), day=desk.on)
    if any(desk_indicative(desk)):
        yield f"◇ {say('desk_indicative_line', lang)}"
    yield from (f"· {in_language(text, lang)}" for text in desk.inputs.notes)
    for key, one in FIGURES.items():
        values = desk.figures[key].dropna()
        told = say("desk_known", lang, known=len(values), count=len(desk.plots))
        middle = format_quantity(float(values.median()), one.unit, lang=lang) if len(values) else "–"
        yield f"  {one.title_en if lang == 'en' else one.title}: {say('desk_median', lang)} {middle} ({told})"
    for index, rows in desk.limits.groupby("index", sort=False):
        counts = rows["verdict"].value_counts()
        parts = [f"{verdict_word(word, lang)} {int(counts.get(word, 0))}" for word in ("met", "unmet", "not_assessed")]
        yield f"  {say('desk_table_limits', lang)} {say(f'desk_col_{index}', lang)}: {' · '.join(parts)}"
    yield from _found(desk, lang)
    yield from change_text(desk, lang)
    yield from _by_zone(desk, lang)
    whole = desk.sheet[desk.sheet["zone"] == "*"]
    yield f"{say('desk_table_sheet', lang)} ({say('desk_whole', lang)})"
    for _, row in whole.iterrows():
        told = in_language(row["reason"] or row["remark"], lang)
        yield f"  {in_language(row['title'], lang)}: {_rate_text(row['value'], row['unit'])} {told}".rstrip()


def _rate_text(value: float, unit: str) -> str:
    """A figure of the sheet with its unit."""
    if math.isnan(value):
        return "–"
    return f"{value:.2%}" if unit == "%" else f"{value:,.2f}" if unit == "ratio" else f"{value:,.2f} {unit}"


def _by_zone(desk: Desk, lang: str) -> Iterator[str]:
    """How many plots lie in each zone; one in several counts in each."""
    counts = Counter(zone for found in desk.zone_of.values() for zone, _ in found)
    if counts:
        told = " · ".join(f"{zone_name(desk, zone, lang)} {count}" for zone, count in sorted(counts.items()))
        yield f"{say('desk_plots_by_zone', lang)}: {told}"


def _found(desk: Desk, lang: str) -> Iterator[str]:
    """Idle, low, graded, restricted, wrong."""
    idle = desk.idle["verdict"].value_counts()
    parts = [f"{in_language(VERDICTS[word], lang)} {int(count)}" for word, count in idle.items()]
    yield f"{say('desk_table_idle', lang)}: {' · '.join(parts)}"
    low = desk.low["low"].map(lambda value: yes_word(value, lang)).value_counts()
    yield f"{say('desk_table_low', lang)}: {' · '.join(f'{word} {int(count)}' for word, count in low.items())}"
    if desk.grades is not None:
        grades = desk.grades["grade"].replace("", say("desk_ungraded", lang)).value_counts().sort_index()
        parts = [f"{word} {int(count)}" for word, count in grades.items()]
        yield f"{say('desk_table_grades', lang)}: {' · '.join(parts)}"
    if desk.sensitivity is not None:
        firms = desk.sensitivity["firm"].nunique()
        yield f"{say('desk_table_sensitivity', lang)}: {say('desk_moved', lang, count=firms)}"
    touched: Sequence[tuple[str, int]] = [
        (str(layer), int(count)) for layer, count in desk.overlaps.groupby("layer")["plot"].nunique().items()
    ]
    if touched:
        yield f"{say('desk_table_overlaps', lang)}: {' · '.join(f'{layer} {count}' for layer, count in touched)}"
    rules = desk.remarks["rule"].value_counts() if len(desk.remarks) else {}
    if len(rules):
        texts = desk.remarks.drop_duplicates("rule").set_index("rule")["text"]
        yield f"{say('desk_table_remarks', lang)}: {sum(rules)}"
        yield from (f"  ▲ {rule} × {int(count)}: {in_language(texts[rule], lang)}" for rule, count in rules.items())
