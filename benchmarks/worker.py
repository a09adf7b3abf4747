"""One engine in a process of its own: builds, then answers as often as it is asked, then tells its peak memory."""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import TextIO

from benchmarks.elsewhere import module_of


def peak_mib() -> float:
    """Highest resident memory of this process so far."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        import resource  # noqa: PLC0415 - not on every system

        scale = 2**20 if sys.platform == "darwin" else 2**10
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
    return next(float(line.split()[1]) / 1024.0 for line in lines if line.startswith("VmHWM"))


def own_channel() -> TextIO:
    """Standard output for us alone: some peers print to it."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return channel


def main(suite: str, engine: str, folder: str, question: str, answer: str) -> None:
    """Serve the lines of standard input: "ask" runs once, anything else ends."""
    channel = own_channel()

    def tell(**facts: object) -> None:
        channel.write(json.dumps(facts) + "\n")
        channel.flush()

    try:
        import numpy as np  # noqa: PLC0415 - another Python may lack even that, and then says so

        from benchmarks.work import Work  # noqa: PLC0415

        module = importlib.import_module(module_of(engine))
        before_mib = peak_mib()
        ask, digest, build_s = module.ENGINES[suite][engine](Work(Path(folder)), json.loads(question))
    except ImportError as error:
        tell(missing=error.name or str(error))
        return
    version = module.version() if hasattr(module, "version") else ""
    tell(build_s=build_s, before_mib=before_mib, version=version)
    result = None
    for line in sys.stdin:
        if line.strip() != "ask":
            break
        result = None
        gc.collect()
        start = time.perf_counter()
        result = ask()
        tell(seconds=time.perf_counter() - start)
    if result is None:
        return  # nobody asked: whoever began us is gone
    highest_mib = peak_mib()
    np.save(answer, np.asarray(digest(result), dtype=float))
    tell(peak_mib=highest_mib)


if __name__ == "__main__":
    main(*sys.argv[1:])
