"""The entry of the app: the pages, named in the user's language."""

from __future__ import annotations

import streamlit as st

from apps import state
from apps.engine import PAGES
from gis.views import assets
from gis.views.words import say

# No icon by page: Streamlit would fetch a page's material icon from another host as its favicon.


def _navigate() -> None:
    lang = state.restore().lang
    st.set_page_config(
        page_title=say("app_title", lang),
        page_icon=str(assets.logo_file()),
        layout="wide",
        initial_sidebar_state="auto",
    )
    pages = [
        st.Page(f"pages/{name}.py", title=say(f"nav_{name}", lang), url_path=name, default=name == PAGES[0])
        for name in PAGES
    ]
    st.navigation(pages).run()


_navigate()
