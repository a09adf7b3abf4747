"""Where the files come from that a map needs in the browser, and how folium is pointed at them.

Leaflet is taken from the wheel django-js-lib-leaflet (BSD), Leaflet.draw (MIT) from flask-admin (BSD) and the CJK font
from justmytype-intl-cjk (OFL), all found without importing them; scripts, styles and icons of ours lie in `static/`. No
other host is ever asked.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from gis.errors import WorkspaceError

__all__ = [
    "BASE_URL",
    "app_style",
    "asset_folders",
    "drawing_scripts",
    "drawing_stylesheets",
    "font_file",
    "icon_data_urls",
    "inline_assets",
    "logo_file",
    "scripts",
    "stylesheets",
]

BASE_URL = "/yitu-assets"
_STATIC = Path(__file__).resolve().parent / "static"
_SCRIPTS = (("leaflet", "leaflet/leaflet.js"), ("yitu", "own/yitu-map.js"))
_STYLES = (("leaflet_css", "leaflet/leaflet.css"), ("yitu_css", "own/yitu-map.css"))
# fetched by our map script with the first drawing tool, in this order; no map without tools asks for them
_DRAWING_SCRIPTS = ("draw/leaflet.draw.js", "own/yitu-snap.js", "own/yitu-corners.js", "own/yitu-draw.js")
_DRAWING_STYLES = ("draw/leaflet.draw.css", "own/yitu-draw.css")
_FONT = "NotoSansSC[wght].ttf"


def _package_folder(name: str) -> Path:
    """The folder of an installed package, not imported (Leaflet's would ask for Django's settings).

    Raises
    ------
    WorkspaceError: it is not installed.
    """
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise WorkspaceError(
            path=name, problem="未安装 / not installed", remedy="请重新安装 yitu。 / Install yitu again."
        )
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def asset_folders() -> Mapping[str, Path]:
    """What the server serves under `BASE_URL`: name in the address → folder.

    Raises
    ------
    WorkspaceError: a package that brings the files is not installed.
    """
    return {
        "leaflet": _package_folder("js_lib_leaflet") / "static" / "js_lib_leaflet",
        "draw": _package_folder("flask_admin") / "static" / "vendor" / "leaflet",
        "font": _package_folder("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc",
        "own": _STATIC,
    }


def font_file() -> Path:
    """The CJK font (TrueType, variable weight, OFL).

    Raises
    ------
    WorkspaceError: its package is not installed.
    """
    return asset_folders()["font"] / _FONT


def logo_file() -> Path:
    """The mark of the app (SVG)."""
    return _STATIC / "yitu.svg"


@cache
def app_style(name: str) -> str:
    """The text of one of our stylesheets for the app (a file name under static)."""
    return (_STATIC / name).read_text(encoding="utf-8")


def scripts(base_url: str = BASE_URL) -> list[tuple[str, str]]:
    """Name and address of every script, in loading order."""
    return [(name, f"{base_url}/{path}") for name, path in _SCRIPTS]


def stylesheets(base_url: str = BASE_URL) -> list[tuple[str, str]]:
    """Name and address of every stylesheet."""
    return [(name, f"{base_url}/{path}") for name, path in _STYLES]


def drawing_scripts(base_url: str = BASE_URL) -> list[str]:
    """Addresses of the scripts that drawing needs beside those of every map, in loading order."""
    return [f"{base_url}/{path}" for path in _DRAWING_SCRIPTS]


def drawing_stylesheets(base_url: str = BASE_URL) -> list[str]:
    """Addresses of the stylesheets that drawing needs beside those of every map."""
    return [f"{base_url}/{path}" for path in _DRAWING_STYLES]


def _text(path: str) -> str:
    folder, name = path.split("/", 1)
    return (asset_folders()[folder] / name).read_text(encoding="utf-8")


def _data_url(path: Path, kind: str) -> str:
    return f"data:{kind};base64," + base64.b64encode(path.read_bytes()).decode("ascii")


@cache
def icon_data_urls() -> Mapping[str, str]:
    """Every facility icon as a data address: name → SVG in base64."""
    return {icon.stem: _data_url(icon, "image/svg+xml") for icon in sorted((_STATIC / "icons").glob("*.svg"))}


@cache
def inline_assets() -> tuple[str, str]:
    """The text of all stylesheets and of all scripts, for one file that opens without internet.

    Images of Leaflet become data addresses; the web font is left to the reader's system (17 MB).
    """
    css = "\n".join(_text(path) for _, path in _STYLES)
    css = re.sub(r"@font-face\s*{[^}]*}", "", css)
    css = re.sub(r"url\(\"?(?!#)([^)\"]+)\"?\)", _inline_image, css)
    javascript = "\n".join(re.sub(r"//# sourceMappingURL=\S+", "", _text(path)) for _, path in _SCRIPTS)
    return css, javascript.replace("</script", "<\\/script")


def _inline_image(link: re.Match[str]) -> str:
    address = link[1]
    image = asset_folders()["leaflet"] / address
    if address.startswith("data:") or not image.is_file():
        return link[0] if address.startswith("data:") else "none"
    return f'url("{_data_url(image, "image/png")}")'
