"""The lines of a coordinate TXT told apart: titles, keys, heads, points and what is none of these."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from gis.coordinate_txt import ATTRIBUTES, KEYS, PLOTS, SHAPES, XY, Dialect, normal, plot_fields
from gis.read.intake.formats.txt_dialect import LONGEST, learn_points

__all__ = ["Draft", "Finding", "Outline", "read_lines"]

_TITLE = re.compile(r"\[\s*([^\]]*?)\s*(\]?)\s*$")
_PAIR = re.compile(r"[=:\uff1d\uff1a]")
_LABEL = re.compile(r"[A-Za-z]{0,3}\d{1,7}$")
_RING = re.compile(r"-?\d{1,4}(?:\.0*)?$|[A-Za-z]{1,2}\d{0,2}$")
_DECIMAL_COMMA = re.compile(r"\d{6,8},\d{1,4}\s*[,;\s]\s*\d{6,8},\d{1,4}\s*[,;]?$")
_KNOWN = {*KEYS, "分带", "坐标系统", "坐标系名称", "中央子午线", "中央经线"}
_KEYED, _FREE = (ATTRIBUTES, "项目信息"), ("扩展信息",)
_DIGIT = re.compile(r"\d")
_LISTED = 1_000  # findings of one code that are kept one by one
_SHOWN = 40  # characters of a line in a message


@dataclass(frozen=True)
class Finding:
    """Something to tell: its code, the line, and the facts of its words."""

    code: str
    line: int
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Draft:
    """A plot as its lines came, point by point, before rings are made of them.

    `block`: which of the file's attribute blocks it stands under. `start`, `stop`: its lines (from 0) in the file.
    `fields`: what its head says, as in `Plot`. `points`: label, ring, the two coordinates, line. `odd`, `before`: as
    in `Ring`, by the position of the point in the plot. `problem`: why it cannot be used.
    """

    start: int
    head: str | None
    block: int
    stop: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    points: list[tuple[str, str, float, float, int]] = field(default_factory=list)
    odd: dict[int, str] = field(default_factory=dict)
    before: dict[int, list[str]] = field(default_factory=dict)
    problem: Finding | None = None

    @property
    def line(self) -> int:
        """Number of its first line, from 1."""
        return self.start + 1

    @cached_property
    def labels(self) -> list[str]:
        """Labels of its points; asked for when all are there, as the following are."""
        return [point[0] for point in self.points]

    @cached_property
    def rings(self) -> list[str]:
        """Ring numbers of its points as written."""
        return [point[1] for point in self.points]

    @cached_property
    def xy(self) -> XY:
        """Their coordinates in the columns of the file, (n, 2)."""
        return np.array([point[2:4] for point in self.points], dtype=float).reshape(-1, 2)

    @cached_property
    def lines(self) -> list[int]:
        """Their line numbers."""
        return [point[4] for point in self.points]

    def spoil(self, code: str, line: int, **facts: object) -> None:
        """Set it aside for the first reason found."""
        if self.problem is None:
            self.problem = Finding(code, line, facts)


@dataclass
class Outline:
    """A file told apart: sections of lines and drafts, attribute blocks (key → values with their line), findings.

    `more`: how many findings of a code there are beyond those listed. `headed`: whether plots have head lines.
    """

    dialect: Dialect
    sections: list[tuple[str | None, list[str | Draft]]]
    blocks: list[dict[str, list[tuple[str, int]]]]
    findings: list[Finding]
    headed: bool
    more: Counter[str] = field(default_factory=Counter)

    def drafts(self) -> list[Draft]:
        """Its plots in their order."""
        return [item for _, items in self.sections for item in items if isinstance(item, Draft)]


def read_lines(lines: Sequence[str], dialect: Dialect) -> Outline:
    """Tell the lines of a file apart, without judging its numbers.

    Parameters
    ----------
    dialect: encoding and line ends; how points are written is learned from the lines.
    """
    learned = learn_points(lines)
    style = {name: getattr(learned, name) for name in ("separators", "labelled", "ringed", "decimals", "shortest")}
    own = {name: getattr(dialect, name) for name in ("encoding", "bom", "newline", "final_newline")}
    return _Reading(lines, Dialect(**own, **style)).run()


class _Reading:
    """One pass over the lines; knows the section and the plot it is in."""

    def __init__(self, lines: Sequence[str], dialect: Dialect) -> None:
        self.lines, self.dialect = lines, dialect
        self.items: list[str | Draft] = []
        headed = any(_is_head(raw) for raw in lines)
        self.out = Outline(dialect, [(None, self.items)], [{}], [], headed)
        self.draft: Draft | None = None
        self.section = ""
        self.titles: set[str] = set()
        self.told: Counter[str] = Counter()

    def run(self) -> Outline:
        """All lines; points of the usual form without leaving this loop."""
        template, ringed, plain = self.dialect.template, self.dialect.ringed, not self.dialect.shortest
        for at, raw in enumerate(self.lines):
            draft = self.draft
            parts = raw.split(",") if ringed else ()
            if (
                draft is None
                or len(parts) != 4
                or len(parts[1]) > 2
                or not parts[1].isdigit()
                or not raw.isascii()
                or "_" in raw
            ):
                self._line(at, raw)
                continue
            try:
                first, second = float(parts[2]), float(parts[3])
            except ValueError:
                self._line(at, raw)
                continue
            label, ring = parts[0].strip(), parts[1]
            if not plain or template % (label, ring, first, second) != raw:
                self._keep_writing(draft, raw, (label, ring, first, second))
            draft.points.append((label, ring, first, second, at + 1))
        self._close(len(self.lines))
        self._tell_missing_title()
        return self.out

    def _tell_missing_title(self) -> None:
        drafts = self.out.drafts()
        titles = [normal(title) for title, _ in self.out.sections if title is not None]
        if drafts and titles and not any(PLOTS in title for title in titles):
            self._tell("txt_section_missing", drafts[0].start, title=PLOTS)

    def _keep_writing(self, draft: Draft, raw: str, point: tuple[str, str, float, float]) -> None:
        """Keep the line of the next point where the dialect would write it otherwise."""
        if self.dialect.point_line(*point) != raw:
            draft.odd[len(draft.points)] = raw

    def _tell(self, code: str, at: int, **facts: object) -> None:
        self.told[code] += 1
        if self.told[code] > _LISTED:
            self.out.more[code] += 1
        else:
            self.out.findings.append(Finding(code, at + 1, {"line": at + 1, **facts}))

    def _keep(self, raw: str) -> None:
        """A line that is no plot's own stays where it stood."""
        if self.draft is None:
            self.items.append(raw)
        else:
            self.draft.before.setdefault(len(self.draft.points), []).append(raw)

    def _close(self, at: int) -> None:
        if self.draft is not None:
            self.draft.stop = at
            self.draft = None

    def _line(self, at: int, raw: str) -> None:
        """A line that is not plainly a point of the usual form."""
        if len(raw) > LONGEST:
            self._overlong(at, raw)
            return
        if self.draft is not None and self.draft.problem is not None and raw.isascii() and not set(raw) & set("@["):
            return  # one more line of a plot that is set aside whole
        text = normal(raw)
        if not text:
            if self.draft is not None and not self.out.headed and self.draft.points:
                self._close(at)
            self._keep(raw)
        elif text[0] == "[":
            self._title(at, raw, text)
        elif self.section in _KEYED and _is_pair(text):
            self._pair(at, raw)
        elif _is_head(raw) or _is_open_head(text):
            self._head(at, raw, text)
        elif self.draft is None and self.section not in ("", PLOTS, *_KEYED):
            self._keep(raw)
        else:
            self._point_or_other(at, raw, text)

    def _overlong(self, at: int, raw: str) -> None:
        self._tell("txt_line_overlong", at, count=len(raw), limit=LONGEST)
        if self.draft is not None and _LABEL.match(_fields(normal(raw[:_SHOWN]))[0]):
            self.draft.spoil("txt_number_bad", at + 1, value=raw[:_SHOWN])
        self._keep(raw)

    def _title(self, at: int, raw: str, text: str) -> None:
        found = _TITLE.match(text)
        name = re.sub(r"\s", "", found[1]) if found else ""
        if not found or (not found[2] and name not in (ATTRIBUTES, PLOTS, *_KEYED, *_FREE)):
            self._point_or_other(at, raw, text)
            return
        self._close(at)
        if not found[2]:
            self._tell("txt_title_open", at, title=name)
        if name == ATTRIBUTES and (self.out.blocks[-1] or PLOTS in self.titles):
            self.out.blocks.append({})
        if name == PLOTS and name in self.titles:
            self._tell("txt_section_twice", at, title=name)
        self.titles.add(name)
        if name not in (PLOTS, *_KEYED, *_FREE):
            self._tell("txt_section_unknown", at, title=name[:_SHOWN])
        self.section = name
        self.items = []
        self.out.sections.append((raw, self.items))

    def _pair(self, at: int, raw: str) -> None:
        key, value = _PAIR.split(raw.rstrip("\r\n"), maxsplit=1)
        if "=" not in raw:
            self._tell("txt_pair_odd", at, key=normal(key)[:_SHOWN])
        self.out.blocks[-1].setdefault(normal(key), []).append((value.strip(), at + 1))
        self._keep(raw)

    def _head(self, at: int, raw: str, text: str) -> None:
        self._close(at)
        if not _is_head(raw):
            self._tell("txt_head_open", at)
        names, pieces = plot_fields(raw)
        if len(pieces) < 5 or "extra0" in names or "id" not in names:
            self._tell("txt_head_odd", at, count=len(pieces))
        elif raw.count(",") + raw.count(";") + raw.count("\t") < 4 and "," in text:
            self._tell("txt_fullwidth", at)
        fields = dict(zip(names, (piece.strip() for piece in pieces), strict=False))
        self.draft = Draft(at, raw, len(self.out.blocks) - 1, fields=fields)
        self.items.append(self.draft)

    def _point_or_other(self, at: int, raw: str, text: str) -> None:
        if self.draft is None and _is_pair(text) and normal(_PAIR.split(text)[0]) in _KNOWN:
            self._pair(at, raw)
            return
        if not _DIGIT.search(text):
            self._tell("txt_line_unknown", at, text=text[:_SHOWN])
            self._keep(raw)
            return
        fields = _fields(text)
        point = _point_of(text, fields, self.dialect)
        if isinstance(point, str):
            self._malformed(at, raw, point, fields)
            return
        if self.draft is None:
            self.draft = Draft(at, None, len(self.out.blocks) - 1)
            self.items.append(self.draft)
            if self.out.headed:
                self.draft.spoil("txt_points_before_plot", at + 1)
        if raw.strip() != text:
            self._tell("txt_fullwidth", at)
        label, ring, first, second, more = point
        if text[-1] in ",;" and not self.dialect.separators[4].strip():
            self._tell("txt_trailing", at)
        if more:
            self._tell("txt_values_extra", at, values=more[:_SHOWN])
        self._keep_writing(self.draft, raw, (label, ring, first, second))
        self.draft.points.append((label, ring, first, second, at + 1))

    def _malformed(self, at: int, raw: str, code: str, fields: list[str]) -> None:
        """A line in a plot that should be a point spoils the plot; any other stays and is told."""
        numeric = sum(_number(text) is not None for text in fields)
        meant = (len(fields) > 1 and bool(_LABEL.match(fields[0]))) or (2 < len(fields) < 7 and numeric > 0)
        cut = at == len(self.lines) - 1 and not self.dialect.final_newline
        meant = meant or (cut and bool(_LABEL.match(fields[0])))
        if self.draft is not None and meant:
            facts = {"value": ",".join(fields)[:_SHOWN]}
            self.draft.spoil("txt_cut_off" if cut else code, at + 1, **facts)
        else:
            self._tell("txt_line_unknown", at, text=normal(raw)[:_SHOWN])
        self._keep(raw)


def _is_head(raw: str) -> bool:
    """Whether a line ends in @, as the head of a plot does."""
    if "@" not in raw and "\uff20" not in raw:
        return False
    return len(raw) <= LONGEST and normal(raw).rstrip(" ,;\t").endswith("@")


def _is_pair(text: str) -> bool:
    """Whether a line is a key and its value."""
    found = _PAIR.search(text)
    return found is not None and "," not in text[: found.start()]


def _is_open_head(text: str) -> bool:
    """Whether a line is a head but for its @."""
    fields = text.split(",")
    return len(fields) > 4 and any(one.strip() in SHAPES for one in fields[3:6])


def _fields(text: str) -> list[str]:
    separator = "," if "," in text else ";" if ";" in text else "\t" if "\t" in text else None
    fields = [one.strip() for one in text.split(separator)]
    while len(fields) > 1 and not fields[-1]:
        fields.pop()
    return fields


def _number(text: str) -> float | None:
    if "_" in text:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _point_of(text: str, fields: list[str], dialect: Dialect) -> tuple[str, str, float, float, str] | str:
    """Label, ring, the two coordinates and what else the line holds; or the code of what is wrong with it."""
    if _DECIMAL_COMMA.search(text):
        return "txt_decimal_comma"
    values = [_number(one) for one in fields]
    places = _places(fields, values, dialect)
    if places is None:
        return "txt_point_short"
    first, second = values[places[2]], values[places[2] + 1]
    if first is None or second is None:
        return "txt_number_bad"
    label, ring = (fields[at] if at is not None else "" for at in places[:2])
    return label, ring, first, second, ",".join(fields[places[2] + 2 :])


def _places(
    fields: list[str], values: list[float | None], dialect: Dialect
) -> tuple[int | None, int | None, int] | None:
    """Positions of label, ring and first coordinate; None where the line is too short."""
    count = len(fields)
    ring = count > 3 and (not fields[1] or _RING.match(fields[1]) is not None)
    if ring and (dialect.ringed or values[1] is None or _small(fields[1])):
        return 0, 1, 2
    if dialect.ringed:
        return None if count < 4 else (0, 1, 2)
    if count == 2:
        return None if dialect.labelled else (None, None, 0)
    if count < 2:
        return None
    if not dialect.labelled and values[0] is not None and "." in fields[0]:
        return None, None, 0
    return 0, None, 1


def _small(text: str) -> bool:
    return len(text) < 4 and text.isdigit()
