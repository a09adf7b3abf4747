"""Peers that live under another Python than ours: where it is, and the module that asks them. Standard library only."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Elsewhere:
    """`variable`: names the interpreter; else `usual`, and ours where that is empty."""

    module: str
    variable: str
    usual: str = ""

    def python(self) -> str | None:
        """Path of the interpreter; None where there is none."""
        return shutil.which(os.environ.get(self.variable) or self.usual or sys.executable)


PEERS = {
    "qgis": Elsewhere("benchmarks.engines_qgis", "YITU_QGIS_PYTHON", "/usr/bin/python3"),
    "valhalla": Elsewhere("benchmarks.engines_valhalla", "YITU_VALHALLA_PYTHON"),
}


def module_of(engine: str) -> str:
    """The module whose ENGINES hold the engine."""
    return PEERS[engine].module if engine in PEERS else "benchmarks.engines"


def python_of(engine: str) -> str | None:
    """The interpreter the engine runs under; None where it is absent."""
    return PEERS[engine].python() if engine in PEERS else sys.executable


def surroundings(engine: str) -> dict[str, str]:
    """Environment of the engine's process: another Python must not read our packages."""
    ours = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV") if engine in PEERS else ()
    return {name: value for name, value in os.environ.items() if name not in ours}
