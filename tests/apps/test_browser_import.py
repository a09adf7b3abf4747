"""Files dropped on the import page in Chromium: they land in place, hostile ones are messages, undo gives back.

The shipped district of Zibo in an empty workspace; other hosts are blocked and counted as in test_browser.py.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes

import pytest

from gis.read.spec import read_district_spec
from gis.read.vector import read_layer
from tests.apps import making_imports as making
from tests.apps import test_browser

browser, visit = test_browser.browser, test_browser.visit
PATIENCE_MS = 120_000
ZONE = "[data-testid=stFileUploaderDropzone]"
DROP = """([selector, files]) => {
    const carried = new DataTransfer();
    for (const [name, kind, text] of files) {
        const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
        carried.items.add(new File([bytes], name, {type: kind}));
    }
    const zone = document.querySelector(selector);
    for (const kind of ["dragenter", "dragover", "drop"]) {
        zone.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
    }
}"""
PLACES = """(names) => window.map.yituTouch
    .filter(path => path.yitu && (path.yitu.lines || []).some(line => names.some(name => line.includes(name))))
    .map(path => [path.yitu.lines.join("|"), path.getBounds().getCenter().lng, path.getBounds().getCenter().lat])"""

LABELS = """(names) => window.map.yituGroups.flatMap(group => group.yituLabels)
    .filter(mark => names.includes(mark.yituLabel.t))
    .map(mark => [mark.yituLabel.t, mark.getLatLng().lng, mark.getLatLng().lat])"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return tmp_path_factory.mktemp("ws")


@pytest.fixture(scope="module")
def base(workspace):
    """The address of the app with an empty workspace."""
    with test_browser.served("tests.apps.zibo_server", "{port}", str(workspace)) as address:
        yield address


def opened(seen, lang="zh"):
    """The import page of Zibo."""
    seen.page.goto(f"{seen.base}/importing?district=zibo&lang={lang}")
    seen.page.wait_for_selector(".st-key-yitu_map iframe", timeout=PATIENCE_MS)
    return seen.map()


def drop(seen, *paths):
    """Drag files over the zone and let go; wait for the verdict."""
    files = [
        [path.name, mimetypes.guess_type(path.name)[0] or "", base64.b64encode(path.read_bytes()).decode()]
        for path in paths
    ]
    seen.page.wait_for_selector(ZONE)
    seen.page.evaluate(DROP, [ZONE, files])
    seen.page.wait_for_selector(".yitu-read", timeout=PATIENCE_MS)
    return seen.page.inner_text(".yitu-read")


def places(seen, names):
    """What the map shows of these names: lines of the tooltip, longitude, latitude."""
    frame = seen.map()
    frame.wait_for_function(f"(names) => ({PLACES})(names).length >= names.length", arg=list(names), timeout=30_000)
    return frame.evaluate(PLACES, list(names))


def settled(seen):
    """The page has finished its run."""
    seen.page.wait_for_function(
        "document.querySelector('.stApp').dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('[data-stale=true]')",
        timeout=PATIENCE_MS,
    )


def put(seen):
    seen.page.get_by_role("button", name="放进本区").click(timeout=30_000)
    seen.page.get_by_text("已放进本区").wait_for(timeout=PATIENCE_MS)


def kind_chosen(seen):
    """The kind of layer that is shown as chosen."""
    return seen.page.get_by_role("combobox", name="作为").input_value()


def own_rows(workspace, kind):
    """The rows of the user's copy of the district, in metres."""
    spec = read_district_spec(workspace / "zibo")
    layer = next(one for one in spec.layers if one.kind == kind)
    return read_layer(layer, target=making.pyproj.CRS.from_user_input(making.CRS)).frame


def state_of(workspace):
    """Every file of the user's copy by its bytes."""
    folder = workspace / "zibo"
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def assert_there(found, names):
    for name, (lon, lat) in zip(names, making.centres_deg(), strict=True):
        own = [one for one in found if name in one[0]]
        assert own, name
        assert own[0][1:] == pytest.approx([lon, lat], abs=3e-6)  # steps of the layer file: 0.1 m


def test_a_zipped_shapefile_in_gbk_lands_and_can_be_undone(visit, workspace, tmp_path):
    seen = visit()
    opened(seen)
    before = state_of(workspace)
    names = ("桓台路口袋公园", "石化新村游园", "高新绿地")
    told = drop(seen, making.shapefile(tmp_path, names))
    assert "已接收" in told
    assert "EPSG:4548" in told
    assert "3 行:接收 3" in told
    assert_there(places(seen, names), names)
    settled(seen)
    assert kind_chosen(seen) == "公园绿地"
    put(seen)
    rows = own_rows(workspace, "parks")
    assert rows["name"].tolist() == list(names)
    for shape, wanted in zip(rows.geometry, making.boxes(), strict=True):
        assert shape.symmetric_difference(wanted).area < 0.01
    after = state_of(workspace)
    assert after != before
    seen.page.get_by_role("button", name="看数据").click()
    seen.page.wait_for_url("**/data**", timeout=30_000)
    seen.map()
    frame = seen.map()  # the district's own map has them now, by name in their place
    frame.wait_for_function(f"(names) => ({LABELS})(names).length >= names.length", arg=list(names), timeout=60_000)
    assert_there(frame.evaluate(LABELS, list(names)), names)
    seen.page.get_by_role("link", name="导入").click()
    seen.page.get_by_role("button", name="撤销导入").click(timeout=PATIENCE_MS)
    seen.page.get_by_text("已撤销").first.wait_for(timeout=PATIENCE_MS)
    assert state_of(workspace) == before
    redo = seen.page.get_by_role("button", name="重做导入")
    redo.click(timeout=PATIENCE_MS)
    seen.page.get_by_text("已重做").first.wait_for(timeout=PATIENCE_MS)
    assert state_of(workspace) == after
    seen.clean()


def test_a_coordinate_txt_lands_with_its_names(visit, workspace, tmp_path):
    seen = visit()
    opened(seen)
    told = drop(seen, making.txt(tmp_path))
    assert "坐标 TXT" in told
    assert "EPSG:4527" in told
    names = [name.replace("Ünïted ", "") for name in making.NAMES]
    assert_there(places(seen, names), names)
    settled(seen)
    put(seen)
    rows = own_rows(workspace, "plots")
    assert rows["name"].tolist() == names
    assert rows["code"].tolist() == ["0701"] * 3
    assert all(
        shape.symmetric_difference(wanted).area < 0.2
        for shape, wanted in zip(rows.geometry, making.boxes(), strict=True)
    )
    seen.page.get_by_role("button", name="撤销导入").click(timeout=30_000)
    seen.page.get_by_text("已撤销").first.wait_for(timeout=PATIENCE_MS)
    seen.clean()


def test_a_drawing_asks_for_its_system_and_a_click_answers(visit, tmp_path):
    seen = visit()
    opened(seen)
    told = drop(seen, making.dxf(tmp_path))
    assert "需要回答" in told
    ask = seen.page.locator(".st-key-yitu_ask")
    ask.get_by_text("EPSG:4548").wait_for()
    assert "在本区范围内" in ask.inner_text()
    assert "离本区" in ask.inner_text()
    frame = seen.map()
    frame.wait_for_function("document.querySelector('.yitu-legend').innerText.includes('候选')", timeout=30_000)
    first = places(seen, ["候选坐标系下的位置"])
    ask.get_by_text("EPSG:4549").click()
    moved = f"(was) => (({PLACES})(['候选坐标系下的位置'])[0] || [0, was])[1] - was > 1"
    frame.wait_for_function(moved, arg=first[0][1], timeout=30_000)
    settled(seen)
    ask.get_by_text("EPSG:4548").click()
    settled(seen)
    ask.get_by_role("button", name="用这个坐标系读").click()
    seen.page.wait_for_selector(".yitu-read-accepted, .yitu-read-attention", timeout=PATIENCE_MS)
    assert_there(places(seen, making.NAMES), making.NAMES)
    seen.clean()


@pytest.mark.parametrize("make", [making.bomb], ids=["bomb"])
def test_a_hostile_file_is_a_message_and_the_page_lives(visit, tmp_path, make):
    seen = visit()
    opened(seen)
    told = drop(seen, make(tmp_path))
    assert "拒收" in told
    settled(seen)
    assert seen.page.locator(".yitu-messages .yitu-refusal").count() > 0
    assert "→" in seen.page.inner_text(".yitu-messages")
    assert seen.page.get_by_role("button", name="放进本区").count() == 0
    seen.page.goto(f"{seen.base}/importing?district=zibo")
    seen.page.wait_for_selector(ZONE, timeout=PATIENCE_MS)
    seen.map()
    seen.clean()


def test_hostile_names_are_shown_as_they_are_and_nothing_runs(visit, tmp_path):
    seen = visit()
    opened(seen)
    path = making.named_hostile(tmp_path)
    path = path.rename(path.with_name("**粗** $x$ :smile: {{1+1}} <img src=x> www.yitu.invalid.geojson"))
    told = drop(seen, path)
    assert path.name in told
    settled(seen)
    assert seen.page.locator("#mark").count() == 0
    assert seen.page.locator(".katex").count() == 0
    assert seen.page.locator(".stApp a[href*=invalid]").count() == 0
    found = places(seen, [making.HOSTILE])
    assert making.HOSTILE in found[0][0]
    seen.clean()


@pytest.mark.parametrize("lang", ["zh"])
def test_on_a_phone_all_stands_in_one_column(visit, tmp_path, lang):
    seen = visit("phone")
    opened(seen, lang)
    drop(seen, making.shapefile(tmp_path, ("甲园", "乙园", "丙园")))
    settled(seen)
    tops = [seen.page.locator(f".st-key-yitu_{part}").bounding_box()["y"] for part in ("figure", "map", "table")]
    assert tops == sorted(tops)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.clean()
