"""Making the font of the cards ready ahead of the first card: a cut takes about a second."""

from __future__ import annotations

from gis.views.sheets.fonts import face_for

__all__ = ["face_for"]
