"""Zips looked over and taken out: what is honest comes out byte for byte, what lies does not."""

import random
import struct
import time
import zipfile
from pathlib import Path

import pytest

from gis.read.intake.archive import Entry, Unpacking, examine, look_through, office_kind
from gis.read.intake.limits import LIMITS, MIB, Limits
from gis.read.intake.messages import Notes
from gis.read.intake.model import RefusedError
from tests.gis.read.intake import making_fence as making


def examined(path: Path, limits: Limits = LIMITS) -> tuple[list[Entry], list[str]]:
    notes = Notes()
    try:
        return examine(path, path.name, notes, limits=limits), [one.code for one in notes.messages]
    except RefusedError:
        return [], [one.code for one in notes.messages]


def taken(path: Path, folder: Path, limits: Limits = LIMITS) -> tuple[dict[str, bytes], list[str]]:
    """All that comes out, and what was told."""
    notes = Notes()
    out: dict[str, bytes] = {}
    try:
        entries = examine(path, path.name, notes, limits=limits)
        unpacking = Unpacking(path, path.name, notes, limits=limits)
        for at, entry in enumerate(entries):
            unpacking.take_out(entry, folder / str(at))
            out[entry.name] = (folder / str(at)).read_bytes()
    except RefusedError:
        pass
    return out, [one.code for one in notes.messages]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, MIB, 3 * MIB + 17])
def test_members_come_out_byte_for_byte(method: int, size: int, tmp_path: Path) -> None:
    dice = random.Random(size)  # noqa: S311 - no secret
    content = dice.randbytes(size // 2) + bytes(size - size // 2)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", method) as archive:
        archive.writestr("一.bin", content)
        archive.writestr("folder/", b"")
        archive.writestr("folder/二.bin", content[::-1])
    out, told = taken(tmp_path / "a.zip", tmp_path)
    assert out == {"一.bin": content, "folder/二.bin": content[::-1]}
    assert told == []


def test_a_zip_written_to_a_pipe_has_its_sizes_behind(tmp_path: Path) -> None:
    class Pipe:
        """A file that cannot seek."""

        def __init__(self) -> None:
            self.content = b""

        def write(self, data: bytes) -> int:
            self.content += data
            return len(data)

        def flush(self) -> None:
            pass

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        archive.writestr("a.txt", b"x" * 1000)
    path = making.of("a.zip", pipe.content)(tmp_path)
    assert taken(path, tmp_path) == ({"a.txt": b"x" * 1000}, [])


@pytest.mark.parametrize("name", ["规划图.shp", "现状用地/地块.dbf", "甲乙.txt"])
def test_names_of_old_windows_are_read_as_gbk(name: str, tmp_path: Path) -> None:
    path = making.of("a.zip", making.raw_zip({"name": name.encode("gbk")}))(tmp_path)
    entries, told = examined(path)
    assert [entry.name for entry in entries] == [name]
    assert told == ["archive_names_decoded"]


def test_names_in_utf8_without_the_mark(tmp_path: Path) -> None:
    entries, _ = examined(making.of("a.zip", making.raw_zip({"name": "地块.shp".encode()}))(tmp_path))
    assert entries[0].name == "地块.shp"


def test_a_hundred_thousand_members_are_counted_not_listed(tmp_path: Path) -> None:
    path = making.many_members(100_000)(tmp_path)
    begun = time.process_time()
    assert examined(path)[1] == ["archive_members"]
    assert time.process_time() - begun < 0.2


def test_a_count_that_lies_is_counted_again(tmp_path: Path) -> None:
    members = [{"name": b"%d" % at, "data": b""} for at in range(30)]
    path = making.of("a.zip", making.raw_zip(*members, end_count=3))(tmp_path)
    assert examined(path, Limits(archive_members=20))[1] == ["archive_members"]


def test_at_the_limits_is_within(tmp_path: Path) -> None:
    path = making.zipped("a.zip", {"a": bytes(1000), "b": bytes(1000)})(tmp_path)
    assert taken(path, tmp_path, Limits(archive_members=2, archive_bytes=2000))[1] == []
    (tmp_path / "0").unlink()
    (tmp_path / "1").unlink()
    assert taken(path, tmp_path, Limits(archive_members=2, archive_bytes=1999))[1] == ["archive_too_large"]
    assert taken(path, tmp_path, Limits(archive_members=1))[1] == ["archive_members"]


def test_what_comes_out_is_counted_over_all_members(tmp_path: Path) -> None:
    """Each member says little and each is little; the directory is not believed."""
    path = making.zipped("a.zip", {str(at): bytes(1000) for at in range(10)})(tmp_path)
    notes = Notes()
    entries = examine(path, "a.zip", notes, limits=LIMITS)
    unpacking = Unpacking(path, "a.zip", notes, limits=Limits(archive_bytes=5_500))
    for at, entry in enumerate(entries[:5]):
        unpacking.take_out(entry, tmp_path / str(at))
    with pytest.raises(RefusedError):
        unpacking.take_out(entries[5], tmp_path / "5")
    assert sum((tmp_path / str(at)).stat().st_size for at in range(6) if (tmp_path / str(at)).exists()) <= 5_500


def test_a_target_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = making.zipped("a.zip", {"a": b"new"})(tmp_path)
    (tmp_path / "old").write_bytes(b"old")
    notes = Notes()
    (entry,) = examine(path, "a.zip", notes, limits=LIMITS)
    with pytest.raises(FileExistsError):
        Unpacking(path, "a.zip", notes, limits=LIMITS).take_out(entry, tmp_path / "old")
    assert (tmp_path / "old").read_bytes() == b"old"


def test_every_byte_changed_is_noticed_or_harmless(tmp_path: Path) -> None:
    """One byte of a zip changed at a time: what comes out is the truth or a refusal, never something else."""
    content = bytes(range(256)) * 4
    good = making.raw_zip({"name": b"a.bin", "data": content, "method": 8}, {"name": b"b.bin", "data": content[:99]})
    wrong = 0
    for at in range(0, len(good), 3):
        path = tmp_path / "m.zip"
        path.write_bytes(good[:at] + bytes([good[at] ^ 0x55]) + good[at + 1 :])
        room = tmp_path / str(at)
        room.mkdir()
        out, told = taken(path, room)
        wrong += not told and not set(out.values()) <= {content, content[:99]}
    assert wrong == 0


def test_every_cut_is_noticed(tmp_path: Path) -> None:
    good = making.raw_zip({"name": b"a.bin", "data": b"x" * 300, "method": 0})
    for end in range(4, len(good), 5):
        path = making.of("cut.zip", good[:end])(tmp_path)
        assert examined(path)[1] in (["archive_damaged"], ["archive_lies"])


def test_noise_never_makes_it_fall_over(tmp_path: Path) -> None:
    dice = random.Random(4)  # noqa: S311
    for _ in range(200):
        noise = b"PK\3\4" + dice.randbytes(60) + b"PK\1\2" + dice.randbytes(60)
        end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, dice.choice([46, 60, 64]), dice.choice([0, 64, 2**31]), 0)
        out, told = taken(making.of("n.zip", noise + end)(tmp_path), tmp_path)
        assert told or out == {}


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"[Content_Types].xml": b"", "xl/workbook.xml": b""}, "xlsx"),
        ({"[Content_Types].xml": b"", "xl/workbook.bin": b""}, "xlsb"),
        ({"[Content_Types].xml": b"", "word/document.xml": b""}, "office"),
        ({"mimetype": b"", "content.xml": b""}, "ods"),
        ({"xl/workbook.xml": b""}, ""),
        ({"a.geojson": b""}, ""),
    ],
)
def test_office_files_are_zips_too(members: dict[str, bytes], kind: str, tmp_path: Path) -> None:
    assert office_kind(examined(making.zipped("a", members)(tmp_path))[0]) == kind


@pytest.mark.parametrize("text", [b"<!DOCTYPE a>", "<!DOCTYPE a>".encode("utf-16-le"), b"<!ENTITY a 'b'>"])
@pytest.mark.parametrize("before", [0, MIB - 5, 2 * MIB - 1])
def test_entities_in_a_workbook_are_found_across_the_seams(text: bytes, before: int, tmp_path: Path) -> None:
    dice = random.Random(before)  # noqa: S311 - packed to more than a 200th
    path = making.zipped("a.xlsx", {"xl/a.xml": dice.randbytes(before).replace(b"<", b"x") + text})(tmp_path)
    notes = Notes()
    entries = examine(path, "a.xlsx", notes, limits=LIMITS)
    with pytest.raises(RefusedError):
        look_through(path, entries, "a.xlsx", notes, limits=LIMITS)
    assert [one.code for one in notes.messages] == ["xml_doctype"]


def test_pictures_in_a_workbook_may_hold_any_bytes(tmp_path: Path) -> None:
    path = making.zipped("a.xlsx", {"xl/media/a.png": b"<!DOCTYPE"})(tmp_path)
    notes = Notes()
    look_through(path, examine(path, "a.xlsx", notes, limits=LIMITS), "a.xlsx", notes, limits=LIMITS)
    assert notes.messages == []
