"""Files in: the place to drop them, the reading under way, ways to stop it and to begin anew, the layer in hand."""

from __future__ import annotations

import streamlit as st

from apps import bringing, placing
from apps.bringing import Desk, Sent
from apps.panels import Page
from gis.errors import GisError, in_language
from gis.read.intake.intake import ReadLayer
from gis.views.literal import literal
from gis.views.words import say

__all__ = ["begin_anew", "drop", "layer_in_hand", "reading"]

_POLL_S = 0.2
# while files are held over the zone Streamlit lays a line in English over it: ours stands in its place
_OVER = '.st-key-yitu_drop [data-testid="stFileUploaderDropzone"] > div:not([data-testid]) > span'
_DRAGGED = f"{_OVER}{{font-size:0}}{_OVER}::before{{content:var(--yitu-drop);font-size:15px}}"


def drop(page: Page, on: Desk, *, place: str = "") -> None:
    """The place to drop files: says what it takes. `place`: names it where a page has several desks."""
    lang = page.lang
    limit = say("import_limit", lang, size=st.get_option("server.maxUploadSize"))
    st.html(f"<style>:root{{--yitu-drop:'{say('import_drop', lang)}';--yitu-limit:'{limit}';"
            f"--yitu-browse:'{say('import_browse', lang)}'}}{_DRAGGED}</style>")  # fmt: skip
    key = f"yitu_import_{place or page.choice.district}_{on.round}"
    if key not in st.session_state:  # the zone stands here anew and is empty: what was dropped before stays on the desk
        on.given = ()
    with st.container(key="yitu_drop"):
        given = st.file_uploader(
            say("import_drop", lang), accept_multiple_files=True, label_visibility="collapsed", key=key
        )
    ids = tuple(one.file_id for one in given or ())
    if ids and ids != on.given:
        try:
            on.take([Sent(one.name, one.getvalue()) for one in given], given=ids)
        except GisError as error:
            st.error(literal(error.message(lang)))
    elif not ids and on.given:
        on.clear()


def _again(on: Desk) -> None:
    on.again()


def _other(on: Desk) -> None:
    on.clear()
    on.round += 1


def reading(page: Page, on: Desk) -> None:
    """The reading under way: a bar, the step in words, a way to stop."""
    lang = page.lang
    job = bringing.start(on, page.district, near=placing.middle_deg(page.district))
    bar = st.progress(job.share, text=say("import_working", lang))
    st.button(say("import_stop", lang), on_click=on.stop, key="yitu_import_stop")
    while not job.wait(_POLL_S):
        if job.text:
            step = literal(in_language(job.text, lang))
            bar.progress(job.share, text=say("import_step", lang, step=step))
    try:
        bringing.finished(on, job)
    except GisError as error:
        st.error(literal(error.message(lang)))
        return
    st.rerun()


def begin_anew(page: Page, on: Desk) -> None:
    """Ways to read once more what was stopped, and to put another file in the place of a sample."""
    lang = page.lang
    if on.stopped:
        st.button(say("import_again", lang), on_click=_again, args=(on,), key="yitu_import_again")
    if on.files and not on.given:
        st.button(say("import_other", lang), on_click=_other, args=(on,), key="yitu_import_other", type="tertiary")


def layer_in_hand(page: Page, on: Desk) -> ReadLayer | None:
    """The layer in hand: the chosen one of several."""
    by_name = {bringing.layer_key(one): one for one in on.layers}
    if len(by_name) < 2:
        return next(iter(by_name.values()), None)
    chosen = st.selectbox(
        say("import_layer", page.lang, count=len(by_name)), list(by_name), key=f"yitu_import_layer_{on.key[:8]}",
        format_func=lambda name: f"{by_name[name].name} · {by_name[name].rows['in']:,}",
    )  # fmt: skip
    return by_name.get(str(chosen), next(iter(by_name.values())))
