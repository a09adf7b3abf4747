"""The catalogue of words the interface, maps and exports show: Chinese first, English beside (`words*.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from gis.errors import DefinitionError

__all__ = ["LANGUAGES", "catalogue", "known", "say"]

LANGUAGES = ("zh", "en")


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """All words: key → {"zh": …, "en": …}, of every `words*.toml` beside this module.

    Raises
    ------
    DefinitionError: an entry lacks a language or holds anything else, or two files define one key.
    """
    words: dict[str, Mapping[str, str]] = {}
    sources = [entry for entry in files("gis.views").iterdir() if entry.name.startswith("words")]
    for source in sorted((entry for entry in sources if entry.name.endswith(".toml")), key=lambda entry: entry.name):
        for key, entry in tomllib.loads(source.read_text(encoding="utf-8")).items():
            if set(entry) != set(LANGUAGES) or not all(isinstance(text, str) for text in entry.values()):
                raise DefinitionError(file=source.name, key=key, problem="zh 与 en 各一句 / one text each in zh and en")
            if key in words:
                raise DefinitionError(file=source.name, key=key, problem="重复定义 / defined twice")
            words[key] = MappingProxyType(entry)
    return MappingProxyType(words)


def known(key: str) -> bool:
    """Whether the catalogue has this key."""
    return key in catalogue()


def say(key: str, lang: str = "zh", **facts: object) -> str:
    """The words of `key` in `lang` ("zh" or "en"; anything else gives Chinese), `{names}` filled with `facts`.

    An unknown key comes back as it is, so that a name without words (a user's own facility kind) stays readable.
    """
    entry = catalogue().get(key)
    if entry is None:
        return key
    return entry["en" if lang == "en" else "zh"].format(**facts)
