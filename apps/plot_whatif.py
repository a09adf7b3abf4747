"""The tab 设阈值: a threshold moved by hand, and the rules of low-efficiency land with the user's own values."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from apps import plotting
from apps.panels import Page
from apps.plot_tabs import CHARTED, column, figure_title, in_shown_unit, missing_why
from apps.store import Kept
from gis.plots.desk import Desk
from gis.plots.low_efficiency import GRADE, LowRule, low_efficiency
from gis.plots.potential import potential, potential_totals
from gis.units import format_quantity, shown_scale, unit_text
from gis.views.literal import literal
from gis.views.plot_tables import heading
from gis.views.words import say

__all__ = ["low_rules", "ruled", "what_if"]

_RULED: Kept[Desk] = Kept(4)
_MOST_ROWS = 500


# --- one threshold ----------------------------------------------------------------------------------------------------


def what_if(page: Page, desk: Desk, rows: pd.DataFrame) -> None:
    """A threshold moved by hand: how many plots lie below it, what raising them to it would give."""
    lang = page.lang
    name = st.selectbox(
        say("plots_index", lang), CHARTED, format_func=lambda key: figure_title(key, lang), key="yitu_plots_tested"
    )
    values = rows[name].astype(float)
    known = values.dropna()
    if known.empty:
        st.info(say("plots_no_values", lang, reason=literal(missing_why(desk, name, lang))))
        return
    unit = plotting.unit_of(name)
    limit = _limit(page, known, name, unit)
    below = rows[values < limit]
    told = format_quantity(limit, unit, lang=lang)
    area = format_quantity(float(below["area_planar_m2"].sum()), "m2", lang=lang)
    share = f"{len(below) / len(known):.1%}"
    st.markdown(say("plots_whatif_line", lang, count=f"{len(below):,}", value=told, share=share, area=area))
    if name in ("far", "building_coefficient", "building_density"):
        _gain(desk, rows, name, limit, lang)
    if len(known) < len(rows):
        st.caption(say("plots_not_known", lang, count=f"{len(rows) - len(known):,}"))
    if len(below):
        _listed(below.sort_values(name)[["code", "area_planar_m2", name]], lang)


def _limit(page: Page, known: pd.Series, name: str, unit: str) -> float:
    """The threshold of the slider, in the unit of the figure; it begins at the median."""
    factor = shown_scale(unit)[0]
    top = max(round(float(known.quantile(0.99)) * factor, 2), 0.01)
    middle = min(max(round(float(known.median()) * factor, 2), 0.0), top)
    label = f"{say('plots_threshold', page.lang)} {unit_text(unit, page.lang)}".strip()
    files = plotting.files_of(page, "plots").key[:8]
    return (
        float(st.slider(label, 0.0, top, middle, key=f"yitu_plots_limit_{name}_{page.choice.district}_{files}"))
        / factor
    )


def _gain(desk: Desk, rows: pd.DataFrame, name: str, limit: float, lang: str) -> None:
    plots = desk.plots[desk.plots.index.astype(str).isin(rows.index)]
    totals = potential_totals(potential(plots, desk.figures.loc[plots.index], limit, index=name)).loc["below"]
    gain = format_quantity(float(totals["gain_m2"]), "m2", lang=lang, with_unit=False)
    freed = format_quantity(float(totals["land_freed_m2"]), "m2", lang=lang)
    word = "plots_gain_line" if name == "far" else "plots_gain_ground"
    st.markdown(
        say(word, lang, value=format_quantity(limit, plotting.unit_of(name), lang=lang), gain=gain, freed=freed)
    )


def _listed(rows: pd.DataFrame, lang: str) -> None:
    """Rows of the register, the first of many."""
    shown = pd.DataFrame({name: in_shown_unit(rows[name], name) for name in rows}).head(_MOST_ROWS)
    shown.index.name = heading("id", lang)
    st.dataframe(
        shown, column_config={name: column(name, lang) for name in shown}, height=min(250, 38 + 35 * len(shown))
    )
    if len(rows) > _MOST_ROWS:
        st.caption(say("plots_first_rows", lang, shown=f"{_MOST_ROWS:,}", count=f"{len(rows):,}"))


# --- the rules of low-efficiency land ---------------------------------------------------------------------------------


def ruled(key: Hashable, desk: Desk) -> tuple[Hashable, Desk]:
    """The desk with low-efficiency land by the user's own thresholds, where any is given: map, lists, files follow."""
    given = _given(desk.rules.low.rules)
    if not given:
        return key, desk
    named = (key, tuple(sorted(given.items())))
    return named, _RULED.get(named, lambda: _with(desk, given))


def _with(desk: Desk, given: Mapping[str, float]) -> Desk:
    rules = desk.rules.low
    found = low_efficiency(desk.plots, desk.figures, desk.grade_of, rules=rules, thresholds=given)
    changed = tuple(replace(rule, value=given.get(rule.key, rule.value)) for rule in rules.rules)
    return replace(desk, low=found, rules=replace(desk.rules, low=replace(rules, rules=changed)))


def _given(rules: tuple[LowRule, ...]) -> dict[str, float]:
    """Rule key → the user's threshold, in the unit of its figure."""
    told = {rule: st.session_state.get(_place(rule)) for rule in rules if rule.index != GRADE}
    return {rule.key: float(value) / _factor(rule) for rule, value in told.items() if value is not None}


def _place(rule: LowRule) -> str:
    return f"yitu_plots_rule_{rule.key}"


def _factor(rule: LowRule) -> float:
    return shown_scale("share" if rule.of_mean else plotting.unit_of(rule.index))[0]


def low_rules(page: Page, desk: Desk, rows: pd.DataFrame) -> None:
    """The rules with a place for each value, and the plots they find; a rule without a value is not assessed."""
    lang, rules = page.lang, desk.rules.low
    st.markdown(f"**{say('plots_low_rules', lang)}**")
    st.caption(say("plots_low_how", lang, least=rules.least_failed))
    for rule in rules.rules:
        _rule(rule, desk, lang)
    low = desk.low.set_axis(desk.low.index.astype(str)).loc[rows.index]
    found = rows[np.array([value is True for value in low["low"]], dtype=bool)]
    area = format_quantity(float(found["area_planar_m2"].sum()), "m2", lang=lang)
    left = int(low["low"].isna().sum())
    st.markdown(say("plots_low_line", lang, count=f"{len(found):,}", area=area, left=f"{left:,}"))
    if found.empty:
        return
    titles = {rule.key: _title(rule, lang) for rule in rules.rules}
    stop = "、" if lang == "zh" else ", "
    failed = low.loc[found.index, "failed"].map(lambda keys: stop.join(titles[one] for one in keys.split(";") if one))
    columns = dict.fromkeys(rule.index for rule in rules.rules if rule.index in rows)
    _listed(found[["code", "area_planar_m2", *columns]].assign(failed=failed), lang)


def _title(rule: LowRule, lang: str) -> str:
    return rule.title_en if lang == "en" else rule.title


def _rule(rule: LowRule, desk: Desk, lang: str) -> None:
    """The place of a rule's value; one on grades says what it wants."""
    if rule.index == GRADE:
        if not plotting.graded(desk):
            st.caption(literal(f"{_title(rule, lang)}{': ' if lang == 'en' else ':'}{say('plots_need_firms', lang)}"))
        return
    unit = say("plots_of_mean", lang) if rule.of_mean else unit_text(plotting.unit_of(rule.index), lang)
    st.number_input(
        literal(f"{_title(rule, lang)} {rule.op} {unit}".strip()), min_value=0.0, value=None, step=None,
        key=_place(rule), placeholder=say("plots_rule_unset", lang),
    )  # fmt: skip
