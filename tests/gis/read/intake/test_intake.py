"""One read from file to report: rows add up, fields mean something, rows set aside are kept."""

import hashlib
import json
import threading
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from gis.read.intake.fence import Named
from gis.read.intake.intake import format_title, read_file
from gis.read.intake.messages import Status
from gis.read.intake.model import ReadOptions

BOW_TIE = shapely.Polygon([(593000, 4077000), (593100, 4077100), (593100, 4077000), (593000, 4077100)])


@pytest.fixture(scope="module")
def plots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("read") / "规划用地.gpkg"
    shapes = [shapely.box(593000 + 100 * at, 4077000, 593100 + 100 * at, 4077100) for at in range(4)]
    frame = gpd.GeoDataFrame(
        {"BSM": list("abcdef"), "DLBM": ["0702"] * 6, "DLMC": ["农村宅基地"] * 6, "备注": ["=1+1", *"vwxyz"]},
        geometry=[*shapes, BOW_TIE, None],
        crs="EPSG:4548",
    )
    frame.to_file(path, layer="规划用地")
    frame.iloc[:1].to_file(path, layer="另一层")
    return path


def test_the_report_adds_up(plots: Path) -> None:
    intake = read_file([plots], ReadOptions(layer="规划用地"))
    assert intake.status is Status.ATTENTION
    assert intake.format == "geopackage"
    assert intake.crs == "EPSG:4548"
    assert intake.rows == {"in": 6, "accepted": 4, "repaired": 0, "quarantined": 2}
    assert {m.code for m in intake.messages} == {"rows_without_shape", "rows_shape_altered", "land_use_edition"}
    assert intake.sha256 == hashlib.sha256(plots.read_bytes()).hexdigest()
    (layer,) = intake.layers
    assert layer.columns()["code"] == "DLBM"
    assert layer.columns()["id"] == "BSM"
    assert layer.bounds == (593000.0, 4077000.0, 593400.0, 4077100.0)
    assert [one["code"] for one in layer.aside] == ["shape_missing", "shape_altered"]


def test_rows_come_back_with_their_numbers(plots: Path) -> None:
    intake = read_file([plots], ReadOptions(layer="规划用地"))
    frame = intake.layers[0].frame()
    assert frame.index.tolist() == [1, 2, 3, 4]
    assert frame["BSM"].tolist() == list("abcd")
    assert frame.crs.to_epsg() == 4548
    assert frame.area.tolist() == [10_000.0] * 4
    aside = intake.layers[0].aside_frame()
    assert aside is not None
    assert sorted(zip(aside.index, aside["BSM"], aside["_reason"], strict=True)) == [
        (5, "e", "shape_altered"), (6, "f", "shape_missing"),
    ]  # fmt: skip
    assert shapely.equals(aside.geometry.loc[5], BOW_TIE)


def test_all_layers_unless_one_is_named(plots: Path) -> None:
    assert [one.name for one in read_file([plots]).layers] == ["规划用地", "另一层"]
    assert [one.name for one in read_file([plots], ReadOptions(layer="另*")).layers] == ["另一层"]
    refused = read_file([plots], ReadOptions(layer="没有"))
    assert refused.status is Status.REFUSED
    assert "layer_unknown" in [m.code for m in refused.messages]
    assert "规划用地" in str([m.text() for m in refused.messages])
    assert refused.rows == dict.fromkeys(("in", "accepted", "repaired", "quarantined"), 0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_json_has_its_shape(plots: Path, lang: str) -> None:
    report = json.loads(json.dumps(read_file([plots], ReadOptions(layer="规划用地")).as_json(lang), allow_nan=False))
    assert {"status", "format", "crs", "layers", "rows", "messages"} <= set(report)
    assert set(report["rows"]) == {"in", "accepted", "repaired", "quarantined"}
    assert all({"code", "text", "where", "remedy"} <= set(message) for message in report["messages"])
    titles = {field["name"]: field["title"] for field in report["layers"][0]["fields"]}
    assert titles["DLBM"] == ("用地代码" if lang == "zh" else "land-use code")
    assert report["format_title"] == "GeoPackage"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    intake = read_file([tmp_path / "没有.shp"])
    assert intake.status is Status.REFUSED
    assert intake.messages[0].remedy()
    assert intake.sha256 == ""


def test_a_cancelled_read_says_so(plots: Path) -> None:
    cancel = threading.Event()
    cancel.set()
    intake = read_file([plots], cancel=cancel)
    assert [m.code for m in intake.messages] == ["read_cancelled"]


def test_progress_moves_on(plots: Path) -> None:
    seen: list[float] = []
    read_file([plots], progress=lambda _text, share: seen.append(share))
    assert seen
    assert seen == sorted(seen)
    assert all(0.0 <= share <= 1.0 for share in seen)


def test_nothing_stays_behind(plots: Path) -> None:
    intake = read_file([plots])
    folder = intake.folder.path
    assert folder.exists()
    intake.close()
    assert not folder.exists()


def test_a_file_under_a_name_of_ours_is_called_what_the_user_calls_it(plots: Path, tmp_path: Path) -> None:
    kept = tmp_path / "sent-1"
    kept.write_bytes(plots.read_bytes())
    intake = read_file([Named(kept, "../../规划用地.gpkg")])
    assert intake.format == "geopackage"
    assert intake.sha256 == hashlib.sha256(plots.read_bytes()).hexdigest()
    assert "规划用地.gpkg" in intake.name


def test_titles_of_formats() -> None:
    assert format_title("shapefile+txt") == "Shapefile + 坐标 TXT"
    assert format_title("txt", "en") == "coordinate TXT"
    assert format_title("") == ""
