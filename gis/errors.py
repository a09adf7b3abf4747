"""Every exception of Yitu. Each class builds its own text in Chinese and English; the raiser passes facts.

GisError
├─ LayerError (ValueError)            what came in is not usable
│  ├─ MissingLayerError   MissingColumnError   DuplicateKeyError   GeometryError
│  ├─ MissingCRSError     CRSMismatchError     MetricCRSError      MisplacedLayerError
│  └─ UnreadableFileError
├─ DefinitionError (ValueError)       what we wrote in TOML is wrong
│  └─ UnknownMeasureError   UnitError   TargetError
├─ ClauseError (ValueError)           the words of a plan do not give a polygon
│  └─ OpenClauseError   UnknownLineError   UnreadClauseError
├─ UnknownDistrictError (LookupError) no such district in the shipped layers or the workspace
├─ WorkspaceError (OSError)           a folder cannot be written or is in the way
└─ UnsupportedFormatError (ValueError) no reader for this suffix
GisWarning (UserWarning)              counted repairs
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

__all__ = [
    "CRSMismatchError",
    "ClauseError",
    "DefinitionError",
    "DuplicateKeyError",
    "GeometryError",
    "GisError",
    "GisWarning",
    "LayerError",
    "MetricCRSError",
    "MisplacedLayerError",
    "MissingCRSError",
    "MissingColumnError",
    "MissingLayerError",
    "OpenClauseError",
    "TargetError",
    "UnitError",
    "UnknownDistrictError",
    "UnknownLineError",
    "UnknownMeasureError",
    "UnreadClauseError",
    "UnreadableFileError",
    "UnsupportedFormatError",
    "WorkspaceError",
    "in_language",
]


def in_language(text: str, lang: str) -> str:
    """One half of a text in two languages, "磁盘已满 / the disk is full"; any other text as it is."""
    chinese, between, english = text.partition(" / ")
    if not between or chinese.isascii() or not any("a" <= letter <= "z" for letter in english):
        return text
    return english if lang == "en" else chinese


def _shown(value: object, lang: str) -> str:
    """A fact as text in `lang`: lists joined, at most eight entries, the rest counted."""
    if isinstance(value, str) or not isinstance(value, (list, tuple, set, frozenset)):
        return in_language(str(value), lang)
    entries = [str(entry) for entry in value]
    more = f" (+{len(entries) - 8})" if len(entries) > 8 else ""
    return "、".join(entries[:8]) + more


class GisError(Exception):
    """Root of every failure a user can mend; says what, where, what was expected and what to do next.

    Parameters are the facts that the templates of the class name; `facts` keeps them for callers.
    """

    code: ClassVar[str] = "error"
    texts: ClassVar[Mapping[str, str]] = {"zh": "{problem}", "en": "{problem}"}

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.message("zh"))

    def __reduce__(self) -> tuple[Callable[..., GisError], tuple[type[GisError], dict[str, object]]]:
        return _again, (type(self), self.facts)

    def message(self, lang: str = "zh") -> str:
        """The text in `lang` ("zh" or "en"; anything else gives Chinese)."""
        template = self.texts.get(lang, self.texts["zh"])
        shown = {name: _shown(value, lang) for name, value in self.facts.items()}
        for name in ("remedy", "source"):
            shown.setdefault(name, "")
        return template.format(**shown).strip()


def _again(kind: type[GisError], facts: dict[str, object]) -> GisError:
    """The same error in another process: exceptions with keyword facts need telling how to be unpickled."""
    return kind(**facts)


class LayerError(GisError, ValueError):
    """A layer that came in is not usable. Facts: layer, source, problem, remedy."""

    code = "layer"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "图层 {layer}({source}):{problem}。{remedy}",
        "en": "layer {layer} ({source}): {problem}. {remedy}",
    }


class MissingLayerError(LayerError):
    """A measure or zone needs a layer the district lacks. Facts: layer, district, needed_by."""

    code = "layer_missing"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "{district} 缺少图层 {layer},{needed_by} 需要它。请在 district.toml 的 [layers.{layer}] 中登记该图层。",
        "en": "{district} has no layer {layer}, needed by {needed_by}. Register it under [layers.{layer}] in district.toml.",
    }


class MissingColumnError(LayerError):
    """Required columns are absent. Facts: layer, source, missing, found."""

    code = "column_missing"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "图层 {layer}({source})缺少字段 {missing};现有字段:{found}。"
        "请改字段名,或在 district.toml 的 [layers.{layer}.columns] 中写明对应关系。",
        "en": "layer {layer} ({source}) lacks columns {missing}; it has: {found}. "
        "Rename them, or map them under [layers.{layer}.columns] in district.toml.",
    }


class DuplicateKeyError(LayerError):
    """Ids repeat. Facts: layer, source, keys."""

    code = "key_duplicate"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "图层 {layer}({source})的 id 重复:{keys}。每个要素的 id 必须唯一。",
        "en": "layer {layer} ({source}) repeats ids: {keys}. Every feature needs an id of its own.",
    }


class GeometryError(LayerError):
    """Geometries are missing, empty or of the wrong type. Facts: layer, source, problem, rows."""

    code = "geometry"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "图层 {layer}({source})的几何有误:{problem};涉及要素:{rows}。{remedy}",
        "en": "layer {layer} ({source}) has wrong geometry: {problem}; rows: {rows}. {remedy}",
    }


class MissingCRSError(LayerError):
    """Neither file nor entry names a CRS. Facts: layer, source."""

    code = "crs_missing"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": '图层 {layer}({source})没有坐标系。请在 [layers.{layer}] 写明 crs,例如 crs = "EPSG:4548"(CGCS2000 3度带 117°E)。',
        "en": 'layer {layer} ({source}) has no CRS. State it under [layers.{layer}], e.g. crs = "EPSG:4548".',
    }


class CRSMismatchError(LayerError):
    """File and entry disagree. Facts: layer, source, declared, found."""

    code = "crs_mismatch"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "图层 {layer}({source}):声明为 {declared},文件自带 {found},两者不同。请核对后改正其一。",
        "en": "layer {layer} ({source}): declared {declared}, the file says {found}. Check and correct one of them.",
    }


class MetricCRSError(LayerError):
    """A frame or district CRS is not projected in metres. Facts: layer, found."""

    code = "crs_metric"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "{layer} 的坐标系 {found} 不是以米为单位的投影坐标系,不能量算。请改用 CGCS2000 高斯-克吕格带,例如 EPSG:4548。{remedy}",
        "en": "{layer} is in {found}, which is not projected in metres. Use a CGCS2000 Gauss-Kruger belt such as EPSG:4548. {remedy}",
    }


class MisplacedLayerError(LayerError):
    """A layer lies far from all others of its district. Facts: layer, source, away_km, guess."""

    code = "layer_misplaced"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "图层 {layer}({source})离本区其余图层约 {away_km} 公里,不在本区。{guess}。请核对坐标系、带号与坐标次序。",
        "en": "layer {layer} ({source}) lies about {away_km} km from the district's other layers. {guess}. "
        "Check its CRS, its belt and the order of its coordinates.",
    }


class UnreadableFileError(LayerError):
    """A file cannot be opened or is damaged. Facts: source, problem, remedy."""

    code = "file_unreadable"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "读不了文件 {source}:{problem}。{remedy}",
        "en": "cannot read {source}: {problem}. {remedy}",
    }


class DefinitionError(GisError, ValueError):
    """A TOML file of ours is wrong. Facts: file, key, problem."""

    code = "definition"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "定义文件 {file} 的 {key}:{problem}。",
        "en": "{file}, key {key}: {problem}.",
    }


class UnknownMeasureError(DefinitionError):
    """A goal names a measure that does not exist. Facts: file, key, measure, known."""

    code = "measure_unknown"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "定义文件 {file} 的 {key}:没有名为 {measure} 的指标;可用:{known}。",
        "en": "{file}, key {key}: no measure named {measure}; known: {known}.",
    }


class UnitError(DefinitionError):
    """A quantity has no or a wrong unit. Facts: file, key, text, expected."""

    code = "unit"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "定义文件 {file} 的 {key}:“{text}”不是可用的量值;应写成 {expected}。",
        "en": "{file}, key {key}: {text!r} is not a usable quantity; write {expected}.",
    }

    def __init__(self, *, text: object, expected: str, file: object = "—", key: object = "—") -> None:
        self.text, self.expected = text, expected
        super().__init__(text=text, expected=expected, file=file, key=key)


class TargetError(DefinitionError):
    """A goal's target cannot be used. Facts: file, key, problem."""

    code = "target"


class ClauseError(GisError, ValueError):
    """A clause cannot be made into a polygon. Facts: clause, problem, remedy."""

    code = "clause"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "条文“{clause}”:{problem}。{remedy}",
        "en": "clause “{clause}”: {problem}. {remedy}",
    }


class OpenClauseError(ClauseError):
    """The words do not close an area. Facts: clause, missing (sides)."""

    code = "clause_open"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "条文“{clause}”不闭合,缺少:{missing}。{remedy}请在 plan.toml 该分区的 [[closing]] 中补充边界并写明理由(成果标为示意)。",
        "en": "clause “{clause}” does not close, missing: {missing}. {remedy}"
        "Declare a [[closing]] with its reason for this zone in plan.toml (the result is flagged indicative).",
    }


class UnknownLineError(ClauseError):
    """A named road, river or border is not in the layers. Facts: clause, name, nearest."""

    code = "clause_line_unknown"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "条文“{clause}”中的“{name}”在道路、铁路、河流、界线图层中都找不到;相近的名称:{nearest}。请补充该线或在 aliases 中登记别名。",
        "en": "clause “{clause}” names “{name}”, found in no line layer; nearest names: {nearest}. Add the line or an alias.",
    }


class UnreadClauseError(ClauseError):
    """Words of the clause were not understood. Facts: clause, unread."""

    code = "clause_unread"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "条文“{clause}”中有没读懂的词:{unread}。{remedy}",
        "en": "clause “{clause}” has words not understood: {unread}. {remedy}",
    }


class UnknownDistrictError(GisError, LookupError):
    """No such district. Facts: name, known, workspace."""

    code = "district_unknown"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "没有名为 {name} 的区;现有:{known}。工作区文件夹:{workspace}。可用 yitu new 新建。",
        "en": "no district named {name}; there are: {known}. Workspace: {workspace}. Make one with yitu new.",
    }

    def __str__(self) -> str:
        return self.message("zh")


class WorkspaceError(GisError, OSError):
    """A folder or file cannot be written. Facts: path, problem, remedy."""

    code = "workspace"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "写不了 {path}:{problem}。{remedy}",
        "en": "cannot write {path}: {problem}. {remedy}",
    }

    def __str__(self) -> str:
        return self.message("zh")


class UnsupportedFormatError(GisError, ValueError):
    """No reader for this suffix. Facts: source, suffix, known."""

    code = "format_unsupported"
    texts: ClassVar[Mapping[str, str]] = {
        "zh": "读不了 {source}:不支持 {suffix} 格式;可读:{known}。请转换后再试。",
        "en": "cannot read {source}: format {suffix} is not supported; readable: {known}. Convert it first.",
    }


class GisWarning(UserWarning):
    """Something was repaired or dropped; the text counts it."""
