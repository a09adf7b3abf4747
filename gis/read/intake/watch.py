"""Running the fenced process from outside: passes its progress on, and ends it where a limit is reached.

What the process does to itself (`walls.py`) holds on its own; this is for what it cannot do itself or may have failed
to. It never outlives the call.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gis.read.intake.limits import Limits
from gis.read.intake.walls import environment

__all__ = ["End", "resident_bytes", "run_child", "written_bytes"]

Progress = Callable[[str, float], None]

_ROOT = Path(__file__).resolve().parents[3]
_BOOT = "import sys; sys.path[:] = sys.argv[1].split('\\n'); from gis.read.intake.child import main; main(sys.argv[2:])"
_TICK_S = 0.05
_LINE_BYTES, _LAST_BYTES = 4_096, 8_192
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4_096


@dataclass(frozen=True)
class End:
    """How the process ended: `stopped` for which limit (a code; empty: by itself), its exit code, its last words."""

    stopped: str
    exit_code: int
    words: bytes


def run_child(
    job: Path, *, limits: Limits, progress: Progress | None = None, cancel: threading.Event | None = None
) -> End:
    """Run the fenced process on the job in the folder `job` and wait for its end.

    Raises
    ------
    OSError: it cannot be started.
    """
    paths = [str(_ROOT), *(str(Path(entry).resolve()) for entry in sys.path if entry and Path(entry).exists())]
    started = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-I", "-S", "-c", _BOOT, "\n".join(dict.fromkeys(paths)), str(job)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(job / "tmp"),
        cwd=job,
        start_new_session=True,
    )
    lines: queue.Queue[bytes] = queue.Queue(maxsize=1_000)
    words = bytearray()
    pumps = [
        threading.Thread(target=_pump_lines, args=(process.stdout, lines), daemon=True),
        threading.Thread(target=_pump_words, args=(process.stderr, words), daemon=True),
    ]
    for pump in pumps:
        pump.start()
    stopped = ""
    try:
        while process.poll() is None and not stopped:
            _pass_on(lines, progress)
            stopped = _stop(process.pid, job, limits, since_s=time.monotonic() - started, cancel=cancel)
    finally:
        _kill(process)
        for pump in pumps:
            pump.join(timeout=1.0)
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
    while not lines.empty():
        _pass_on(lines, progress)
    return End(stopped, process.returncode, bytes(words))


def resident_bytes(process_id: int) -> int:
    """Memory a process holds; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES
    except (OSError, IndexError, ValueError):
        return 0


def written_bytes(folder: Path) -> int:
    """Bytes of all files below a folder, links not followed; what vanishes meanwhile counts nothing."""
    total, waiting = 0, [str(folder)]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif not entry.is_symlink():
                    with suppress(OSError):
                        total += entry.stat(follow_symlinks=False).st_size
    return total


def _stop(process_id: int, job: Path, limits: Limits, *, since_s: float, cancel: threading.Event | None) -> str:
    """The code of the limit that is reached; empty: go on."""
    if cancel is not None and cancel.is_set():
        return "read_cancelled"
    if since_s > limits.wall_s:
        return "limit_wall"
    if resident_bytes(process_id) > limits.memory_bytes:
        return "limit_memory"
    # The folder is looked at every half second: a walk over thousands of files is not free.
    if int(since_s / _TICK_S) % 10 == 9 and written_bytes(job) > limits.output_bytes:
        return "limit_output"
    return ""


def _pass_on(lines: queue.Queue[bytes], progress: Progress | None) -> None:
    """Wait a tick for a line of the process and hand it to the caller; lines that are none are dropped."""
    try:
        line = lines.get(timeout=_TICK_S)
    except queue.Empty:
        return
    if progress is None or not line:
        return
    with suppress(ValueError, KeyError, TypeError):
        said = json.loads(line)
        text, share = str(said["text"]), min(max(float(said["share"]), 0.0), 1.0)
        line = b""
    if not line:
        progress(text, share)


def _pump_lines(stream: IO[bytes], lines: queue.Queue[bytes]) -> None:
    """Lines of the process to the queue, an empty one at the end; when nobody keeps up they are dropped."""
    with suppress(OSError, ValueError):
        while line := stream.readline(_LINE_BYTES):
            with suppress(queue.Full):
                lines.put_nowait(line)
    with suppress(queue.Full):
        lines.put_nowait(b"")


def _pump_words(stream: IO[bytes], words: bytearray) -> None:
    """The last few kilobytes of what the process and its libraries complain about."""
    with suppress(OSError, ValueError):
        while chunk := stream.read(_LINE_BYTES):
            words += chunk
            del words[:-_LAST_BYTES]


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
