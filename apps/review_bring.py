"""What a review is given on the page: files, drawings, coordinates, facts, layers beside the district's, rules."""

from __future__ import annotations

import streamlit as st

from apps import asking, dropping, panels, reviewing
from apps.bringing import Desk as Files
from apps.panels import Page
from apps.review_book import Book, book_of
from apps.review_sample import SAMPLE_EDITION, SAMPLE_FACTS, sample_project
from apps.review_typing import ORDERS, areas_of
from gis.errors import GisError, in_language
from gis.read.intake.messages import Status
from gis.review.facts import FACTS
from gis.review.model import Project
from gis.units import format_quantity, unit_text
from gis.views.literal import literal
from gis.views.read_report import messages_html, status_html
from gis.views.review_layers import part_title
from gis.views.words import say

__all__ = [
    "editing", "facts_form", "files_in", "history", "outline", "rules_form", "stop_editing", "take_sample",
    "what_was_read",
]  # fmt: skip

_FIRST = (
    "name", "owner", "industry", "industry_code", "industry_edition", "investment_wan", "floor_area_m2",
    "footprint_m2", "green_m2", "height_m", "residents_count",
)  # fmt: skip
_PARTS_SHOWN = 12


# --- files ------------------------------------------------------------------------------------------------------------


def files_in(page: Page) -> None:
    """One place to drop files, for the role that is chosen: what was read of them and what it asks."""
    lang, given = page.lang, ("project", "controls", "approved", "packs", "other")
    titles = {role: say(f"review_page_role_{role}", lang) for role in given}
    role = st.segmented_control(
        say("review_page_layers", lang), given, default="project", key="yitu_review_role",
        format_func=lambda name: f"{titles[name]} ●" if reviewing.files_of(page, name).files else titles[name],
        label_visibility="collapsed",
    ) or "project"  # fmt: skip
    on = reviewing.files_of(page, role)
    dropping.drop(page, on, place=f"{page.choice.district}_review_{role}")
    if not on.files:
        st.caption(say(f"review_page_want_{role}", lang))
    dropping.begin_anew(page, on)
    if role != "packs":
        what_was_read(page, on)


def what_was_read(page: Page, on: Files) -> None:
    """How the reading ended; its questions; messages where something is to be looked at."""
    intake, lang = on.intake, page.lang
    if intake is None:
        return
    told = intake.as_json(lang)
    panels.html(status_html(told, lang))
    if intake.status is Status.QUESTION:
        with st.container(key=f"yitu_ask_{on.key[:8]}", border=True):
            asking.questions(page, on, dropping.layer_in_hand(page, on))
    if not on.usable:
        panels.html(messages_html(told, lang))
    elif intake.status is not Status.ACCEPTED:
        with st.expander(say("plots_reading", lang)):
            panels.html(messages_html(told, lang))


def take_sample(page: Page) -> None:
    """The ready-made project, with its control lines and what its applicant states."""
    project, lines = sample_project(page.district)
    reviewing.files_of(page, "project").take([project])
    reviewing.files_of(page, "project").answer(edition=SAMPLE_EDITION)
    reviewing.files_of(page, "controls").take([lines])
    reviewing.fresh_project(page)
    book = book_of(page.choice.district)
    book.keep(facts=SAMPLE_FACTS, areas=(), edits=())
    book.turn += 1  # the fields are filled with them


# --- the outline ------------------------------------------------------------------------------------------------------


def editing(page: Page) -> str:
    """The part whose corners are being moved; empty for none."""
    return str(st.session_state.get(f"yitu_review_editing_{page.choice.district}", ""))


def stop_editing(page: Page) -> None:
    """No part is being edited any more."""
    st.session_state.pop(f"yitu_review_editing_{page.choice.district}", None)


def _edit(page: Page, part: str) -> None:
    st.session_state[f"yitu_review_editing_{page.choice.district}"] = part


def outline(page: Page, project: Project | None) -> None:
    """The parts of the project, each with a way to move its corners; drawn ones can go; coordinates by hand."""
    lang, book = page.lang, book_of(page.choice.district)
    drawn = not reviewing.files_of(page, "project").usable
    if project is not None:
        names = project.parts["name"].astype(str)
        rows = list(zip(project.parts.index.astype(str), names, project.parts.geometry, strict=True))
        for number, (part, name, shape) in enumerate(rows[:_PARTS_SHOWN]):
            with st.container(horizontal=True, vertical_alignment="center"):
                area = format_quantity(float(shape.area), "m2", lang=lang)
                st.text(f"{part_title(part, name, lang)} · {area}", width="stretch")
                st.button(
                    say("review_page_edit", lang), key=f"yitu_review_edit_{number}", on_click=_edit, args=(page, part),
                    disabled=editing(page) == part,
                )  # fmt: skip
                if drawn:
                    st.button("✕", key=f"yitu_review_drop_{number}", help=say("review_page_drop", lang),
                              on_click=book.drop, args=(number,))  # fmt: skip
        if len(rows) > _PARTS_SHOWN:
            st.caption(say("review_page_parts_more", lang, count=len(rows) - _PARTS_SHOWN))
        st.caption(say("review_page_edit_how", lang))
    if not drawn and book.now.areas:
        st.caption(say("review_page_unused", lang, count=len(book.now.areas)))
    if drawn:
        with st.expander(say("review_page_typed", lang)):
            _typed(page, book)


def _typed(page: Page, book: Book) -> None:
    lang = page.lang
    order = st.radio(
        say("review_page_order", lang), ORDERS, key="yitu_review_order", horizontal=True,
        format_func=lambda one: say(f"review_page_{one}", lang),
    )  # fmt: skip
    text = st.text_area(
        say("review_page_typed_label", lang, crs=page.district.crs.to_string()), key="yitu_review_typed",
        max_chars=200_000, placeholder=say(f"review_page_typed_hint_{order}", lang),
    )  # fmt: skip
    if st.button(say("review_page_typed_go", lang), key="yitu_review_typed_go") and text.strip():
        try:
            areas = areas_of(text, order=str(order), working_crs=page.district.crs)
        except GisError as error:
            st.error(literal(error.message(lang)))
            return
        book.add(areas)
        st.rerun()


def history(page: Page) -> None:
    """Undo and redo of everything entered."""
    lang, book = page.lang, book_of(page.choice.district)
    with st.container(horizontal=True):
        st.button(say("scenario_undo", lang), disabled=not book.can_undo, on_click=book.step, args=(-1,),
                  key="yitu_review_undo")  # fmt: skip
        st.button(say("scenario_redo", lang), disabled=not book.can_redo, on_click=book.step, args=(1,),
                  key="yitu_review_redo")  # fmt: skip


# --- facts ------------------------------------------------------------------------------------------------------------


def facts_form(page: Page, project: Project | None) -> None:
    """What the applicant states; what a file says already stands in the field as its hint."""
    lang, book = page.lang, book_of(page.choice.district)
    known = {} if project is None else dict(project.facts)
    if not reviewing.files_of(page, "project").usable:
        _code(page, book)
    left, right = st.columns(2)
    for number, name in enumerate(_FIRST):
        with (left, right)[number % 2]:
            _fact(page, book, name, known)
    with st.expander(say("review_page_facts_more", lang)):
        for name in FACTS:
            if name not in _FIRST:
                _fact(page, book, name, known)
    code = str(known.get("industry_code", ""))
    if code and (found := reviewing.industry_words(code)):
        st.caption(literal(say("review_page_division", lang, code=code, name=found)))


def _code(page: Page, book: Book) -> None:
    key = f"yitu_review_code_{book.turn}"

    def changed() -> None:
        book.keep(code=str(st.session_state[key]).strip())

    st.text_input(say("review_page_code", page.lang), value=book.now.code, key=key, on_change=changed, max_chars=12,
                  help=say("review_page_code_help", page.lang))  # fmt: skip


def _fact(page: Page, book: Book, name: str, known: dict[str, str | float]) -> None:
    lang, fact = page.lang, FACTS[name]
    stated = dict(book.now.facts).get(name, "")
    # numbers are typed as they are kept: areas in m2, not in the hectares of other tables
    unit = say("review_m2", lang) if fact.unit == "m2" else "" if fact.unit == "text" else unit_text(fact.unit, lang)
    title = (fact.title_en if lang == "en" else fact.title) + (f"({unit})" if unit else "")
    key = f"yitu_review_fact_{page.choice.district}_{name}_{book.turn}"
    told = known.get(name, "")
    hint = f"{told:.12g}" if isinstance(told, float) else str(told)

    def changed() -> None:
        book.fact(name, str(st.session_state[key] or ""))

    if name == "industry":
        words = reviewing.industries()
        options = [stated, *(one for one in words if one != stated)] if stated else words
        st.selectbox(
            title, options, index=0 if stated else None, key=key, on_change=changed, accept_new_options=True,
            placeholder=hint or say("review_page_industry_hint", lang),
        )  # fmt: skip
    else:
        st.text_input(title, value=stated, key=key, on_change=changed, max_chars=200, placeholder=hint)


# --- rules ------------------------------------------------------------------------------------------------------------


def rules_form(page: Page) -> None:
    """The packs and their rules, each to be switched off; what is off is said, here and on the sheet."""
    lang, book = page.lang, book_of(page.choice.district)
    try:
        packs = reviewing.packs_of(page)
    except GisError as error:
        st.error(literal(error.message(lang)))
        return
    if book.now.off:
        st.warning(say("review_page_off", lang, count=len(book.now.off)))
    titles = {pack.id: in_language(pack.title, lang) for pack in packs}
    chosen = st.selectbox(
        say("review_page_pack", lang), list(titles), key="yitu_review_pack",
        format_func=lambda name: f"{titles[name]}",
    )  # fmt: skip
    for pack in packs:
        if pack.id != chosen:
            continue
        st.caption(literal(f"{pack.id} · {pack.version} · {in_language(pack.source, lang)}"))
        for rule in pack.rules:
            _switch(page, book, f"{pack.id}:{rule.id}", f"{in_language(rule.title, lang)} · "
                    f"{say(f'review_severity_{rule.severity}', lang)}")  # fmt: skip
    key = f"yitu_review_ellipsoid_{book.turn}"

    def changed() -> None:
        book.keep(ellipsoidal=bool(st.session_state[key]))

    st.checkbox(say("review_page_ellipsoid", lang), value=book.now.ellipsoidal, key=key, on_change=changed)


def _switch(page: Page, book: Book, rule: str, title: str) -> None:
    key = f"yitu_review_rule_{page.choice.district}_{rule}_{book.turn}"

    def changed() -> None:
        book.switch(rule, on=bool(st.session_state[key]))

    st.checkbox(literal(title), value=rule not in book.now.off, key=key, on_change=changed)
