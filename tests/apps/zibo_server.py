"""Serves the app with the shipped districts: `python -m tests.apps.zibo_server PORT WORKSPACE`. For the browser tests.

As the command does, but nothing is measured before a page asks for it: the pages these tests look at show no figures.
"""

from __future__ import annotations

import sys
from pathlib import Path

from apps import server

if __name__ == "__main__":
    server.run(int(sys.argv[1]), workspace=Path(sys.argv[2]), ahead=False)
