"""The structure of a .dbf: fields, records, counts that lie."""

import struct
from pathlib import Path

import pytest

from gis.read.intake.formats.dbf import open_dbf, raw_columns
from gis.read.intake.messages import Notes
from gis.read.intake.model import RefusedError
from tests.gis.read.intake.making_shapefile import attributes, table


def at(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "a.dbf"
    path.write_bytes(content)
    return path


def test_fields_and_records(tmp_path: Path) -> None:
    notes = Notes()
    dbf = open_dbf(at(attributes(ldid=0x4D), tmp_path), notes, where="a", shapes=6)
    assert [(one.kind, one.width, one.decimals) for one in dbf.fields] == [("C", 10, 0), ("C", 40, 0), ("N", 12, 2)]
    assert dbf.records.shape == (6, 63)
    assert dbf.ldid == 0x4D
    assert not dbf.deleted.any()
    assert not notes.messages


def test_columns_are_cut_out_and_stripped(tmp_path: Path) -> None:
    rows = [[b"ab"], [b""], [b" c\0zz"], ["区".encode("gb18030")]]
    dbf = open_dbf(at(table([(b"A", "C", 6, 0)], rows), tmp_path), Notes(), where="a")
    (column,) = raw_columns(dbf, dbf.fields)
    assert column.texts is None
    assert sorted(column.distinct) == sorted([b"ab", b"", b"c", b"\xc7\xf8"])
    decoded = column.decoded([value.decode("gb18030") for value in column.distinct])
    assert decoded.to_pylist() == ["ab", None, "c", "区"]


@pytest.mark.parametrize("stated", [0, 3, 9, 2**31])
def test_a_count_that_lies_gives_way_to_the_shapes(stated: int, tmp_path: Path) -> None:
    content = table([(b"A", "C", 6, 0)], [[b"x"]] * 5, count=stated)
    notes = Notes()
    assert len(open_dbf(at(content, tmp_path), notes, where="a", shapes=5).records) == 5
    assert [message.code for message in notes.messages] == ["dbf_count_wrong"]


def test_a_table_cut_off_is_refused_with_counts(tmp_path: Path) -> None:
    content = table([(b"A", "C", 9, 0)], [[b"x"]] * 5)
    notes = Notes()
    with pytest.raises(RefusedError):
        open_dbf(at(content[: 33 + 32 + 25], tmp_path), notes, where="a", shapes=5)
    assert dict(notes.messages[0].facts) == {"held": 2, "stated": 5}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x03" * 31,
        b"\x03" * 400,
        b"\0" * 400,
        b"\x04" + attributes()[1:],  # dBase 7
        attributes()[:10] + struct.pack("<H", 5) + attributes()[12:],  # records shorter than their fields
        attributes()[:8] + struct.pack("<H", 60_000) + attributes()[10:],  # a head longer than the file
        attributes()[:32] + b"\r" + attributes()[33:],  # no field
    ],
    ids=range(8),
)
def test_what_is_no_table_is_refused(content: bytes, tmp_path: Path) -> None:
    notes = Notes()
    with pytest.raises(RefusedError):
        open_dbf(at(content, tmp_path), notes, where="a")
    assert [message.code for message in notes.messages] == ["dbf_damaged"]
