"""Records written, and logs that only grow."""

import errno
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from gis.errors import WorkspaceError
from gis.read.review_record import read_review_record, read_rulings
from gis.review.canonical import canonical
from gis.review.record import head_of, record_of
from gis.review.rulings import RulingLog
from gis.views import review_record
from gis.views.review_record import append_ruling, write_review_record
from tests.gis.review.samples import TIME, findings, pack, review

HEAD = head_of(review())


def ruled(log: RulingLog, name: str = "张三") -> RulingLog:
    return log.ruled(findings()[0], decision="accepted", name=name, time=TIME)


def test_a_record_there_and_back(tmp_path: Path) -> None:
    record = record_of(review(), ruled(RulingLog(HEAD)), packs=[pack()])
    path = write_review_record(record, tmp_path / "a.json")
    assert canonical(read_review_record(path)) == canonical(record)
    assert path.read_bytes() == (canonical(record) + "\n").encode()
    with pytest.raises(WorkspaceError):
        write_review_record(record, tmp_path / "none" / "a.json")


def test_a_log_grows_line_by_line(tmp_path: Path) -> None:
    path, log, seen = tmp_path / "a.jsonl", RulingLog(HEAD), b""
    for number in range(4):
        log = ruled(log, f"第{number}人")
        append_ruling(log, path)
        assert path.read_bytes().startswith(seen)
        seen = path.read_bytes()
    assert seen.count(b"\n") == 4
    assert read_rulings(path, head=HEAD) == log
    assert log.verify() == ()


def test_who_ruled_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path, log = tmp_path / "a.jsonl", ruled(RulingLog(HEAD))
    append_ruling(log, path)
    append_ruling(ruled(log, "李四"), path)
    before = path.read_bytes()
    with pytest.raises(WorkspaceError, match="文件中的裁定与打开时不同"):
        append_ruling(ruled(log, "王五"), path)
    with pytest.raises(WorkspaceError):
        append_ruling(ruled(RulingLog("00" * 32)), path)
    assert path.read_bytes() == before


def test_an_empty_log_is_nothing_to_write(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no ruling"):
        append_ruling(RulingLog(HEAD), tmp_path / "a.jsonl")
    assert not (tmp_path / "a.jsonl").exists()


@pytest.mark.parametrize("cut", [1, 40])
def test_a_torn_line_stays_and_the_log_goes_on(tmp_path: Path, cut: int) -> None:
    path, log = tmp_path / "a.jsonl", ruled(ruled(RulingLog(HEAD)), "李四")
    torn = "".join(f"{ruling.line}\n" for ruling in log.rulings).encode()[:-cut]
    path.write_bytes(torn)
    read = read_rulings(path, head=HEAD)
    assert len(read.rulings) == (2 if cut == 1 else 1)
    append_ruling(ruled(read, "王五"), path)
    again = read_rulings(path, head=HEAD)
    assert path.read_bytes().startswith(torn + b"\n")
    assert again.rulings[-1].name == "王五"
    assert [said for said in again.verify() if "line 2 is no whole ruling" not in said] == []
    assert len(again.verify()) == (0 if cut == 1 else 1)


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    log = ruled(RulingLog(HEAD))
    with pytest.raises(WorkspaceError, match="文件夹不存在"):
        append_ruling(log, tmp_path / "none" / "a.jsonl")
    with pytest.raises(WorkspaceError):
        append_ruling(log, tmp_path)


def test_a_full_disk_takes_the_line_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, log = tmp_path / "a.jsonl", ruled(RulingLog(HEAD))
    append_ruling(log, path)
    before, write = path.read_bytes(), os.write

    def half(handle: int, content: bytes) -> int:
        if len(content) < 100:
            raise OSError(errno.ENOSPC, "no space")
        return write(handle, content[: len(content) // 2])

    monkeypatch.setattr(review_record.os, "write", half)
    with pytest.raises(WorkspaceError, match="磁盘已满"):
        append_ruling(ruled(log), path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    append_ruling(ruled(log), path)


def test_two_writers_take_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one holds the lock: we wait, then give up; once it lets go, we write."""
    path, log = tmp_path / "a.jsonl", ruled(RulingLog(HEAD))
    append_ruling(log, path)
    holder = os.open(path, os.O_RDWR)
    try:
        assert review_record._take(holder)
        monkeypatch.setattr(review_record, "_PATIENCE_S", 0.1)
        start = time.monotonic()
        with pytest.raises(WorkspaceError, match="另一个程序正在写"):
            append_ruling(ruled(log), path)
        assert time.monotonic() - start >= 0.1
    finally:
        os.close(holder)
    append_ruling(ruled(log), path)
    assert read_rulings(path, head=HEAD).verify() == ()


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each rules on what it has just read, and rules again where another one was faster."""
    path = tmp_path / "a.jsonl"

    def rule(name: str) -> None:
        while True:
            try:
                append_ruling(ruled(read_rulings(path, head=HEAD), name), path)
            except WorkspaceError:
                continue
            return

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(rule, [f"第{number}人" for number in range(24)]))
    log = read_rulings(path, head=HEAD)
    assert log.verify() == ()
    assert {ruling.name for ruling in log.rulings} == {f"第{number}人" for number in range(24)}
    assert len(log.rulings) == 24


def test_an_edited_file_is_found_by_its_sheet(tmp_path: Path) -> None:
    path, log = tmp_path / "a.jsonl", ruled(ruled(RulingLog(HEAD)), "李四")
    append_ruling(replace(log, rulings=log.rulings[:1]), path)
    append_ruling(log, path)
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(lines[0] + b"\n")
    assert read_rulings(path, head=HEAD).verify() == ()
    assert "after entry 1 are missing" in read_rulings(path, head=HEAD).verify(last=log.last)[0]
    assert "does not belong to this review" in read_rulings(path, head="00" * 32).verify()[0]
