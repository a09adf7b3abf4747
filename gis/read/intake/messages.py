"""What a read has to tell: messages with a stable code, a place and a remedy, in two languages (`texts/*.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from gis.errors import DefinitionError, in_language

__all__ = ["Level", "Message", "Notes", "Status", "Wording", "status_of", "wordings"]

_OURS = frozenset({"problem", "reason", "reasons"})  # facts that may come in two languages
_SHOWN_COUNT = 8  # entries of a list in a text; the rest is counted


class Status(Enum):
    """How a read ended; the value is the word in the JSON."""

    ACCEPTED = "accepted"
    ATTENTION = "attention"
    REFUSED = "refused"
    QUESTION = "question"

    @property
    def exit_code(self) -> int:
        """Of the command line: 0 accepted, 1 something to attend to, 2 refused, 3 an answer is needed."""
        return list(Status).index(self)


class Level(Enum):
    """What a message asks of the reader: nothing, a look, an answer, another file."""

    NOTE = "note"
    ATTENTION = "attention"
    QUESTION = "question"
    REFUSAL = "refusal"


@dataclass(frozen=True)
class Wording:
    """The words of a code: its level, and text and remedy in "zh" and "en" with {facts} in braces."""

    level: Level
    text: Mapping[str, str]
    remedy: Mapping[str, str]


@cache
def wordings() -> Mapping[str, Wording]:
    """All codes of all `texts/*.toml`, sorted.

    Raises
    ------
    DefinitionError: an entry lacks a language or a known level, or two files define one code.
    """
    found: dict[str, Wording] = {}
    folder = files("gis.read.intake") / "texts"
    for source in sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name):
        for code, entry in tomllib.loads(source.read_text(encoding="utf-8")).items():
            if set(entry) != {"level", "zh", "en", "remedy_zh", "remedy_en"}:
                raise DefinitionError(file=source.name, key=code, problem="level、zh、en、remedy_zh、remedy_en 各一")
            if entry["level"] not in [level.value for level in Level]:
                raise DefinitionError(file=source.name, key=code, problem="level: note, attention, question, refusal")
            if code in found:
                raise DefinitionError(file=source.name, key=code, problem="重复定义 / defined twice")
            found[code] = Wording(
                Level(entry["level"]),
                MappingProxyType({"zh": entry["zh"], "en": entry["en"]}),
                MappingProxyType({"zh": entry["remedy_zh"], "en": entry["remedy_en"]}),
            )
    return MappingProxyType(dict(sorted(found.items())))


@dataclass(frozen=True)
class Message:
    """One thing to tell. `facts` are JSON values that fill the words; `where`: file, layer, row or line, empty: all."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    where: str = ""

    @property
    def level(self) -> Level:
        """How much it asks for."""
        return wordings()[self.code].level

    def text(self, lang: str = "zh") -> str:
        """What was found, in `lang` ("zh" or "en")."""
        return self._filled(wordings()[self.code].text, lang)

    def remedy(self, lang: str = "zh") -> str:
        """What to do next, in `lang`; empty where nothing is to be done."""
        return self._filled(wordings()[self.code].remedy, lang)

    def _filled(self, words: Mapping[str, str], lang: str) -> str:
        shown = {name: _shown(_half(name, value, lang)) for name, value in self.facts.items()}
        return words["en" if lang == "en" else "zh"].format(**shown)

    def as_json(self, lang: str = "zh") -> dict[str, str]:
        """Code, level, text, where, remedy: all texts."""
        return {
            "code": self.code,
            "level": self.level.value,
            "text": self.text(lang),
            "where": self.where,
            "remedy": self.remedy(lang),
        }


def _half(name: str, value: object, lang: str) -> object:
    """The half in `lang` of a fact of ours, "自相交 / self-intersection"; texts of files stay whole."""
    if name not in _OURS:
        return value
    if isinstance(value, (list, tuple)):
        return [_half(name, entry, lang) for entry in value]
    return in_language(value, lang) if isinstance(value, str) else value


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        more = f" (+{len(value) - _SHOWN_COUNT})" if len(value) > _SHOWN_COUNT else ""
        return "、".join(_shown(entry) for entry in value[:_SHOWN_COUNT]) + more
    if isinstance(value, float):
        return f"{value:,.6g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


class Notes:
    """The messages of a read in their order; readers add, nobody takes away."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def add(self, code: str, *, where: str = "", **facts: object) -> None:
        """One more message; a code without words is a mistake of ours.

        Raises
        ------
        KeyError: no such code, or its words want a fact that is not given.
        """
        message = Message(code, facts, where)
        message.text(), message.remedy()
        self.messages.append(message)

    @property
    def refused(self) -> bool:
        """Whether something was told that ends the read."""
        return any(message.level is Level.REFUSAL for message in self.messages)


def status_of(messages: Iterable[Message]) -> Status:
    """The status the messages add up to: the gravest of them counts."""
    levels = {message.level for message in messages}
    if Level.REFUSAL in levels:
        return Status.REFUSED
    if Level.QUESTION in levels:
        return Status.QUESTION
    return Status.ATTENTION if Level.ATTENTION in levels else Status.ACCEPTED
