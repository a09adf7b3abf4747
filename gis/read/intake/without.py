"""Packages that a process does without: importing them fails as if they were not installed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

__all__ = ["leave_out"]


class _Absent(MetaPathFinder):
    """Answers for packages left out that there are none."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """None for every other module.

        Raises
        ------
        ModuleNotFoundError: the package is left out.
        """
        del path, target
        if fullname.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


def leave_out(*names: str) -> None:
    """From now on these packages count as not installed; what is loaded already stays."""
    sys.meta_path.insert(0, _Absent(names))
