"""The command `yitu`: parse, call, print, exit code. One function a command; figures come from `gis.assessment` alone.

Exit codes: 0 done; 2 bad input, with a message that says what, where and what to do next.
"""

from __future__ import annotations

from gis.cli.group import main

__all__ = ["main"]
