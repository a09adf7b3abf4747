"""The table that exporters write into a description: field and value, where it is plainly one of two columns."""

from __future__ import annotations

from html.parser import HTMLParser

__all__ = ["pairs_of"]

_LONGEST_NAME = 64
_ROWS_MOST = 500
_COLONS = ":: "


class _Rows(HTMLParser):
    """The rows of all tables of a text, each a list of the texts of its cells; a cell that holds a table is none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._open: list[list[list[str]]] = []  # rows being read, one a table within a table

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins."""
        del attrs
        if tag == "tr":
            self._open.append([])
        elif tag in ("td", "th") and self._open:
            self._open[-1].append([])
        elif tag == "br" and self._open and self._open[-1]:
            self._open[-1][-1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A row ends."""
        if tag == "tr" and self._open:
            cells = [" ".join("".join(cell).split()) for cell in self._open.pop()]
            self.rows.append(cells)
            if self._open and self._open[-1]:
                self._open[-1].pop()  # that cell was the frame of a table

    def handle_data(self, data: str) -> None:
        """Text of a cell."""
        if self._open and self._open[-1]:
            self._open[-1][-1].append(data)


def pairs_of(description: str) -> dict[str, str]:
    """Field → value of a description that is a two-column table; empty where it is anything else.

    Rows of one cell are headings. A row of three cells, a name that repeats or is long: no such table.
    """
    if "<tr" not in description and "<TR" not in description:
        return {}
    parser = _Rows()
    parser.feed(description)
    parser.close()
    rows = [cells for cells in parser.rows if any(cells)]
    if len(rows) > _ROWS_MOST or any(len(cells) > 2 for cells in rows):
        return {}
    pairs = [cells for cells in rows if len(cells) == 2]
    names = [name.rstrip(_COLONS) for name, _ in pairs]
    if not names or len(set(names)) < len(names) or not all(0 < len(name) <= _LONGEST_NAME for name in names):
        return {}
    return {name: value for name, (_, value) in zip(names, pairs, strict=True)}
