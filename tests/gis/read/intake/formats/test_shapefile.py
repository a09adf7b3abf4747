"""Shapefiles whole: every case of the corpus, the law of rows, and what each odd file comes to."""

import random
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely

from gis.read.intake.formats.shapefile import read
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, RefusedError, Source
from tests.gis.read.intake import making_shapefile as making
from tests.gis.read.intake.making_shapefile import (
    NAMES,
    NO,
    NULL,
    SHAPEFILES,
    attributes,
    of,
    one_column,
    patch,
    plain,
    poly,
    shapes,
    square,
    table,
    zipped,
)  # fmt: skip

CASES = [pytest.param(*case[1:], id=case[0]) for case in SHAPEFILES]


def source_of(made: Path, room: Path) -> Source:
    """The parts of a zipped shapefile, as the fence lays them."""
    room.mkdir(exist_ok=True)
    with zipfile.ZipFile(made) as archive:
        archive.extractall(room)
    parts = {path.suffix[1:]: path for path in room.iterdir()}
    return Source(parts.get("shp", room / "plots.shp"), "plots.shp", parts)


def run(parts: dict[str, bytes], tmp_path: Path, **options: str) -> tuple[RawLayer, Notes]:
    notes = Notes()
    source = source_of(zipped(parts, tmp_path), tmp_path / "room")
    (layer,) = read(source, ReadOptions(**options), notes)
    assert len(layer.table) == len(layer.geometry) == len(layer.rows)
    return layer, notes


def codes(notes: Notes) -> set[str]:
    return {message.code for message in notes.messages}


def facts(notes: Notes, code: str) -> dict[str, object]:
    return dict(next(message.facts for message in notes.messages if message.code == code))


@pytest.mark.parametrize(
    ("maker", "expected", "wanted"), [case[1:] for case in SHAPEFILES], ids=[case[0] for case in SHAPEFILES]
)
def test_every_case_says_what_it_must(maker, expected: str, wanted: set[str], tmp_path: Path) -> None:
    notes = Notes()
    source = source_of(maker(tmp_path), tmp_path / "room")
    before = {path.name: path.read_bytes() for path in source.path.parent.iterdir()}
    if expected == NO:
        with pytest.raises(RefusedError):
            read(source, ReadOptions(), notes)
    else:
        (layer,) = read(source, ReadOptions(), notes)
        assert len(layer.table) == len(layer.geometry) == len(layer.rows)
        layer.table.validate(full=True)
    assert wanted <= codes(notes)
    assert all(message.text(lang) for message in notes.messages for lang in ("zh", "en"))
    assert {path.name: path.read_bytes() for path in source.path.parent.iterdir()} == before  # nothing written


def test_a_plain_file_is_as_pyogrio_reads_it(tmp_path: Path) -> None:
    layer, notes = run(plain(), tmp_path)
    frame = pyogrio.read_dataframe(tmp_path / "room" / "plots.shp")
    assert layer.table.column("名称").to_pylist() == list(NAMES) == frame["名称"].tolist()
    assert layer.table.column("MJ").to_pylist() == frame["MJ"].tolist()
    assert shapely.equals(layer.geometry, frame.geometry.to_numpy()).all()
    assert layer.crs == "EPSG:4548"
    assert layer.rows.tolist() == [1, 2, 3, 4, 5, 6]
    assert not notes.refused
    assert layer.facts["encoding"] == "GBK"


@pytest.mark.parametrize(
    ("encoding", "cpg", "ldid"),
    [(e, c, i) for e in ("gb18030", "utf-8") for c in (None, b"GBK", b"UTF-8", b"936", b"1252", b"SYSTEM", b"")
     for i in (0, 0x4D, 0x57, 0x03)],
)  # fmt: skip
def test_texts_are_right_whatever_the_label(encoding: str, cpg: bytes | None, ldid: int, tmp_path: Path) -> None:
    layer, notes = run(plain(cpg=cpg, dbf=attributes(encoding, ldid=ldid)), tmp_path)
    assert layer.table.column("名称").to_pylist() == list(NAMES)
    assert len([code for code in codes(notes) if code.startswith("dbf_encoding")]) == 1


def test_the_user_decides_the_encoding(tmp_path: Path) -> None:
    parts = plain(dbf=attributes("utf-8"), cpg=b"UTF-8")
    layer, notes = run(parts, tmp_path, encoding="GBK")
    assert "dbf_encoding_given" in codes(notes)
    assert layer.table.column_names[1] != "名称"
    layer, notes = run(parts, tmp_path, encoding="rot13")
    assert "dbf_encoding_unknown" in codes(notes)
    assert layer.table.column("名称").to_pylist() == list(NAMES)


def test_a_question_brings_its_candidates(tmp_path: Path) -> None:
    _, notes = run(plain(cpg=None, dbf=one_column(b"MC", "C", 10, [b"\xc3\xa9"] * 6)), tmp_path)
    asked = facts(notes, "dbf_encoding_unsure")
    assert {"GBK:“茅”", "UTF-8:“é”"} <= set(asked["candidates"])


def test_both_columns_of_one_name_are_kept(tmp_path: Path) -> None:
    layer, _ = run(making.repeated_names(), tmp_path)
    assert layer.table.column("BZ").to_pylist() == [f"B{at}" for at in range(6)]
    assert layer.table.column("BZ_1").to_pylist() == [f"C{at}" for at in range(6)]


def test_deleted_rows_go_with_their_shapes(tmp_path: Path) -> None:
    layer, notes = run(making.deleted_rows(), tmp_path)
    assert layer.rows.tolist() == [1, 3, 4, 6]
    assert [round(shape.bounds[0]) for shape in layer.geometry] == [508900, 509020, 509080, 509200]
    assert facts(notes, "dbf_rows_deleted") == {"count": 2, "rows": [2, 5]}


@pytest.mark.parametrize("rows", [0, 1, 4, 6, 9])
def test_shapes_and_rows_that_differ_in_number_all_stay(rows: int, tmp_path: Path) -> None:
    layer, notes = run(plain(dbf=table([(b"A", "C", 3, 0)], [[b"x"]] * rows)), tmp_path)
    assert len(layer.rows) == max(rows, 6)
    assert layer.table.column("A").null_count == max(0, 6 - rows)
    assert sum(shape is None for shape in layer.geometry) == max(0, rows - 6)
    assert ("shp_counts_differ" in codes(notes)) == (rows != 6)


def test_a_damaged_record_condemns_its_row_alone(tmp_path: Path) -> None:
    layer, _ = run(making.damaged_record(), tmp_path)
    assert layer.condemned == {2: "shape_broken"}
    assert sum(shape is None for shape in layer.geometry) == 1
    layer, _ = run(plain(**shapes([NULL] + [poly([square(at)]) for at in range(5)])), tmp_path)
    assert layer.condemned == {}  # honestly without a shape
    assert layer.geometry[0] is None


def test_deleted_rows_move_the_damaged_ones(tmp_path: Path) -> None:
    records = [poly([square(at)], points=10**8 if at == 3 else None) for at in range(6)]
    rows = [[b"%d" % at] for at in range(6)]
    layer, _ = run(plain(**shapes(records), dbf=table([(b"A", "C", 3, 0)], rows, deleted=(0, 1))), tmp_path)
    assert layer.condemned == {1: "shape_broken"}
    assert layer.rows[1] == 4


def test_an_open_ring_is_closed(tmp_path: Path) -> None:
    layer, notes = run(plain(**shapes([poly([square(at)[:-1]]) for at in range(6)])), tmp_path)
    assert layer.mended == set(range(6))
    assert np.allclose(shapely.area(layer.geometry), 2500)
    assert facts(notes, "rings_closed") == {"count": 6}


def test_holes_heights_points_lines(tmp_path: Path) -> None:
    layer, _ = run(making.holes(), tmp_path)
    assert layer.geometry[0].area == pytest.approx(2400)
    layer, _ = run(making.with_measures(), tmp_path)
    assert shapely.has_z(layer.geometry).all()
    layer, _ = run(plain(**shapes([making.point(at) for at in range(6)], kind=1)), tmp_path)
    assert set(shapely.get_type_id(layer.geometry)) == {0}
    assert layer.facts["shape"] == "点"
    layer, _ = run(plain(**shapes([poly([square(at)[:3]], kind=3) for at in range(6)], kind=3)), tmp_path)
    assert np.allclose(shapely.length(layer.geometry), 100)


def test_multipatches_become_areas(tmp_path: Path) -> None:
    layer, notes = run(plain(**shapes([patch(at) for at in range(6)], kind=31)), tmp_path)
    assert np.allclose(shapely.area(layer.geometry), 2500)
    assert facts(notes, "surfaces_as_faces") == {"count": 6}


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.8, 0.97, 0.999])
def test_a_shp_cut_off_is_refused_with_counts(share: float, tmp_path: Path) -> None:
    parts = making.truncated(share)
    for chosen in (parts, {**parts, "shx": b""}, {key: parts[key] for key in ("shp", "prj")}):
        notes = Notes()
        room = tmp_path / f"room{len(chosen)}{len(chosen.get('shx', b''))}"
        with pytest.raises(RefusedError):
            read(source_of(zipped(chosen, tmp_path), room), ReadOptions(), notes)
        if share > 0.1:
            told = facts(notes, "shp_truncated")
            assert told["count"] == int((len(plain()["shp"]) * share - 100) // 136) < told["expected"]


@pytest.mark.parametrize("spoil", [None, b"", b"\0" * 148, shapes([NULL] * 3)["shx"], shapes([NULL] * 9)["shx"]])
def test_an_index_missing_or_wrong_costs_nothing(spoil: bytes | None, tmp_path: Path) -> None:
    layer, notes = run(plain(shx=spoil), tmp_path)
    assert np.allclose(shapely.area(layer.geometry), 2500)
    assert len(layer.rows) == 6
    assert ("shp_index_missing" if spoil is None else "shp_index_wrong") in codes(notes)


def test_without_a_dbf_rows_are_numbered(tmp_path: Path) -> None:
    layer, notes = run(plain(dbf=None), tmp_path)
    assert layer.table.to_pydict() == {"序号": [1, 2, 3, 4, 5, 6]}
    assert facts(notes, "dbf_missing") == {"count": 6}


@pytest.mark.parametrize(
    "words", [b"", b"\0\0", b"LOCAL", b"\xff\xfe\xfa", b'PROJCS["x"', b'GEOGCS["a",EXTENSION["PROJ4","+nadgrids=x"]]']
)
def test_a_prj_nobody_understands_states_nothing(words: bytes, tmp_path: Path) -> None:
    layer, notes = run(plain(prj=words), tmp_path)
    assert layer.crs == ""
    assert "prj_damaged" in codes(notes)


def test_a_grid_of_its_own_stays_its_own(tmp_path: Path) -> None:
    layer, notes = run(plain(prj=making.PRJ.replace(b"500000.0", b"510000.0")), tmp_path)
    assert layer.crs
    assert not layer.crs.startswith("EPSG:")
    assert "prj_damaged" not in codes(notes)


def test_without_a_shp_there_is_nothing(tmp_path: Path) -> None:
    notes = Notes()
    parts = plain()
    del parts["shp"]
    with pytest.raises(RefusedError):
        read(source_of(zipped(parts, tmp_path), tmp_path / "room"), ReadOptions(), notes)
    assert codes(notes) == {"shp_missing"}


def test_too_large_for_the_format(tmp_path: Path) -> None:
    for suffix, size, code in (("dbf", 2**31, "dbf_over_limit"), ("shp", 2**32, "shp_over_limit")):
        source = source_of(zipped(plain(), tmp_path), tmp_path / suffix)
        with source.parts[suffix].open("r+b") as file:
            file.truncate(size)  # sparse: takes no room
        notes = Notes()
        with pytest.raises(RefusedError):
            read(source, ReadOptions(), notes)
        assert code in codes(notes)


def test_links_into_another_folder_are_read_and_nothing_is_written_there(tmp_path: Path) -> None:
    """The fence lays links: a rebuilt index must not follow them home."""
    parts = plain()
    del parts["shx"]
    home = source_of(zipped(parts, tmp_path), tmp_path / "home")
    room = tmp_path / "room"
    room.mkdir()
    linked = {suffix: room / f"data.{suffix}" for suffix in home.parts}
    for suffix, path in linked.items():
        path.symlink_to(home.parts[suffix])
    (layer,) = read(Source(linked["shp"], "plots.shp", linked), ReadOptions(), Notes())
    assert len(layer.rows) == 6
    assert {path.suffix for path in (tmp_path / "home").iterdir()} == {".shp", ".dbf", ".cpg", ".prj"}
    assert len(list(room.iterdir())) == 4


def mutated(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice([1, 2, 8])):
        at = chance.randrange(len(made)) if chance.random() < 0.5 else chance.randrange(min(len(made), 120))
        if chance.random() < 0.7:
            made[at] = chance.choice([0, 255, 128, chance.randrange(256)])
        elif chance.random() < 0.5:
            del made[at : at + chance.randrange(1, 40)]
        else:
            made[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\x80"])
        made = made or bytearray(b"\0")
    return bytes(made)


@pytest.mark.parametrize("seed", range(60))
def test_bytes_gone_wrong_end_in_rows_or_in_a_refusal(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311
    bases = [plain(), making.with_measures(), making.deleted_rows(), making.holes(), plain(shx=None), plain(dbf=None)]
    parts = dict(chance.choice(bases))
    for suffix in chance.sample(sorted(parts), 2):
        parts[suffix] = mutated(parts[suffix], chance)
    notes = Notes()
    try:
        (layer,) = read(source_of(zipped(parts, tmp_path), tmp_path / "room"), ReadOptions(), notes)
    except RefusedError:
        assert notes.refused
        return
    assert len(layer.table) == len(layer.geometry) == len(layer.rows)
    layer.table.validate(full=True)
    assert isinstance(layer.table, pa.Table)


def test_the_makers_of_the_corpus_are_of_different_names() -> None:
    names = [case[0] for case in making.CASES]
    assert len(set(names)) == len(names) >= 70
    assert of(plain).__name__ == "<lambda>"
