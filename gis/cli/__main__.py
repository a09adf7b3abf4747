"""`python -m gis.cli`: the command without its script."""

from __future__ import annotations

from gis.cli import main

if __name__ == "__main__":
    main()
