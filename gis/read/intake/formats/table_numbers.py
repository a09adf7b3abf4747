"""Texts of a table proved numbers or left alone: figures, codes that must stay texts, angles in all spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "MISSING",
    "Proved",
    "is_code_name",
    "is_number",
    "numbers",
    "packed_degrees",
    "plain",
    "prove",
    "read_angle",
    "unguarded",
]

Floats = npt.NDArray[np.float64]

# What stands for "no value" where a figure is expected, in small letters.
MISSING = frozenset(
    [
        "-",
        "—",
        "–",
        "--",
        "——",
        "/",
        "\\",
        "无",
        "暂无",
        "无数据",
        "空",
        "缺",
        "未知",
        "n/a",
        "na",
        "#n/a",
        "#value!",
        "#ref!",
        "#div/0!",
        "#name?",
        "#null!",
        "#num!",
        "null",
        "none",
        "nan",
        "\\n",
        "(null)",
        "<null>",
        "*",
        "**",
        "***",
        "…",
    ]
)
_PLAIN = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"
_WHOLE = r"^[+-]?\d{1,15}$"
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_CODE = r"^'?[+-]?(0\d|\d{16,}$)"  # a leading zero, or more digits than a number can hold
_CODE_NAME = re.compile(
    r"(编号|代码|编码|代号|标识码|要素码|电话|手机|身份证|证件号|邮编|邮政编码|号码|序号|版本|日期|时间|年月|文号|名称)"
    r"|号$|(^|[_ ])(id|fid|oid|code|dm|tel|phone|mobile|zip|date|time|version)$|dm$|^(bsm|objectid|gid|uid|uuid|guid)$"
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NEARLY = 0.8  # share of figures in a column whose other entries deserve a look

_MARKS = str.maketrans({
    "′": "'", "’": "'", "‘": "'", "´": "'", "`": "'", "ʹ": "'", "分": "'", "″": '"', "”": '"', "“": '"', "秒": '"',
    "˝": '"', "º": "°", "度": "°", "˚": "°", "−": "-", "–": "-", "—": "-",
})  # fmt: skip
_SIDES = {"东经": "E", "西经": "W", "北纬": "N", "南纬": "S", "东": "E", "西": "W", "北": "N", "南": "S"}
_ANGLE = re.compile(
    r"([+-])?(\d{1,3}(?:\.\d+)?)(?:(?:°\s*|\s*:\s*|\s+|-)(\d{1,2}(?:\.\d+)?)"
    r"(?:(?:'\s*|\s*:\s*|\s+|-)(\d{1,2}(?:\.\d+)?)[\"']*)?'?)?°?"
)


@dataclass(frozen=True)
class Proved:
    """A column after the proof: `values` numbers (shares for percent) or the texts; what had to be read over.

    `missing`: signs for "no value"; `grouped`: with thousands separators; `wide`: full-width; `strays`: entries that
    keep a column of figures from being one, at most five of them.
    """

    values: pa.Array | pa.ChunkedArray
    missing: int = 0
    grouped: int = 0
    wide: int = 0
    percent: bool = False
    strays: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether it is a column of numbers."""
        return bool(pa.types.is_floating(self.values.type) or pa.types.is_integer(self.values.type))


def plain(text: str) -> str:
    """The text in half-width letters without blanks around it and without the apostrophe that marks texts in sheets."""
    return unicodedata.normalize("NFKC", text).strip().lstrip("'").replace("−", "-").strip()


def unguarded(text: str) -> str:
    """A cell without the apostrophe that exports put before texts a spreadsheet would take for a formula."""
    return text[1:] if text[:1] == "'" and text.lstrip("'").startswith(_FORMULA_STARTS) else text


def is_number(text: str) -> bool:
    """Whether a cell holds a number, with separators, percent or full-width digits as they come."""
    clean = plain(text).removesuffix("%")
    return bool(re.match(_PLAIN, clean) or _GROUPED.fullmatch(clean))


def is_code_name(name: str) -> bool:
    """Whether a column of that name holds ids, codes, dates or names: never figures, whatever its entries look like."""
    return bool(_CODE_NAME.search(plain(name).casefold()))


def prove(name: str, texts: pa.ChunkedArray) -> Proved:
    """Numbers where every entry of the column is one and its name does not say code; else the texts as they are.

    Parameters
    ----------
    texts: (n,) strings, null where the cell is empty.
    """
    filled = pc.drop_null(texts)
    if not len(filled) or is_code_name(name):
        return Proved(texts)
    quick = _cast(texts)
    wide = grouped = missing = 0
    percent = False
    clean = texts
    if quick is None:
        known = pc.unique(filled).to_pylist()
        if sum(_figure_or_none(text) for text in known) < len(known):
            return Proved(texts, strays=_strays(filled, known))
        tidied = {text: plain(text) for text in known}
        shares = {text for text in known if tidied[text].endswith("%")}
        figures = [text for text in known if tidied[text].casefold() not in MISSING]
        percent = bool(shares)
        if not figures or (percent and len(shares) < len(figures)):
            return Proved(texts, strays=tuple(figures[:5]) if figures else ())
        counted = _counts(filled)
        missing = sum(counted[text] for text in known if text not in figures)
        wide = sum(counted[text] for text in figures if not text.isascii())
        grouped = sum(counted[text] for text in figures if "," in tidied[text])
        bare = {text: tidied[text].removesuffix("%").replace(",", "") for text in figures}
        clean = pa.chunked_array([pa.array([bare.get(text) for text in texts.to_pylist()], type=pa.string())])
    values = quick if quick is not None else _cast(clean)
    held = pc.drop_null(clean)
    if values is None or pc.any(pc.match_substring_regex(held, _CODE)).as_py():
        return Proved(texts)
    held_values = pc.drop_null(values).to_numpy()
    if not percent and bool((held_values == np.floor(held_values)).all()) and _all_match(held, _WHOLE):
        values = pc.cast(values, pa.int64())
    return Proved(pc.divide(values, 100.0) if percent else values, missing, grouped, wide, percent)


def numbers(texts: Sequence[str | None]) -> Floats:
    """Each entry as a finite number (thousands separators and full-width digits read over), NaN for all else."""
    try:
        found = np.array([text or "nan" for text in texts], dtype=np.float64)  # the quick way for plain figures
    except ValueError:
        found = np.array([_number(text) for text in texts], dtype=np.float64)
    return np.where(np.isfinite(found), found, np.nan)


def read_angle(text: str) -> float | None:
    """Degrees of an angle as people write them (117°02′30.5″E, 东经117度2分, 117-02-30, 117:02:30); None: no angle.

    Minutes and seconds of 60 and more are no angle.
    """
    clean = plain(text.translate(_MARKS)).upper()
    clean = re.sub(r"(\d)D(.*?\d)M(?:(.*?\d)S)?", r"\1°\2'\3", clean)  # before S can be taken for south
    negative = False
    for word, side in _SIDES.items():
        clean = clean.replace(word, side)
    clean = clean.replace("''", '"')
    if clean[:1] in "EWNS" or clean[-1:] in "EWNS":
        negative = clean[:1] in "WS" or clean[-1:] in "WS"
        clean = clean.strip("EWNS").strip(" :")
    found = _ANGLE.fullmatch(clean)
    if found is None or (negative and found[1]):
        return None
    degrees, minutes, seconds = float(found[2]), float(found[3] or 0), float(found[4] or 0)
    broken = (found[3] and "." in found[2]) or (found[4] and "." in found[3])  # a fraction above smaller parts
    if broken or minutes >= 60 or seconds >= 60:
        return None
    value = degrees + minutes / 60 + seconds / 3600
    return -value if negative or found[1] == "-" else value


def packed_degrees(texts: Sequence[str]) -> Floats | None:
    """What plain decimals mean if they are degrees, minutes and seconds in one figure (117.0230 = 117°02′30″).

    Returns
    -------
    (n,) degrees; None where a figure cannot be packed (minutes or seconds of 60 and more) or none has four decimals.
    """
    values = np.empty(len(texts))
    deep = False
    for at, text in enumerate(texts):
        whole, _, behind = plain(text).partition(".")
        deep |= len(behind) >= 4
        behind = behind.ljust(4, "0")
        if not (whole.lstrip("+-").isdigit() and behind.isdigit() and len(behind) <= 9):
            return None
        minutes, seconds = int(behind[:2]), float(f"{behind[2:4]}.{behind[4:] or 0}")
        if minutes >= 60 or seconds >= 60:
            return None
        value = abs(int(whole)) + minutes / 60 + seconds / 3600
        values[at] = -value if whole.startswith("-") else value
    return values if deep else None


def _number(text: str | None) -> float:
    if text is None:
        return np.nan
    clean = plain(text)
    if _GROUPED.fullmatch(clean):
        clean = clean.replace(",", "")
    return float(clean) if re.match(_PLAIN, clean) else np.nan


def _cast(texts: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """The texts as finite numbers; None where one of them is not."""
    try:
        values = pc.cast(texts, pa.float64())
    except pa.ArrowInvalid:
        return None
    return values if bool(np.isfinite(pc.drop_null(values).to_numpy()).all()) else None


def _all_match(texts: pa.ChunkedArray, pattern: str) -> bool:
    return bool(pc.all(pc.match_substring_regex(texts, pattern)).as_py())


def _figure_or_none(text: str) -> bool:
    return is_number(text) or plain(text).casefold() in MISSING


def _counts(filled: pa.ChunkedArray) -> dict[str, int]:
    return {entry["values"]: entry["counts"] for entry in pc.value_counts(filled).to_pylist()}


def _strays(filled: pa.ChunkedArray, known: Sequence[str]) -> tuple[str, ...]:
    """The entries that are no figures, where nearly all others are and none of them looks like a code."""
    counted = _counts(filled)
    others = [text for text in known if not _figure_or_none(text)]
    odd = sum(counted[text] for text in others)
    codes = any(re.match(_CODE, plain(text)) for text in known)
    return tuple(others[:5]) if not codes and odd <= (1 - _NEARLY) * len(filled) else ()
