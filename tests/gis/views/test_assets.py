"""Files of the map: all there, all ours or of the three wheels, and inlined without a trace of another host."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from gis.errors import WorkspaceError
from gis.views import assets


def test_every_script_and_style_lies_in_its_folder():
    for _, address in [*assets.scripts(), *assets.stylesheets()]:
        folder, name = address.removeprefix(f"{assets.BASE_URL}/").split("/", 1)
        assert (assets.asset_folders()[folder] / name).is_file()


def test_every_file_of_drawing_lies_in_its_folder_with_its_images():
    for address in [*assets.drawing_scripts("/below"), *assets.drawing_stylesheets("/below")]:
        folder, name = address.removeprefix("/below/").split("/", 1)
        path = assets.asset_folders()[folder] / name
        assert path.is_file()
        for image in re.findall(
            r"url\(['\"]?([^'\")]+)", path.read_text(encoding="utf-8") if path.suffix == ".css" else ""
        ):
            assert (path.parent / image).is_file()


def test_the_drawing_library_is_the_one_our_script_was_written_for():
    script = (assets.asset_folders()["draw"] / "leaflet.draw.js").read_text(encoding="utf-8")
    assert 'L.drawVersion="0.4.14"' in script
    for name in ("_fireCreatedEvent", "_finishShape", "completeShape", "_showErrorTooltip", "_onMouseDown", "_markers"):
        assert name in script


def test_drawing_is_found_without_importing_its_package():
    code = (
        "import sys; from gis.views import assets; assets.asset_folders(); "
        "sys.exit(bool({'flask_admin', 'flask', 'wtforms', 'js_lib_leaflet'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_pages_that_stand_alone_carry_no_drawing():
    css, javascript = assets.inline_assets()
    assert "L.Draw" not in javascript
    assert "drawLocal" not in javascript
    assert "leaflet-draw" not in css
    assert not [address for _, address in [*assets.scripts(), *assets.stylesheets()] if "draw" in address]


def test_the_base_address_leads():
    assert assets.scripts("/below/assets")[0] == ("leaflet", "/below/assets/leaflet/leaflet.js")


def test_leaflet_is_found_without_importing_its_package():
    assets.asset_folders()
    assert "js_lib_leaflet.apps" not in sys.modules


def test_the_font_is_there_with_its_licence():
    assert assets.font_file().is_file()
    assert (assets.font_file().parent / "OFL.txt").is_file()


def test_a_missing_package_says_what_to_do():
    with pytest.raises(WorkspaceError) as raised:
        assets._package_folder("no_such_package_of_ours")
    assert "no_such_package_of_ours" in raised.value.message("zh")


def test_inlined_styles_ask_for_nothing():
    css, _ = assets.inline_assets()
    links = [link for link in re.findall(r"url\(([^)]*)\)", css) if "data:" not in link and "#default" not in link]
    assert links == []
    assert "@font-face" not in css


def test_inlined_scripts_cannot_end_their_element():
    _, javascript = assets.inline_assets()
    assert "</script" not in javascript
    assert "sourceMappingURL" not in javascript
    assert "L.Canvas.include" in javascript


def test_no_file_of_ours_names_another_host():
    for path in (assets.asset_folders()["own"]).rglob("*"):
        if path.suffix in (".js", ".css", ".svg"):
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"https?://", text), path


def test_icons_are_data_addresses():
    icons = assets.icon_data_urls()
    assert icons["school"].startswith("data:image/svg+xml;base64,")


def test_an_app_style_is_text():
    assert "yitu_stage" in assets.app_style("yitu-shell.css")
    assert assets.logo_file().is_file()
