"""The page every address of ours answers with: Streamlit's own, told where its server is and what it is called.

Without that, Streamlit's script finds the server of /coverage by trying addresses that do not exist, an error each in
the browser's console; and the window would say "Streamlit" until the first run.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from apps.engine import PAGES
from gis.views.words import say

__all__ = ["shell_routes"]

_SCRIPT = """<script>
window.__streamlit = {BACKEND_BASE_URL: location.origin + location.pathname.replace(/(PAGES)\\/?$/, "")};
</script>"""


@cache
def _page() -> str:
    spec = find_spec("streamlit")
    folder = Path(spec.origin).parent if spec is not None and spec.origin else Path()
    text = (folder / "static" / "index.html").read_text(encoding="utf-8")
    script = _SCRIPT.replace("PAGES", "|".join(PAGES))
    text = text.replace("<title>Streamlit</title>", f"<title>{say('app_title')}</title>", 1)
    return text.replace("<head>", f"<head>{script}", 1)


async def _shell(_: Request) -> Response:
    return HTMLResponse(_page(), headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})


async def _first(request: Request) -> Response:
    return RedirectResponse(request.url.replace(path="/"))


def shell_routes() -> list[Route]:
    """Routes of the pages; the first page lives at "/" and its name leads there."""
    return [
        Route("/", _shell),
        Route(f"/{PAGES[0]}", _first),
        *(Route(f"/{name}", _shell) for name in PAGES[1:]),
    ]
