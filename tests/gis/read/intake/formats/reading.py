"""Short ways to a reader: a file of one's own, its layers and what was told."""

from pathlib import Path

from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions, RefusedError, Source


def read_file(reader, path: Path, *, parts=None, **options):
    """The layers (None: refused) and the notes of a read."""
    notes = Notes()
    try:
        layers = reader(Source(path, path.name, parts or {}), ReadOptions(**options), notes)
    except RefusedError:
        return None, notes
    return layers, notes


def codes(notes: Notes) -> set[str]:
    return {message.code for message in notes.messages}
