"""The desk of the import page: files under our own names, answers, readings; places; kinds; samples."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely

from apps import bringing, engine, placing, samples
from apps.bringing import Desk, Sent
from gis.errors import WorkspaceError
from gis.read.intake.intake import read_file
from gis.read.intake.messages import Status
from gis.read.intake.model import ReadOptions
from gis.schema import KINDS
from gis.views.history import keep_state
from tests import toy
from tests.apps.making_imports import HOSTILE
from tests.gis.assessment.toy_folder import write_toy

POINTS = "名称,lon,lat\n甲,{lon},{lat}\n乙,{lon},{lat}\n"


@pytest.fixture(name="workspace", scope="module")
def _workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bringing")
    write_toy(folder / "toy")
    engine.set_workspace(folder)
    yield folder
    engine.set_workspace(None)


@pytest.fixture(name="district", scope="module")
def _district(workspace):  # noqa: ARG001
    return engine.district("toy")


def read(on, district):
    """The files on the desk, read."""
    job = bringing.start(on, district, near=placing.middle_deg(district))
    job.wait(120)
    bringing.finished(on, job)
    return on.intake


def laid(name, content, **options):
    on = Desk()
    on.take([Sent(name, content)])
    on.options = ReadOptions(**options)
    return on


# --- the desk -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.geojson", "../../etc/a.geojson", "C:\\a.geojson", HOSTILE, "", "\0", "x" * 5_000])
def test_a_file_is_kept_under_a_name_of_ours(name):
    on = laid(name, b"{}")
    (kept,) = on.files
    assert kept.name == name
    assert kept.path.parent == on.folder.path
    assert kept.path.name.startswith("sent-")
    assert kept.path.read_bytes() == b"{}"


def test_clearing_the_desk_removes_the_files():
    on = laid("a.csv", b"x")
    folder = on.folder.path
    on.clear()
    assert not folder.exists()
    assert (on.files, on.key, on.intake, on.job) == ((), "", None, None)


def test_new_files_take_the_place_of_the_old_with_their_answers():
    on = laid("a.csv", b"x", crs="EPSG:4548")
    before = on.key
    on.take([Sent("a.csv", b"y")], given=("1",))
    assert on.key != before
    assert on.options == ReadOptions()
    assert on.given == ("1",)


def test_the_same_answer_reads_nothing_again():
    on = laid("a.csv", b"x")
    on.made["x"] = 1
    on.answer(crs="")
    assert on.made == {"x": 1}
    stop = on.cancel
    on.answer(crs="EPSG:4548")
    assert on.made == {}
    assert stop.is_set()
    assert not on.cancel.is_set()


def test_what_is_made_of_a_reading_is_made_once():
    on, made = Desk(), []
    assert [on.keep("a", lambda: made.append(1) or 5) for _ in range(3)] == [5, 5, 5]
    assert made == [1]


def test_a_full_disk_is_told(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left")

    monkeypatch.setattr(bringing, "RowFolder", full)
    with pytest.raises(WorkspaceError):
        Desk().take([Sent("a.csv", b"x")])


def test_a_reading_gives_layers_under_the_users_name(district):
    lon, lat = placing.middle_deg(district)
    on = laid("设施 **.csv", POINTS.format(lon=lon, lat=lat).encode(), crs="EPSG:4490")
    intake = read(on, district)
    assert intake.name == "设施 **.csv"
    assert on.usable
    assert [one.rows["in"] for one in on.layers] == [2]
    assert len(intake.sha256) == 64
    rows = placing.placed(on, on.layers[0], district)
    assert rows.crs == district.crs
    assert len(rows) == 2


def test_a_stopped_reading_can_be_begun_again(district):
    on = laid("a.csv", b"x")
    job = bringing.start(on, district, near=())
    on.stop()
    job.wait(60)
    bringing.finished(on, job)
    assert on.stopped
    assert not on.usable
    on.again()
    assert on.intake is None
    assert not on.stopped


def test_a_reading_whose_answers_changed_is_of_no_use(district):
    on = laid("a.csv", b"x")
    job = bringing.start(on, district, near=())
    on.answer(crs="EPSG:4548")
    job.wait(60)
    bringing.finished(on, job)
    assert on.intake is None


def test_one_reading_at_a_time(district):
    on = laid("a.csv", b"x")
    first = bringing.start(on, district, near=())
    assert bringing.start(on, district, near=()) is first
    first.wait(60)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("公园.zip", "公园"),
        ("a b/c.gpkg", "a_b_c"),
        (HOSTILE, None),
        ("", "yitu"),
        ("...", "yitu"),
        ("x" * 200, "x" * 60),
    ],
)
def test_the_name_of_a_download_holds_letters_and_digits_alone(name, stem):
    made = bringing.safe_stem(name)
    assert stem is None or made == stem
    assert made
    assert not set(made) & set("/\\<>{}$*:`.\"' ")


# --- undo -----------------------------------------------------------------------------------------------------------


def test_undo_and_redo_give_back_the_files(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "workspace", lambda: tmp_path)
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "x").write_bytes(b"1")
    assert bringing.steps("a") == (0, 0)
    assert "没有可撤销" in bringing.step_from("a", back=True, lang="zh")
    with keep_state(folder):
        (folder / "x").write_bytes(b"2")
    assert bringing.steps("a") == (1, 0)
    assert bringing.step_from("a", back=True, lang="zh") == ""
    assert (folder / "x").read_bytes() == b"1"
    assert bringing.step_from("a", back=False, lang="zh") == ""
    assert (folder / "x").read_bytes() == b"2"
    assert bringing.own_folder("a") == folder


def test_where_a_district_lies(workspace):
    assert bringing.folder_of("toy") == workspace / "toy"
    assert bringing.folder_of("nowhere") is None


# --- places ---------------------------------------------------------------------------------------------------------


def test_the_distance_from_the_district(district):
    west, south, _, _ = placing.box_deg(district)
    lon, lat = placing.middle_deg(district)
    assert placing.away_km(district, lon, lat) == 0.0
    assert placing.away_km(district, west, south - 1.0) == pytest.approx(111.2, abs=0.5)
    assert placing.away_km(district, lon + 180.0, -lat) > 10_000.0


def test_a_district_without_ground_has_no_place():
    bare = SimpleNamespace(zones=(), layers={}, crs=toy.CRS)
    assert placing.box_deg(bare) is None
    assert placing.middle_deg(bare) == ()
    assert placing.away_km(bare, 118.0, 36.0) == 0.0


@pytest.mark.parametrize(
    ("system", "least_m", "most_m"), [("EPSG:4490", 0, 1), ("GCJ-02", 300, 900), ("BD-09", 500, 2_500)]
)
def test_a_candidate_is_drawn_where_it_would_lie(district, system, least_m, most_m):
    lon, lat = placing.middle_deg(district)
    rows = "\n".join(f"甲,{lon + at / 1e3},{lat + at * at / 1e3}" for at in range(3))
    on = laid("点.csv", f"名称,lon,lat\n{rows}\n".encode())
    read(on, district)
    layer = on.layers[0]
    told = {str(one["crs"]): one for one in layer.candidates}
    assert {"EPSG:4490", "GCJ-02", "BD-09"} <= set(told)
    on.looking = told[system]
    shown = placing.shown(on, layer, district, "zh")
    assert len(shown.drawn) == 1
    outline = placing._outline(layer, told[system])
    away = placing._km(*outline.geometry.iloc[0].centroid.coords[0], lon + 1e-3, lat + 5e-3 / 3) * 1_000.0
    assert least_m <= away <= most_m


def test_a_candidate_that_is_no_system_is_a_spot(district):
    lon, lat = placing.middle_deg(district)
    layer = SimpleNamespace(frame=lambda: gpd.GeoDataFrame(geometry=[shapely.Point(39_500_000, 4_000_000)]))
    made = placing._outline(layer, {"crs": "split", "lon": lon, "lat": lat})
    assert made.geometry.iloc[0].coords[0] == (lon, lat)


def test_no_candidate_looked_at_shows_nothing(district):
    on = Desk()
    assert placing.shown(on, None, district, "zh").drawn == ()


def test_rows_of_a_local_grid_have_no_place(district):
    on = laid("点.csv", "名称,x,y\n甲,100,200\n".encode(), crs="local")
    read(on, district)
    assert placing.placed(on, on.layers[0], district) is None


# --- kinds ----------------------------------------------------------------------------------------------------------


def like(families, **columns):
    return SimpleNamespace(families=families, columns=lambda: columns)


@pytest.mark.parametrize(
    ("families", "names", "columns", "kind"),
    [
        ({"area": 3}, "公园绿地.zip", {}, "parks"), ({"area": 3}, "DLTB", {}, "land_use"),
        ({"area": 3}, "现状用地", {"code": "DLBM"}, "land_use"), ({"area": 3}, "地块", {}, "plots"),
        ({"area": 3}, "房屋", {}, "buildings"), ({"line": 2}, "道路中线", {}, "roads"),
        ({"line": 2}, "公园", {}, ""), ({"point": 2}, "幼儿园", {}, "facilities"),
        ({"point": 2}, "人口", {}, "population"),
        ({"point": 2}, "公园出入口", {}, "park_entrances"), ({"area": 1}, "x", {"code": "DLBM"}, "land_use"),
        ({"area": 1}, "x", {"code": "a", "tax_wan": "b"}, "plots"), ({"area": 1}, "x", {"storeys": "b"}, "buildings"),
        ({"area": 1}, "x", {"name": "b"}, ""), ({"point": 1}, "x", {"facility": "b"}, "facilities"),
        ({"point": 1}, "x", {"address": "b"}, ""), ({}, "公园", {}, ""), ({"area": 1, "point": 9}, "公园", {}, ""),
    ],
)  # fmt: skip
def test_the_kind_is_proposed_by_shapes_names_and_fields(families, names, columns, kind):
    assert placing.kind_of(like(families, **columns), names) == kind


def test_a_coordinate_txt_holds_plots():
    assert placing.kind_of(like({"area": 1}), "x", formats="txt") == "plots"
    assert placing.kind_of(like({"line": 1}), "x", formats="txt") == ""


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_has_a_title(kind, lang):
    for name in set(KINDS[kind].columns) - {"basis", "uncertainty_m", "source"}:
        title = placing.column_title(name, lang)
        assert title
        assert lang == "en" or not title.isascii()


# --- samples --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", samples.SAMPLES)
def test_a_sample_lies_in_the_district_and_reads(district, kind, tmp_path):
    sent = samples.sample(kind, district)
    path = tmp_path / sent.name
    path.write_bytes(sent.content)
    intake = read_file([path], ReadOptions(near=placing.middle_deg(district)))
    wanted = Status.QUESTION if kind == "dxf" else Status.ACCEPTED
    assert intake.status is wanted
    if kind == "dxf":
        assert intake.layers[0].candidates[0]["crs"] == district.crs.to_string()
        intake = read_file([path], ReadOptions(crs=district.crs.to_string()))
    layer = intake.layers[0]
    rows = placing._placed(layer, district)
    assert rows.intersects(shapely.union_all([zone.geometry for zone in district.zones])).any()
    assert placing.kind_of(layer, f"{layer.name} {intake.name}") == {
        "shapefile": "parks", "txt": "plots", "dxf": "buildings",
    }[kind]  # fmt: skip
    assert min(rows[layer.columns()["name"]]).startswith("样例")


def test_the_samples_are_in_gbk(district):
    assert "样例地块甲".encode("gbk") in samples.sample("txt", district).content


def test_desks_are_of_their_district(monkeypatch):
    monkeypatch.setattr(bringing.st, "session_state", {})
    one = bringing.desk("a")
    assert bringing.desk("a") is one
    assert bringing.desk("b") is not one
    assert dataclasses.is_dataclass(one)
    assert isinstance(one.cancel, threading.Event)
    assert Path(bringing.__file__).name == "bringing.py"
