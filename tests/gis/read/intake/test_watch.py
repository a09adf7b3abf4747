"""The process watched from outside: whatever it does, it ends, and the end has a name."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from gis.read.intake import watch
from gis.read.intake.limits import LIMITS, MIB, Limits
from gis.read.intake.watch import End, resident_bytes, run_child, written_bytes


def run(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *, limits: Limits = LIMITS, **more: object) -> End:
    """A process of ours with other words than those of the fence."""
    (folder / "tmp").mkdir()
    monkeypatch.setattr(watch, "_BOOT", code)
    return run_child(folder, limits=limits, **more)  # type: ignore[arg-type]


def test_a_process_that_ends_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    end = run("import sys; sys.stderr.write('words'); sys.exit(3)", tmp_path, monkeypatch)
    assert end == End("", 3, b"words")


def test_progress_is_passed_on_and_nonsense_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, float]] = []
    lines = ['{"text": "读取", "share": 0.5}', "no json", "[]", '{"text": 1}', '{"text": "b", "share": 7}', "x" * 9_000]
    code = f"print({chr(10).join(lines)!r}, flush=True)"
    run(code, tmp_path, monkeypatch, progress=lambda text, share: said.append((text, share)))
    assert said == [("读取", 0.5), ("b", 1.0)]


def test_a_flood_of_words_ends_and_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys\nfor _ in range(50_000): sys.stderr.write('x' * 99 + chr(10)); sys.stdout.write('y' * 99 + chr(10))"
    )
    end = run(code, tmp_path, monkeypatch)
    assert end.exit_code == 0
    assert len(end.words) <= 8_192


def test_a_sleeper_is_woken_by_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = time.monotonic()
    end = run("import time; time.sleep(60)", tmp_path, monkeypatch, limits=Limits(wall_s=1))
    assert (end.stopped, end.exit_code) == ("limit_wall", -signal.SIGKILL)
    assert time.monotonic() - begun < 5


def test_a_process_that_ignores_every_signal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import signal, time\n"
        "for name in ('TERM', 'INT', 'HUP', 'ALRM'): signal.signal(signal.Signals['SIG' + name], signal.SIG_IGN)\n"
        "time.sleep(60)"
    )
    assert run(code, tmp_path, monkeypatch, limits=Limits(wall_s=1)).stopped == "limit_wall"


def test_resident_memory_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import time; held = bytearray(b'x') * 200_000_000; time.sleep(60)"
    assert run(code, tmp_path, monkeypatch, limits=Limits(memory_bytes=100 * MIB)).stopped == "limit_memory"


def test_what_is_written_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import time; [open(str(at), 'wb').write(bytes(1_000_000)) for at in range(8)]; time.sleep(60)"
    assert run(code, tmp_path, monkeypatch, limits=Limits(output_bytes=5 * MIB)).stopped == "limit_output"


def test_it_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cancel = threading.Event()
    threading.Timer(0.3, cancel.set).start()
    assert run("import time; time.sleep(60)", tmp_path, monkeypatch, cancel=cancel).stopped == "read_cancelled"


def alive(process_id: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process_id}/stat").read_text().split(")")[1].split()[0]
    except OSError:
        return False


def test_what_it_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import os, time; open('one', 'w').write(str(os.fork() or os.getpid())); time.sleep(60)"
    assert run(code, tmp_path, monkeypatch, limits=Limits(wall_s=1)).stopped == "limit_wall"
    time.sleep(0.2)
    assert not alive(int((tmp_path / "one").read_text()))


class Stopped(KeyboardInterrupt):
    """As if somebody pressed the keys."""


def test_an_interrupt_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_text: str, _share: float) -> None:
        raise Stopped

    code = (
        "import os, time; open('one', 'w').write(str(os.getpid()));"
        'print(\'{"text": "a", "share": 0}\', flush=True); time.sleep(60)'
    )
    with pytest.raises(Stopped):
        run(code, tmp_path, monkeypatch, progress=interrupt)
    assert not alive(int((tmp_path / "one").read_text()))


def test_nothing_of_the_environment_and_of_open_files_gets_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SERVER", "x")
    with (tmp_path / "open").open("w") as held:
        os.set_inheritable(held.fileno(), True)
        code = "import os; open('seen', 'w').write(repr((list(os.environ), os.getcwd(), os.listdir('/proc/self/fd'))))"
        assert run(code, tmp_path, monkeypatch).exit_code == 0
    seen = (tmp_path / "seen").read_text()
    assert "SECRET" not in seen
    assert str(tmp_path) in seen
    assert len(seen.rpartition("[")[2].split(",")) <= 5  # three streams, the list itself, the file written


def test_resident_memory_is_read() -> None:
    assert 10 * MIB < resident_bytes(os.getpid()) < 8192 * MIB
    assert resident_bytes(2**30) == 0


def test_written_bytes_do_not_follow_links(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(bytes(1000))
    (tmp_path / "c").write_bytes(bytes(24))
    (tmp_path / "link").symlink_to("/proc/kcore")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert written_bytes(tmp_path) == 1024
    assert written_bytes(tmp_path / "none") == 0
