"""Serves the app with the toy district: `python -m tests.apps.toy_server PORT`. For the browser tests.

With the name of a script beside this one, `... PORT drawing_page.py`, that page is served instead of the app's own.
"""

from __future__ import annotations

import sys
from pathlib import Path
from unittest.mock import patch

import streamlit as st

from apps import engine, server
from tests.gis.views.toy import toy_assessment, toy_district, toy_goals


def toy_engine() -> list[object]:
    """Patches that put the toy district in the place of files."""
    district, goals = toy_district(), toy_goals()
    found = toy_assessment(district)
    return [
        patch.object(engine, "district_ids", lambda: {"toy": Path("toy")}),
        patch.object(engine, "stamp", lambda district_id: (district_id, "")),
        patch.object(engine, "district", lambda _: district),
        patch.object(engine, "goals", lambda _: goals),
        patch.object(engine, "kept_assessment", lambda _: found),
        patch.object(engine, "assessment", lambda *_, **__: found),
    ]


if __name__ == "__main__":
    for change in toy_engine():
        change.start()
    if len(sys.argv) > 2:
        server.app = st.App(Path(__file__).with_name(sys.argv[2]), routes=server._routes())
    server.run(int(sys.argv[1]))
