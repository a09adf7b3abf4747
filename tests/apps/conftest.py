"""The app on the toy district: files are not read, figures are those of the toy."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from apps import engine
from apps.store import Kept
from tests.apps.toy_server import toy_engine

APPS = Path(engine.__file__).resolve().parent


@pytest.fixture
def toy_app():
    """The engine answering with the toy district."""
    changes = toy_engine()
    for change in changes:
        change.start()
    for name in ("_DRAWN", "_REACHES", "_PLOTS"):
        setattr(engine, name, Kept(50))
    yield
    for change in changes:
        change.stop()


@pytest.fixture
def open_page(toy_app):  # noqa: ARG001
    """A page of the app, run once: `open_page("coverage", zone="toy.core")`."""

    def opened(name, **address):
        page = AppTest.from_file(str(APPS / "pages" / f"{name}.py"), default_timeout=60)
        for key, value in address.items():
            page.query_params[key] = value
        return page.run()

    return opened
