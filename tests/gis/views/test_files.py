"""Whole or not at all, with a cause that a planner understands."""

import contextlib
import errno
import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from gis.errors import WorkspaceError
from gis.views.files import export_folder, replacing, workspace_error, write_bytes, write_text

OLD = "旧文件"


@pytest.fixture
def target(tmp_path):
    path = tmp_path / "结果 report.md"
    path.write_text(OLD, encoding="utf-8")
    return path


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


@contextlib.contextmanager
def file_size_limit(limit_bytes):
    """A real refusal of the system in the middle of a write, as a full disk gives it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_text_is_written_as_utf8_and_nothing_is_left_beside_it(target):
    assert write_text("新文件 ●", target) == target
    assert target.read_bytes() == "新文件 ●".encode()
    assert names(target.parent) == [target.name]


def test_half_characters_do_not_stop_the_file(target):
    write_text("a\ud800b", target)
    assert target.read_text(encoding="utf-8") == "a?b"


def test_a_failure_in_the_middle_leaves_the_old_file(target):
    def interrupted():
        with replacing(target) as written:
            written.write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert target.read_text(encoding="utf-8") == OLD
    assert names(target.parent) == [target.name]


def test_the_file_is_never_seen_half_written(target):
    with replacing(target) as written:
        written.write_text("new", encoding="utf-8")
        assert target.read_text(encoding="utf-8") == OLD
    assert target.read_text(encoding="utf-8") == "new"


def test_a_full_disk_is_named_and_the_old_file_stays(target):
    with pytest.raises(WorkspaceError) as caught, file_size_limit(4096):
        write_bytes(b"x" * 100_000, target)
    assert "磁盘已满" in caught.value.message("zh")
    assert "disk is full" in caught.value.message("en")
    assert str(target) in str(caught.value)
    assert target.read_text(encoding="utf-8") == OLD
    assert names(target.parent) == [target.name]


def test_a_full_disk_at_the_flush_is_caught_too(target, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkspaceError, match="磁盘已满"):
        write_text("new", target)
    assert target.read_text(encoding="utf-8") == OLD


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EROFS, "只读"), (errno.EACCES, "没有写入权限"), (errno.EDQUOT, "磁盘已满"), (errno.ENAMETOOLONG, "过长")],
)
def test_causes_are_named(target, monkeypatch, number, words):
    def refused(*_arguments):
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(WorkspaceError, match=words):
        write_text("new", target)


@contextlib.contextmanager
def as_nobody():
    """Root may write everywhere, so root steps down for the moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_folder_is_refused_and_its_file_stays():
    folder = Path(tempfile.mkdtemp())  # pytest's own folders are closed to other users
    target = folder / "report.md"
    target.write_text(OLD, encoding="utf-8")
    target.chmod(0o666)
    folder.chmod(0o555)
    try:
        with as_nobody(), pytest.raises(WorkspaceError, match="没有写入权限"):
            write_text("new", target)
        assert target.read_text(encoding="utf-8") == OLD
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_locked_file_is_not_replaced(target, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_arguments: False)
    with pytest.raises(WorkspaceError, match="没有写入权限"):
        write_text("new", target)
    assert target.read_text(encoding="utf-8") == OLD


def test_a_folder_in_the_way(tmp_path):
    with pytest.raises(WorkspaceError, match="这是一个文件夹"):
        write_text("new", tmp_path)


def test_a_missing_folder(tmp_path):
    with pytest.raises(WorkspaceError, match="文件夹不存在"):
        write_text("new", tmp_path / "none" / "file.md")


def test_export_folder_makes_parents_and_refuses_a_file(tmp_path, target):
    assert export_folder(tmp_path / "a" / "b").is_dir()
    assert export_folder(tmp_path / "a" / "b").is_dir()
    with pytest.raises(WorkspaceError, match="路径中有一段是文件"):
        export_folder(target)
    with pytest.raises(WorkspaceError, match="路径中有一段是文件"):
        export_folder(target / "below")


def test_permissions_of_the_old_file_are_kept_and_new_files_follow_the_umask(target):
    target.chmod(0o640)
    write_text("new", target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    mask = os.umask(0o022)
    os.umask(mask)
    other = write_text("new", target.with_name("other.md"))
    assert stat.S_IMODE(other.stat().st_mode) == 0o666 & ~mask


def test_a_link_stays_a_link(target, tmp_path):
    link = tmp_path / "link.md"
    link.symlink_to(target)
    write_text("new", link)
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_the_suffix_is_kept_for_gdal(tmp_path):
    with replacing(tmp_path / "a.gpkg") as written:
        assert written.suffix == ".gpkg"
        written.write_bytes(b"")
        written.with_name(written.name + "-journal").write_bytes(b"")
    assert names(tmp_path) == ["a.gpkg"]


def test_leftovers_of_killed_runs_go_after_a_day(target):
    old, young, foreign = (target.with_name(name) for name in (".yitu-a.md", ".yitu-b.md", ".other-c.md"))
    for leftover in (old, young, foreign):
        leftover.write_text("half", encoding="utf-8")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    os.utime(foreign, (two_days_ago, two_days_ago))
    write_text("new", target)
    assert names(target.parent) == [foreign.name, young.name, target.name]


def test_a_library_error_tells_a_full_disk():
    error = workspace_error(Path("a.gpkg"), RuntimeError("sqlite3_step failed: database or disk is FULL"))
    assert "磁盘已满" in str(error)
    assert "odd" in str(workspace_error(Path("a.gpkg"), RuntimeError("something odd")))


def test_killed_in_the_middle_the_old_file_is_whole(target):
    """Twelve real kills at different moments of an endless rewriting."""
    code = (
        "import sys; from pathlib import Path; from gis.views.files import write_text\n"
        "while True: write_text('新' * 300_000, Path(sys.argv[1])); print('.', flush=True)"
    )
    root = Path(__file__).resolve().parents[3]
    for turn in range(12):
        run = subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE, cwd=root)
        run.stdout.readline()
        time.sleep(0.003 * turn)
        run.kill()
        run.wait()
        run.stdout.close()
        assert target.read_text(encoding="utf-8") == "新" * 300_000
