"""Findings on the page: the list, the one in hand opened, the ruling on it, and the log it stands in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from apps import panels, reviewing
from apps.panels import Page
from apps.reviewing import Done
from gis.errors import GisError, in_language
from gis.review.model import Finding, Outcome
from gis.review.rulings import DECISIONS, RulingLog
from gis.units import MU_M2
from gis.views.literal import literal
from gis.views.review_cards import findings_html, head_html, ordered
from gis.views.review_sheet.wording import amount, outcome_word, ruling_line, standing_rows
from gis.views.words import say

__all__ = ["finding_list", "head", "opened", "ordered"]

_PATCHES = 400


def head(page: Page, done: Done, log: RulingLog) -> None:
    """The light, counts by severity and one sentence."""
    known = {finding.id for finding in done.review.findings}
    ruled = len({one.finding for one in log.rulings if one.finding in known})
    panels.html(head_html(done.review, ruled=ruled, lang=page.lang))


def finding_list(page: Page, done: Done, log: RulingLog) -> None:
    """The list of findings, what is open first; a click takes one in hand and the map follows."""
    lang = page.lang
    counts = {name: len(ordered(done.review, every=name == "all")) for name in ("open", "all")}
    every = st.segmented_control(
        say("review_page_show", lang), list(counts), default="open", key="yitu_review_show",
        format_func=lambda one: say(f"review_page_show_{one}", lang, count=counts[one]), label_visibility="collapsed",
    ) == "all"  # fmt: skip
    rows, chosen = ordered(done.review, every=every), reviewing.chosen_finding(page)
    if chosen and chosen not in {one.id for _, one in rows}:
        rows = [*(pair for pair in enumerate(done.review.findings, 1) if pair[1].id == chosen), *rows]
    standing = log.standing(done.review.findings)
    decisions = {name: (one.ruling.decision, one.stale) for name, one in standing.items() if not one.gone}
    with st.container(height=300, key="yitu_review_list"):
        picked = panels.pick_table(findings_html(rows, chosen=chosen, decisions=decisions, lang=lang), "yitu_findings")
    if picked:  # again too: the map comes back to it
        reviewing.choose_finding(page, picked)
        st.rerun()


def opened(page: Page, done: Done, log: RulingLog) -> None:
    """The finding in hand: text, clause, source, figures, patches; and the ruling on it."""
    lang, chosen = page.lang, reviewing.chosen_finding(page)
    found = next((pair for pair in enumerate(done.review.findings, 1) if pair[1].id == chosen), None)
    if found is None:
        st.caption(say("review_page_pick", lang))
        return
    number, finding = found
    title = in_language(finding.title, lang)
    st.markdown(f"**{number}. {literal(title)}** · {literal(outcome_word(finding.outcome, lang))}")
    st.text(in_language(finding.text, lang))
    if finding.indicative:
        st.caption(f"◇ {say('review_page_indicative', lang)}")
    panels.facts(_facts(finding, lang))
    _patches(finding, lang)
    _ruling(page, done, finding, log)


def _facts(finding: Finding, lang: str) -> list[tuple[str, str]]:
    area = ""
    if finding.area_m2 is not None:
        area = (
            f"{finding.area_m2:,.2f} {say('review_m2', lang)} · {finding.area_m2 / MU_M2:,.4f} {say('review_mu', lang)}"
        )
        area += "" if finding.share is None else f" · {finding.share:.2%}"
    figure, limit = (
        "" if value is None else amount(value, finding.unit, lang).text for value in (finding.value, finding.limit)
    )
    ellipsoidal = "" if finding.ellipsoidal_m2 is None else f"{finding.ellipsoidal_m2:,.2f} {say('review_m2', lang)}"
    doubtful = f"{finding.doubtful_m2:,.4f} {say('review_m2', lang)}" if finding.doubtful_m2 else ""
    source = in_language(finding.source, lang)
    if finding.confidence:
        source += f"({say('review_page_confidence', lang)} {finding.confidence})"
    version = " · ".join(text for text in (finding.layer, finding.layer_version, finding.layer_digest[:12]) if text)
    return [
        (say("review_page_area", lang), area), (say("review_doubtful_m2", lang), doubtful),
        (say("review_ellipsoidal", lang), ellipsoidal), (say("review_value", lang), figure),
        (say("review_limit", lang), limit), (say("review_clause", lang), in_language(finding.clause, lang)),
        (say("review_page_source", lang), source), (say("review_page_layer", lang), version),
        (say("review_page_id", lang), finding.id),
    ]  # fmt: skip


def _patches(finding: Finding, lang: str) -> None:
    """The patches as a table: part, feature, area, share, width, distance, cause of doubt."""
    if not finding.patches:
        return
    rows = [
        {
            say("review_part", lang): one.part, say("review_feature", lang): one.name or one.feature,
            say("review_m2", lang): one.area_m2, say("review_mu", lang): one.area_m2 / MU_M2,
            say("review_percent", lang): one.share * 100.0, say("review_width", lang): one.mean_width_m,
            say("review_distance", lang): one.distance_m, say("review_remark", lang): in_language(one.doubt, lang),
        }
        for one in finding.patches[:_PATCHES]
    ]  # fmt: skip
    table = pd.DataFrame(rows).dropna(axis=1, how="all")
    table = table[[name for name in table if not (table[name] == "").all()]]
    st.dataframe(
        table, hide_index=True, width="stretch", height=min(220, 38 + 35 * len(table)),
        column_config={name: st.column_config.NumberColumn(name, format="%.2f") for name in table
                       if pd.api.types.is_numeric_dtype(table[name])},
    )  # fmt: skip
    if len(finding.patches) > _PATCHES:
        st.caption(say("review_page_patches_more", lang, shown=_PATCHES, count=len(finding.patches)))


# --- rulings ----------------------------------------------------------------------------------------------------------


def _ruling(page: Page, done: Done, finding: Finding, log: RulingLog) -> None:
    """The rulings on the finding so far, a form for another one, and whether the log is whole."""
    lang = page.lang
    mine = [one for one in standing_rows(done.review, log) if one.finding == finding.id]
    for one in mine:
        st.caption(literal(ruling_line(one, lang)))
    if finding.outcome is not Outcome.PASSED or mine:
        with st.form(f"yitu_review_ruling_{finding.id}", border=True):
            st.markdown(f"**{say('review_ruling', lang)}**")
            decision = st.radio(
                say("review_ruling", lang), DECISIONS, horizontal=True, label_visibility="collapsed",
                format_func=lambda one: say(f"review_page_decide_{one}", lang),
            )  # fmt: skip
            reason = st.text_input(say("review_reason", lang), max_chars=500)
            name = st.text_input(say("review_page_signed", lang), max_chars=40, value=_signed())
            if st.form_submit_button(say("review_page_rule", lang)):
                st.session_state["yitu_review_signed"] = name
                try:
                    reviewing.rule_on(done, finding, decision=decision or "accepted", name=name, reason=reason)
                except GisError as error:
                    st.error(literal(error.message(lang)))
                else:
                    st.rerun()
    _chain(log, lang)


def _signed() -> str:
    return str(st.session_state.get("yitu_review_signed", ""))


def _chain(log: RulingLog, lang: str) -> None:
    """Whether the log is whole."""
    wrong = log.verify()
    if wrong:
        st.error("  \n".join(literal(in_language(one, lang)) for one in wrong))
    elif log.rulings:
        st.caption(f"✓ {say('review_page_chain', lang, count=len(log.rulings), digest=log.last[:12])}")
