"""Serves the app with the toy district: `python -m tests.apps.toy_server PORT`. For the browser tests."""

from __future__ import annotations

import sys
from pathlib import Path
from unittest.mock import patch

from apps import engine, server
from tests.gis.views.toy import toy_assessment, toy_district, toy_goals


def toy_engine() -> list[object]:
    """Patches that put the toy district in the place of files."""
    district, goals = toy_district(), toy_goals()
    found = toy_assessment(district)
    return [
        patch.object(engine, "district_ids", lambda: {"toy": Path("toy")}),
        patch.object(engine, "stamp", lambda district_id: (district_id, 0)),
        patch.object(engine, "district", lambda _: district),
        patch.object(engine, "goals", lambda _: goals),
        patch.object(engine, "kept_assessment", lambda _: found),
        patch.object(engine, "assessment", lambda *_, **__: found),
    ]


if __name__ == "__main__":
    for change in toy_engine():
        change.start()
    server.run(int(sys.argv[1]))
