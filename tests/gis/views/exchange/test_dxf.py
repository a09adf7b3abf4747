"""A layer written as a drawing: what our reader and ezdxf make of it."""

from pathlib import Path

import ezdxf
import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon

from gis.errors import MetricCRSError, WorkspaceError
from gis.views.exchange.dxf import write_dxf
from tests.gis.read.intake.formats.reading_dxf import Drawn

X, Y = 39_508_900.0, 4_057_600.0


def square(x: float, y: float, side: float) -> Polygon:
    return shapely.box(X + x, Y + y, X + x + side, Y + y + side)


RING = square(0, 0, 100).difference(square(30, 30, 40))
AREAS = [
    square(-200, 0, 100),
    RING,
    MultiPolygon([RING, square(40, 40, 20)]),
    MultiPolygon([square(300, 0, 10), square(320, 0, 10).difference(square(322, 2, 3))]),
    Polygon([(X + 0.123456789, Y), (X + 7.1, Y + 0.000123), (X + 3.3, Y + 9.87654321)]),
]


def frame(shapes, crs: int = 4527, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def written(folder: Path, *args, **options) -> Path:
    path = write_dxf(*args, folder / "图.dxf", **options)
    audit = ezdxf.readfile(path).audit()
    assert (audit.errors, audit.fixes) == ([], [])
    return path


@pytest.mark.parametrize("at", range(len(AREAS)))
def test_an_area_comes_back_with_its_holes_and_parts(at: int, tmp_path: Path) -> None:
    (back,) = Drawn(tmp_path, written(tmp_path, frame([AREAS[at]]))).shapes()
    assert shapely.normalize(back).equals(shapely.normalize(AREAS[at]))


def test_all_together_on_their_layers_with_their_labels(tmp_path: Path) -> None:
    shapes = [one for one in AREAS if one not in (AREAS[2], AREAS[4])]
    layers, labels = ["居住用地", "公园/绿地", "居住用地"], ["地块一", "50%%c^2", "100%"]
    path = written(tmp_path, frame(shapes, lay=layers, lab=labels), layer_column="lay", label_column="lab")
    reading = Drawn(tmp_path, path)
    assert reading.column("layer") == ["居住用地", "公园_绿地", "居住用地"]
    assert reading.column("label") == labels
    for back, shape in zip(reading.shapes(), shapes, strict=True):
        assert shapely.normalize(back).equals(shapely.normalize(shape))


def test_lines_and_points(tmp_path: Path) -> None:
    shapes = [
        LineString([(X, Y), (X + 5, Y), (X + 5, Y + 9)]),
        Point(X, Y),
        MultiPoint([(X + 1, Y), (X + 2, Y)]),
        MultiLineString([[(X, Y), (X, Y + 1)], [(X + 9, Y), (X + 9, Y + 1)]]),
        GeometryCollection([Point(X + 7, Y), square(0, 0, 5)]),
        None,
        Polygon(),
    ]
    reading = Drawn(tmp_path, written(tmp_path, frame(shapes)))
    assert [len(reading.shapes(family)) for family in ("面", "线", "点")] == [1, 3, 4]
    assert reading.shapes("线")[0].equals(shapes[0])


def test_the_drawing_states_metres_and_notes_its_crs(tmp_path: Path) -> None:
    path = written(tmp_path, frame([AREAS[0]]), crs_note="CGCS2000 3度带\n39带")
    document = ezdxf.readfile(path)
    assert document.dxfversion == "AC1024"
    assert document.units == 6
    assert Drawn(tmp_path, path).facts("drawing_crs_note")["note"] == "CGCS2000 3度带 39带"


def test_a_hatch_fills_what_is_drawn(tmp_path: Path) -> None:
    reading = Drawn(tmp_path, written(tmp_path, frame([RING]), hatch=True))
    assert reading.column("entity") == ["LWPOLYLINE", "HATCH"]
    assert [one.area for one in reading.shapes()] == pytest.approx([RING.area] * 2)
    assert reading.facts("drawing_hatches_double")["count"] == 1


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("道路", "道路"),
        ('a<b>"c"', "a_b__c_"),
        ("", "0"),
        (None, "0"),
        ("x\ny", "x y"),
        ("长" * 300, "长" * 200),
        (3.5, "3.5"),
        ("𠮷野", "𠮷野"),
        ("0", "0"),
        ("Defpoints", "Defpoints"),
        ("=1+1", "_1+1"),
    ],
)
def test_names_of_layers(value, name: str, tmp_path: Path) -> None:
    path = written(tmp_path, frame([AREAS[0]], lay=np.array([value], dtype=object)), layer_column="lay")
    assert Drawn(tmp_path, path).column("layer") == [name]


@pytest.mark.parametrize(
    "label", ["地块", "%%d", "^J", "a%%%b", "100%", "𠮷", "{x}", "两 行", "x" * 2500, "", None, 12]
)
def test_labels_come_back(label, tmp_path: Path) -> None:
    path = written(tmp_path, frame([AREAS[0]], lab=np.array([label], dtype=object)), label_column="lab")
    expected = None if label in ("", None) else str(label)[:2000]
    assert Drawn(tmp_path, path).column("label") == [expected]


def test_labels_are_in_a_chinese_style(tmp_path: Path) -> None:
    document = ezdxf.readfile(written(tmp_path, frame([AREAS[0]], lab=["甲"]), label_column="lab"))
    (text,) = document.modelspace().query("TEXT")
    assert document.styles.get(text.dxf.style).get_extended_font_data()[0] == "SimSun"
    assert 1.0 <= text.dxf.height <= 30.0


def test_many_vertices_take_no_time(tmp_path: Path) -> None:
    ring = shapely.Point(X, Y).buffer(500.0, quad_segs=10_000)
    (back,) = Drawn(tmp_path, write_dxf(frame([ring]), tmp_path / "图.dxf")).shapes()
    assert len(back.exterior.coords) == 40_001


def test_only_metres(tmp_path: Path) -> None:
    with pytest.raises(MetricCRSError):
        write_dxf(frame([Point(117, 36)], crs=4490), tmp_path / "a.dxf")
    assert not list(tmp_path.iterdir())


def test_whole_or_not_at_all(tmp_path: Path) -> None:
    path = write_dxf(frame([AREAS[0]]), tmp_path / "a.dxf")
    before = path.read_bytes()
    path.chmod(0o400)
    with pytest.raises(WorkspaceError):
        write_dxf(frame([AREAS[1]]), tmp_path / "none" / "a.dxf")
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.dxf"]


def test_an_empty_layer(tmp_path: Path) -> None:
    assert Drawn(tmp_path, written(tmp_path, frame([]))).codes == {"drawing_empty"}
