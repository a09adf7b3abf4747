"""The encoding of a .dbf, judged by its bytes: what it says of itself is evidence, what it holds is more."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.read.intake.decoding import han_share, known_encoding

__all__ = ["LABELS", "Judged", "Texts", "Trial", "judge", "label_encoding", "texts_of", "usable_encoding"]

LABELS = {"utf-8": "UTF-8", "gb18030": "GBK", "cp950": "Big5"}  # as planners call them; others by their own name
_JUDGED = tuple(LABELS)
_LDID = {0x4D: "936", 0x7A: "936", 0x4F: "950", 0x78: "950", 0x13: "932", 0x7B: "932", 0x4E: "949", 0x79: "949",
         0xC8: "1250", 0xC9: "1251", 0xCA: "1254", 0xCB: "1253", 0x03: "1252"}  # fmt: skip
_TEXT_CODECS = re.compile(r"utf-8|gb18030|big5|big5hkscs|cp\d+|iso8859-\d+|koi8-\w|euc_\w+|shift_jis|ascii|hz")
_NAME = re.compile(r"[\w .:()-]{1,40}", re.ASCII)
_UTF8_HAN = rb"[\xe3-\xe9\xef][\x80-\xbf]{2}"
_UTF8_ALONE = re.compile(rb"[\x00-\x7f]*(?:" + _UTF8_HAN + rb"[\x00-\x7f]*){2,}")
_UTF8_SOMEWHERE = re.compile(rb"(?:" + _UTF8_HAN + rb"){2}")
_UNASKED = {"cp1252", "iso8859-1", "iso8859-15", "cp437", "cp850", "ascii"}
_SURE = 0.75  # score of an encoding that may be taken without asking
_ALONE = 0.4  # the same, where no other encoding fits every value
_MARGIN = 0.15  # by which the best must lead
_SAMPLE = 4000  # values looked at one by one where the whole does not decode
_LETTERS = 20_000  # letters whose share of common ones is counted
_FEW = 3  # letters beyond ASCII, up to which two fitting encodings cannot be told apart


@dataclass(frozen=True)
class Trial:
    """How one encoding fits: values of which `bad` do not decode and `cut` lack only the end of their last letter.

    `share`: of the letters beyond ASCII that are common in Chinese text so encoded (0-1). `preview`: up to five values.
    """

    encoding: str
    values: int
    bad: int
    cut: int
    share: float
    preview: tuple[str, ...]

    @property
    def score(self) -> float:
        """0-1: common letters count, each value that does not decode counts against it."""
        if not self.values:
            return 0.0
        return self.share * max(0.0, 1 - 4 * self.bad / self.values) * (1 - 0.2 * self.cut / self.values)

    @property
    def label(self) -> str:
        """The encoding as planners call it."""
        return LABELS.get(self.encoding, self.encoding)

    def evidence(self) -> str:
        """In figures: values that fit of all, share of common letters."""
        return f"{self.label} {self.values - self.bad}/{self.values} · {self.share:.0%}"


@dataclass(frozen=True)
class Judged:
    """The encoding to read with; `sure`: no other fits about as well; `stated`: what the file says, empty: nothing."""

    encoding: str
    sure: bool
    stated: str
    trials: tuple[Trial, ...]

    @property
    def best(self) -> Trial:
        """The trial of the chosen encoding."""
        return next(trial for trial in self.trials if trial.encoding == self.encoding)


@dataclass(frozen=True)
class Texts:
    """Decoded values, and the places (from 0) of those that are not whole or not in the encoding of the rest.

    `cut`: the end of the last letter is lost. `damaged`: letters could not be decoded. `other`: another encoding.
    """

    values: list[str]
    cut: tuple[int, ...] = ()
    damaged: tuple[int, ...] = ()
    other: tuple[int, ...] = ()


def usable_encoding(name: str) -> str | None:
    """The Python name of a text encoding a .cpg or a user names; None for an unknown one.

    Python also knows codecs that are no encodings of text ("hex", "undefined"): a file of a stranger may name them.
    """
    name = name.strip(" \t\r\n\0")
    known = known_encoding(name) if _NAME.fullmatch(name) else None
    if known is None or not _TEXT_CODECS.fullmatch(known):
        return None
    return "cp950" if known == "big5" else known


def label_encoding(cpg: bytes | None, ldid: int) -> str:
    """What the file says of itself: the .cpg first, then the language id of the .dbf; empty: nothing usable."""
    if cpg is not None:
        named = usable_encoding(cpg[:40].removeprefix(codecs.BOM_UTF8).decode("ascii", errors="replace"))
        if named is not None:
            return named
    return usable_encoding(_LDID.get(ldid, "")) or ""


def judge(values: Sequence[bytes], *, stated: str = "") -> Judged:
    """The encoding of values (each with a byte beyond ASCII), by how well each candidate decodes them.

    Parameters
    ----------
    values: distinct. stated: the label of the file (`label_encoding`); taken while the content does not contradict it.
    """
    names = [*_JUDGED, *([stated] if stated and stated not in _JUDGED else [])]
    trials = {name: _trial(values, name) for name in names}
    ranked = tuple(sorted(trials.values(), key=lambda trial: -trial.score))
    best = ranked[0]
    gbk, big5 = trials["gb18030"], trials["cp950"]
    if stated != "cp950" and best is big5 and gbk.bad == 0 and gbk.score >= 0.85:  # short texts fit both
        best = gbk
    said = trials.get(stated)
    if said is not None and said.bad == 0:
        if stated in _JUDGED:
            proven = stated == "utf-8" and said.cut == 0  # hardly any other text follows its rules throughout
            believed = proven or said.score >= best.score - 0.25
        else:  # the label of another script is meant; that of western Europe is what programs write unasked
            believed = stated not in _UNASKED or best.score < _SURE
        if believed:
            return Judged(stated, sure=True, stated=stated, trials=ranked)
    return Judged(best.encoding, sure=_is_sure(best, ranked, values), stated=stated, trials=ranked)


def _is_sure(best: Trial, ranked: Sequence[Trial], values: Sequence[bytes]) -> bool:
    fitting = [trial for trial in ranked if trial.bad == trial.cut == 0 and trial.encoding in _JUDGED]
    if fitting == [best] and best.score >= _ALONE:
        return True
    letters = sum(byte > 127 for value in values[:_FEW] for byte in value) // 2
    if letters <= _FEW and {"utf-8", "gb18030"} <= {trial.encoding for trial in fitting}:
        return best.encoding == "utf-8" and best.score >= _SURE  # three bytes in a row fit by chance only seldom
    rest = [trial for trial in ranked if trial is not best and {trial.encoding, best.encoding} != {"gb18030", "cp950"}]
    if best.encoding == "cp950":
        rest = [trial for trial in ranked if trial is not best]
    return best.score >= _SURE and all(trial.score <= best.score - _MARGIN for trial in rest)


def _trial(values: Sequence[bytes], encoding: str) -> Trial:
    kept = [values[at] for at in np.linspace(0, len(values) - 1, min(len(values), _SAMPLE)).astype(int)]
    bad = cut = 0
    try:
        b"\0".join(values).decode(encoding)  # every value, at once
        count, texts = len(values), _joined(kept, encoding)
    except UnicodeDecodeError:
        count, texts = len(kept), []
        for value in kept:
            text, state = _one(value, encoding)
            bad, cut = bad + (state == "bad"), cut + (state == "cut")
            texts.append(text)
    beyond = "".join(letter for text in texts for letter in text if ord(letter) > 127)[:_LETTERS]
    preview = tuple(dict.fromkeys(text[:30] for text in texts if not text.isascii()))[:5]
    return Trial(encoding, count, bad, cut, _share(beyond.replace("\ufffd", ""), encoding), preview)


def _share(beyond: str, encoding: str) -> float:
    """Share of common letters: which ones are common depends on what the encoding is used for."""
    if not beyond:
        return 0.0
    if encoding == "utf-8":  # its own rules reject foreign bytes; any Han will do
        return max(sum("\u3000" <= letter <= "\u9fff" or letter >= "\uff00" for letter in beyond) / len(beyond),
                   0.9 if len(beyond) >= 8 else 0.0)  # fmt: skip
    if encoding == "cp950":
        lead = [letter.encode("cp950", errors="replace")[0] for letter in beyond]
        return sum(0xA1 <= byte <= 0xC6 for byte in lead) / len(lead)  # the first plane: letters in common use
    return han_share(beyond) if encoding == "gb18030" else 0.3


def texts_of(values: Sequence[bytes], encoding: str, *, certain: bool = False) -> Texts:
    """Values (n,) decoded; only what cannot be decoded is replaced by U+FFFD, and its place noted.

    Parameters
    ----------
    certain: the encoding is stated by the user: it holds for every value that it decodes.
    """
    try:
        found = _joined(values, encoding)
    except UnicodeDecodeError:
        return _one_by_one(values, encoding, certain=certain)
    if certain or encoding != "gb18030" or not _UTF8_SOMEWHERE.search(b"\0".join(values)):
        return Texts(found)
    other = [at for at, value in enumerate(values) if _UTF8_ALONE.fullmatch(value)]  # GBK takes most of them, wrongly
    for at in other:
        found[at] = _one(values[at], "utf-8")[0]
    return Texts(found, other=tuple(other))


def _one_by_one(values: Sequence[bytes], encoding: str, *, certain: bool) -> Texts:
    found: list[str] = []
    places: dict[str, list[int]] = {"whole": [], "cut": [], "bad": [], "other": []}
    for at, value in enumerate(values):
        text, state = _one(value, encoding)
        if state != "whole" or (not certain and encoding == "gb18030" and _UTF8_ALONE.fullmatch(value)):
            second = _second(value, encoding)
            text, state = (second, "other") if second else (text, state)
        found.append(text)
        places[state].append(at)
    return Texts(found, tuple(places["cut"]), tuple(places["bad"]), tuple(places["other"]))


def _joined(values: Sequence[bytes], encoding: str) -> list[str]:
    """All values decoded in one go: no encoding used in a .dbf has a zero byte inside a letter."""
    return b"\0".join(values).decode(encoding).split("\0") if values else []


def _one(value: bytes, encoding: str) -> tuple[str, str]:
    try:
        return value.decode(encoding), "whole"
    except UnicodeDecodeError as error:
        if error.end >= len(value) and error.reason in ("unexpected end of data", "incomplete multibyte sequence"):
            return value[: error.start].decode(encoding) + "\ufffd", "cut"
        return value.decode(encoding, errors="replace"), "bad"


def _second(value: bytes, encoding: str) -> str:
    """A value of a file put together from two: the text in the other common encoding, empty where that is no better."""
    other = "gb18030" if encoding == "utf-8" else "utf-8"
    text, state = _one(value, other)
    beyond = [letter for letter in text if ord(letter) > 127]
    return text if state == "whole" and len(beyond) >= 2 and _share("".join(beyond), other) >= 0.9 else ""
