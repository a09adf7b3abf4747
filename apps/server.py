"""The ASGI entry: Streamlit with our own routes for scripts, styles, fonts and layer files, in one process.

`uvicorn apps.server:app` and `yitu app` serve the same. Nothing is fetched from any other host.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.runtime.pages_manager import PagesManager

from apps import engine
from apps.shell import shell_routes
from apps.store import FILES
from gis.views import assets
from gis.views.palette import ACCENT

__all__ = ["CONFIG", "app", "run"]

_MAIN = Path(__file__).resolve().parent / "main.py"
_YEAR_S = 31_536_000
CONFIG: dict[str, object] = {
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showSidebarNavigation": True,
    "global.developmentMode": False,
    "runner.magicEnabled": False,
    "server.address": "127.0.0.1",
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 100,
    "server.showEmailPrompt": False,
    "theme.base": "light",
    "theme.primaryColor": ACCENT,
    "theme.backgroundColor": "#FFFFFF",
    "theme.secondaryBackgroundColor": "#F4F5F7",
    "theme.textColor": "#22303F",
}


async def _layer_file(request: Request) -> Response:
    """A layer file by the key of its content; 404 where the process no longer has it."""
    body = FILES.look_up(request.path_params["key"])
    if body is None:
        return PlainTextResponse("404", status_code=404)
    headers = {"Cache-Control": f"private, max-age={_YEAR_S}, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(body, media_type="application/json", headers=headers)


async def _font(_: Request) -> Response:
    """The CJK font, asked for only by browsers whose system has none."""
    headers = {"Cache-Control": f"public, max-age={_YEAR_S}"}
    return FileResponse(assets.font_file(), media_type="font/ttf", headers=headers)


def _routes() -> list[Route | Mount]:
    folders = assets.asset_folders()
    return [
        *shell_routes(),
        Route(f"{assets.BASE_URL}/font/NotoSansSC.ttf", _font),
        *(
            Mount(f"{assets.BASE_URL}/{name}", StaticFiles(directory=folders[name]))
            for name in ("leaflet", "draw", "own")
        ),
        Route("/yitu-data/{key}.json", _layer_file),
    ]


# Streamlit takes a folder named pages for its old way of paging until the first st.navigation: the first visitor of a
# process would see file names in the sidebar.
PagesManager.uses_pages_directory = False

app = st.App(_MAIN, routes=_routes())


def run(port: int = 8501, *, workspace: Path | None = None, address: str = "127.0.0.1", ahead: bool = True) -> None:
    """Serve the app until stopped, on this machine only unless `address` says otherwise.

    Parameters
    ----------
    port: TCP port.
    workspace: folder of the user's own districts.
    ahead: measure the first district, and one that was added to, before a page asks for the figures.
    """
    engine.set_workspace(workspace)
    engine.set_ahead(on=ahead)
    engine.measure_ahead(engine.first_district())
    app.run(config={**CONFIG, "server.port": port, "server.address": address})
