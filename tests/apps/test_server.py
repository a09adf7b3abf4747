"""The server: our own files alone, layer files by key, usage statistics off."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import FileResponse
from starlette.routing import Mount

from apps import server, shell
from apps.engine import PAGES
from apps.store import FILES
from gis.views import assets


class Asked:
    """A request as our handlers read it."""

    def __init__(self, **path_params):
        self.path_params = path_params


def answered(handler, **path_params):
    return asyncio.run(handler(Asked(**path_params)))


def test_usage_statistics_are_off_and_the_address_is_this_machine():
    assert server.CONFIG["browser.gatherUsageStats"] is False
    assert server.CONFIG["server.address"] == "127.0.0.1"
    assert server.CONFIG["server.enableStaticServing"] is False


def test_every_setting_is_one_that_streamlit_knows():
    from streamlit.web.server.starlette.starlette_app import _validate_run_config

    assert _validate_run_config(server.CONFIG) == server.CONFIG


def test_a_layer_file_is_answered_by_its_key():
    FILES.publish({"a" * 32: b'{"features":[]}'})
    answer = answered(server._layer_file, key="a" * 32)
    assert answer.body == b'{"features":[]}'
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("key", ["b" * 32, "", "../../etc/passwd", "a" * 31])
def test_any_other_key_is_not_found(key):
    assert answered(server._layer_file, key=key).status_code == 404


def test_the_font_is_a_file():
    answer = answered(server._font)
    assert isinstance(answer, FileResponse)
    assert answer.path == assets.font_file()


def test_the_mounts_are_the_folders_of_the_assets():
    mounts = {route.path: route for route in server._routes() if isinstance(route, Mount)}
    assert set(mounts) == {"/yitu-assets/leaflet", "/yitu-assets/draw", "/yitu-assets/own"}
    for path, mount in mounts.items():
        assert mount.app.directory == assets.asset_folders()[path.rsplit("/", 1)[1]]


def test_every_page_answers_with_the_shell_told_where_its_server_is():
    text = shell._page()
    assert text.index("BACKEND_BASE_URL") < text.index('type="module"')
    assert all(name in text for name in PAGES)
    assert "<title>一图 Yitu</title>" in text


def test_the_routes_are_those_of_the_pages():
    assert [route.path for route in shell.shell_routes()] == ["/", *(f"/{name}" for name in PAGES)]


def test_running_hands_port_and_workspace_on(monkeypatch, tmp_path):
    told = {}
    monkeypatch.setattr(server.app, "run", lambda *, config: told.update(config))
    monkeypatch.setattr(server.engine, "set_workspace", lambda folder: told.update(folder=folder))
    server.run(8599, workspace=tmp_path)
    assert (told["server.port"], told["folder"]) == (8599, tmp_path)
    assert told["server.address"] == "127.0.0.1"
