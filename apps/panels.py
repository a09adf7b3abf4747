"""What every page shares: the head, the map, the clickable tables, where a figure comes from, messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from apps import bringing, engine, state
from apps.jobs import Cancelled, Job
from gis.district import District
from gis.errors import GisError, in_language
from gis.goals import Goal
from gis.results import Assessment, Result
from gis.views import assets, cards
from gis.views.figures import basis_text, indicative_line, layer_title, needs_text, zone_title
from gis.views.literal import literal
from gis.views.map import is_district_indicative
from gis.views.words import say

__all__ = [
    "Page", "choose_goal", "export_note", "facts", "figure_source", "html", "open_page", "pick_table", "results_of",
]  # fmt: skip

_POLL_S = 0.2

_PICKER_JS = """
export default function (component) {
  const {parentElement, data, setTriggerValue} = component;
  let box = parentElement.querySelector(".yitu-box");
  if (!box) {
    box = document.createElement("div");
    box.className = "yitu-box";
    parentElement.appendChild(box);
  }
  box.onclick = (event) => {
    const button = event.target.closest("[data-pick]");
    if (button) { setTriggerValue("pick", button.dataset.pick); }
  };
  if (box.yitu !== data.html) { box.innerHTML = data.html; box.yitu = data.html; }
}
"""


@dataclass(frozen=True)
class Page:
    """What a page works on: the district, its goals, all results, and what is chosen."""

    district: District
    goals: tuple[Goal, ...]
    assessment: Assessment
    choice: state.Choice

    @property
    def lang(self) -> str:
        """The language of the interface."""
        return self.choice.lang

    @property
    def zone(self) -> str | None:
        """The chosen zone; None: the whole district."""
        return self.choice.zone or None

    def goal(self, goal_id: str) -> Goal | None:
        """The goal with this id."""
        return next((goal for goal in self.goals if goal.id == goal_id), None)


def open_page(name: str, *, methods: bool = False, measured: bool = True) -> Page:
    """Draw the head of a page and give what it works on; stops with a message where there is nothing to show.

    `methods`: offer the choice between radius and walking. `measured`: wait for the figures; a page that shows none
    works on those there are.
    """
    chosen = state.restore()
    st.html(f"<style>{assets.app_style('yitu-shell.css')}</style>")
    ids = list(engine.district_ids())
    if not ids:
        _stop(say("empty_district", chosen.lang), say("empty_district_next", chosen.lang))
    if chosen.district not in ids:
        if chosen.district:
            st.warning(say("unknown_choice", chosen.lang, what=chosen.district))
        chosen = state.remember(district=engine.first_district())
    try:
        with st.spinner(say("reading", chosen.lang, name=chosen.district)):
            district = engine.district(chosen.district)
            goals = engine.goals(chosen.district)
        chosen = _opened(district, chosen)
        if chosen.zone and chosen.zone not in {zone.id for zone in district.zones}:
            chosen = state.remember(zone="")
        head = st.container(horizontal=True, key="yitu_head", vertical_alignment="center")
        kept = engine.kept_assessment(chosen.district) or Assessment(district, ())
        assessment = _measured(district, chosen.lang) if measured else kept
    except GisError as error:
        _stuck(chosen.district, chosen.lang)
        _stop(literal(error.message(chosen.lang)), say("error_next", chosen.lang))
    page = Page(district, goals, assessment, chosen)
    with head:
        _head(page, ids, name=name, methods=methods)
    return page


def _opened(district: District, chosen: state.Choice) -> state.Choice:
    """A district seen for the first time opens on its first zone, unless the address names another."""
    seen = st.session_state.setdefault("yitu_seen", set())
    if district.id in seen:
        return chosen
    seen.add(district.id)
    return chosen if chosen.zone else state.remember(zone=district.first_zone)


def _stuck(district_id: str, lang: str) -> None:
    """A district that cannot be shown after an import: the way back."""
    if not bringing.steps(district_id)[0]:
        return
    st.warning(say("import_stuck", lang))
    if st.button(say("import_undo", lang), type="primary", key="yitu_import_undo_stuck"):
        refused = bringing.step_from(district_id, back=True, lang=lang)
        if not refused:
            st.rerun()
        st.error(literal(refused))


def _stop(text: str, next_step: str) -> Any:
    st.error(f"{text}\n\n{next_step}")
    st.stop()


def _cancel(job: Job[Assessment]) -> None:
    """Stop measuring; the page then offers to start again."""
    job.cancel()
    st.session_state["yitu_cancelled"] = True


def _measured(district: District, lang: str) -> Assessment:
    """The assessment; the first time with a bar, the step in words and a way to stop."""
    kept = engine.kept_assessment(state.choice().district)
    if kept is not None:
        return kept
    if st.session_state.pop("yitu_cancelled", False):
        st.info(say("cancelled", lang))
        if not st.button(say("measure_now", lang), type="primary"):
            st.stop()
    job = engine.measuring(state.choice().district)
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, text=say("working", lang, name=_name(district, lang)))
        st.button(say("cancel", lang), on_click=_cancel, args=(job,))
    while not job.wait(_POLL_S):
        if job.text:
            bar.progress(job.share, text=say("step_line", lang, step=job.text))
    try:
        found = job.result()
    except Cancelled:  # another session stopped it
        st.rerun()
    place.empty()
    return found


def _name(district: District, lang: str) -> str:
    return (district.name_en or district.name) if lang == "en" else district.name


# --- head -----------------------------------------------------------------------------------------------------------


def _select(
    label: str, options: Sequence[str], value: str, *, field: str, show: Callable[[str], str], width: int
) -> None:
    """A choice in the head; the session's choice leads, whatever the widget remembers."""
    key = f"yitu_pick_{field}"

    def changed() -> None:
        state.remember(**{field: st.session_state[key]})

    st.session_state[key] = value
    st.selectbox(
        label, options, key=key, format_func=show, label_visibility="collapsed", width=width, on_change=changed
    )


def _head(page: Page, ids: Sequence[str], *, name: str, methods: bool) -> None:
    lang, chosen = page.lang, page.choice
    _select(
        say("district", lang),
        ids,
        chosen.district,
        field="district",
        show=lambda key: _district_name(key, lang),
        width=190,
    )
    zones = ["", *(zone.id for zone in page.district.zones)]
    _select(
        say("zone", lang), zones, chosen.zone, field="zone", width=180,
        show=lambda key: zone_title(page.district, key or None, lang),
    )  # fmt: skip
    if name in ("coverage", "circles", "intensity", "scenario"):
        options = engine.goals_of(name, page.goals)
        if options:
            value = chosen.goal if chosen.goal in options else _first_goal(page, options)
            _select(say("goal", lang), options, value, field="goal", show=lambda key: _goal_name(page, key), width=270)
    if methods:
        _select(
            say("method", lang), ("both", "radius", "walk"), chosen.method, field="method", width=150,
            show=lambda key: say(f"method_{key}", lang),
        )  # fmt: skip
    st.space("stretch")
    if is_district_indicative(page.district):
        with st.popover(f"◇ {say('indicative_badge', lang)}"):
            st.html(cards.facts_html(_indicative_facts(page)))
    _language(lang)


def _language(lang: str) -> None:
    key = "yitu_pick_lang"

    def changed() -> None:
        chosen = st.session_state[key] or key  # a second click on the chosen one leaves it chosen
        state.remember(lang={"English": "en", "中文": "zh"}.get(chosen, lang))

    st.session_state[key] = "English" if lang == "en" else "中文"
    st.segmented_control(
        say("language", lang), ("中文", "English"), key=key, label_visibility="collapsed", on_change=changed
    )


def _district_name(district_id: str, lang: str) -> str:
    try:
        return _name(engine.district(district_id), lang)
    except GisError:
        return district_id


def _goal_name(page: Page, goal_id: str) -> str:
    goal = page.goal(goal_id)
    if goal is None:
        return goal_id
    return (goal.title_en or goal.title) if page.lang == "en" else goal.title


def _first_goal(page: Page, options: Sequence[str]) -> str:
    """The goal a page opens on: the first that has a figure."""
    headlines = (result for result in page.assessment.results if ":" not in result.measure)
    measured = {result.goal for result in headlines if result.value is not None}
    by_theme = {goal.id: goal.theme for goal in page.goals}
    land_first = sorted(options, key=lambda goal_id: by_theme[goal_id] != "land" or goal_id == "land.areas")
    return next((goal_id for goal_id in land_first if goal_id in measured), options[0])


def _indicative_facts(page: Page) -> list[tuple[str, str]]:
    lang, joint = page.lang, "、" if page.lang == "zh" else ", "
    layers = [layer_title(kind, lang) for kind, layer in page.district.layers.items() if layer.basis.indicative]
    zones = [zone_title(page.district, zone.id, lang) for zone in page.district.zones if zone.indicative]
    return [
        (say("indicative", lang), say("indicative_what", lang)),
        (say("layers_table", lang), joint.join(layers)),
        (say("zone", lang), joint.join(zones)),
    ]


def choose_goal(page: Page, name: str) -> Goal | None:
    """The goal a page shows: the chosen one where it belongs here, else the page's first with a figure."""
    options = engine.goals_of(name, page.goals)
    if not options:
        return None
    return page.goal(page.choice.goal if page.choice.goal in options else _first_goal(page, options))


# --- figures --------------------------------------------------------------------------------------------------------


def results_of(found: Assessment, goal: Goal, zone: str | None, *, method: str = "both") -> list[Result]:
    """The results of a goal in a place, its headline first; `method` puts walking first or leaves the other out."""
    mine = [
        result
        for result in found.results
        if result.goal == goal.id and result.zone == zone and ":" not in result.measure
    ]
    order = {name: place for place, name in enumerate(goal.measures)}
    mine.sort(key=lambda result: order.get(result.measure, len(order)))
    if method in ("radius", "walk"):
        kept = [result for result in mine if result.measure.endswith(method)]
        return kept or mine
    return mine


def pick_table(html: str, key: str) -> str | None:
    """A table of `gis.views.cards`; the `data-pick` of what was clicked, None where nothing was."""
    component = st.components.v2.component("yitu_picker", css=assets.app_style("yitu-app.css"), js=_PICKER_JS)
    picked = component(data={"html": html}, key=key, on_pick_change=lambda: None)
    return None if picked.pick is None else str(picked.pick)


def html(text: str) -> None:
    """A card of `gis.views.cards` (its texts are encoded there)."""
    st.html(f"<style>{assets.app_style('yitu-app.css')}</style>{text}")


def facts(rows: Sequence[tuple[str, str]]) -> None:
    """Label and text, a row each."""
    html(cards.facts_html(rows))


def figure_source(page: Page, goal: Goal, results: Sequence[Result]) -> None:
    """Opens a figure: formula, clause word for word, standard, inputs with date and quality."""
    if not results:
        return
    lang, first = page.lang, results[0]
    with st.expander(say("open_figure", lang)):
        rows = [
            (
                say("formula", lang),
                "\n".join(dict.fromkeys(in_language(result.formula, lang) for result in results if result.formula)),
            )
        ]
        words = f"{goal.source.document} {goal.source.chapter}\n“{goal.source.words}”"
        rows += [(say("clause", lang), words), (say("standard", lang), goal.standard)]
        rows.append((say("inputs", lang), "\n".join(_input_line(page, kind) for kind in first.inputs)))
        if first.reason:
            rows.append(
                (say("verdict_not_assessed", lang) if first.value is None else say("col_note", lang), first.why(lang))
            )
        if goal.needs and first.value is None:
            rows.append((say("needs", lang, needs=""), needs_text(goal.needs, lang)))
        facts(rows)


def _input_line(page: Page, kind: str) -> str:
    layer = page.district.layers.get(kind)
    if layer is None:
        return layer_title(kind, page.lang)
    day = layer.source.date
    return say(
        "input_line", page.lang, layer=layer_title(kind, page.lang), provider=layer.source.provider,
        date=say("date_ymd", page.lang, year=day.year, month=day.month, day=day.day),
        basis=basis_text(layer.basis, page.lang),
    )  # fmt: skip


def export_note(page: Page) -> str:
    """The 示意 line of exports; empty where everything is measured."""
    return indicative_line(page.assessment, page.lang)
