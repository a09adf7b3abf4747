"""Where the records of a .shp lie, with and without an index to trust."""

from pathlib import Path

import pytest

from gis.read.intake.formats.shp_index import find_records, write_index
from gis.read.intake.messages import Notes
from gis.read.intake.model import RefusedError
from tests.gis.read.intake.making_shapefile import NULL, point, poly, shapes, square

PLOTS = shapes([poly([square(at)]) for at in range(5)])


def laid(parts: dict[str, bytes], tmp_path: Path) -> tuple[Path, Path | None]:
    for suffix, content in parts.items():
        (tmp_path / f"a.{suffix}").write_bytes(content)
    shx = tmp_path / "a.shx"
    return tmp_path / "a.shp", shx if shx.exists() else None


@pytest.mark.parametrize("rows", [None, 3, 5, 9])
def test_an_index_that_agrees_is_used(rows: int | None, tmp_path: Path) -> None:
    found = find_records(*laid(PLOTS, tmp_path), Notes(), where="a", rows=rows)
    assert not found.rebuilt
    assert found.offsets.tolist() == [100, 236, 372, 508, 644]
    assert found.points.tolist() == [5] * 5
    assert found.kinds.tolist() == [5] * 5


def test_without_an_index_records_are_walked_and_the_index_is_the_same(tmp_path: Path) -> None:
    shp, _ = laid({"shp": PLOTS["shp"]}, tmp_path)
    found = find_records(shp, None, Notes(), where="a")
    assert found.rebuilt
    write_index(tmp_path / "b.shx", shp, found)
    assert (tmp_path / "b.shx").read_bytes() == PLOTS["shx"]


def test_null_and_empty_records_count_no_points(tmp_path: Path) -> None:
    made = shapes([NULL, poly([square(0)]), poly([])])
    assert find_records(*laid(made, tmp_path), Notes(), where="a").points.tolist() == [0, 5, 0]
    made = shapes([point(0), point(1)], kind=1)
    assert find_records(*laid(made, tmp_path), Notes(), where="a").points.tolist() == [1, 1]


def test_records_moved_by_an_edit_are_found_by_their_index(tmp_path: Path) -> None:
    """A changed shape is put at the end and its old place left behind: only the index knows."""
    moved = PLOTS["shx"][:100] + PLOTS["shx"][108:] + PLOTS["shx"][100:108]
    shorter = moved[:-8]
    found = find_records(*laid({"shp": PLOTS["shp"], "shx": moved}, tmp_path), Notes(), where="a", rows=5)
    assert found.offsets.tolist() == [236, 372, 508, 644, 100]
    found = find_records(*laid({"shp": PLOTS["shp"], "shx": shorter}, tmp_path), Notes(), where="a", rows=4)
    assert (len(found.offsets), found.rebuilt) == (4, False)


def test_an_index_of_fewer_records_than_rows_is_not_trusted(tmp_path: Path) -> None:
    found = find_records(*laid({**PLOTS, "shx": PLOTS["shx"][:-8]}, tmp_path), Notes(), where="a", rows=5)
    assert (len(found.offsets), found.rebuilt) == (5, True)


def test_a_damaged_head_in_the_middle_leaves_the_others(tmp_path: Path) -> None:
    content = bytearray(PLOTS["shp"])
    content[372 + 4 : 372 + 8] = b"\x7f\xff\xff\xff"
    found = find_records(*laid({**PLOTS, "shp": bytes(content)}, tmp_path), Notes(), where="a", rows=5)
    assert (len(found.offsets), found.rebuilt) == (5, False)


def test_a_length_in_the_head_that_was_never_filled_in_is_no_damage(tmp_path: Path) -> None:
    content = PLOTS["shp"][:24] + b"\x7f\xff\xff\xff" + PLOTS["shp"][28:]
    found = find_records(*laid({**PLOTS, "shp": content}, tmp_path), Notes(), where="a", rows=5)
    assert len(found.offsets) == 5


@pytest.mark.parametrize("cut", [1, 8, 100, 135, 136, 137, 500])
@pytest.mark.parametrize("indexed", [True, False])
def test_every_cut_is_found(cut: int, indexed: bool, tmp_path: Path) -> None:  # noqa: FBT001
    parts = {**PLOTS, "shp": PLOTS["shp"][:-cut]}
    if not indexed:
        del parts["shx"]
    for rows in (None, 5):
        notes = Notes()
        with pytest.raises(RefusedError):
            find_records(*laid(parts, tmp_path), notes, where="a", rows=rows)
        told = dict(notes.messages[0].facts)
        assert told["count"] == (5 * 136 - cut) // 136
        assert told["expected"] > told["count"]


@pytest.mark.parametrize("content", [b"", b"\0" * 99, b"\0" * 200, PLOTS["shp"][:32] + b"\x63" + PLOTS["shp"][33:]])
def test_what_is_no_shapefile_is_refused(content: bytes, tmp_path: Path) -> None:
    notes = Notes()
    with pytest.raises(RefusedError):
        find_records(*laid({"shp": content}, tmp_path), notes, where="a")
    assert notes.messages[0].code == "shp_damaged"


def test_an_index_that_lists_one_record_many_times_is_followed_no_further_than_the_rows(tmp_path: Path) -> None:
    many = PLOTS["shx"][:100] + PLOTS["shx"][100:108] * 1000
    found = find_records(*laid({**PLOTS, "shx": many}, tmp_path), Notes(), where="a", rows=5)
    assert len(found.offsets) in (5, 1000)
    assert found.points.sum() == 5 * len(found.offsets)  # so the limit of points holds it
