"""The one function that encodes text on its way to folium or HTML.

folium and branca compile what they are given as a Jinja template and write it into a script: text of data (names,
fields, layers, files) that holds template syntax would run on the server, HTML in it would run in the browser, and an
honest "{%" in a remark would stop the map. Written as numeric entities these characters are inert in both, and the
browser still shows the original text. Nothing but `gis.views.map_door` talks to folium, and it encodes everything here.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Mapping
from numbers import Integral, Real

__all__ = ["decode", "encode", "encode_tree", "script_json"]

_ENTITIES = {ord(character): f"&#{ord(character)};" for character in "&<>\"'`{}$\\"}
_ENTITY = re.compile(r"&#(\d+);")


def encode(text: object) -> str:
    """`text` with & < > " ' ` { } $ and backslash as numeric entities; anything but a string is taken as its text."""
    return str(text).translate(_ENTITIES)


def decode(text: str) -> str:
    """The text that `encode` was given: for ids that come back from the browser."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def encode_tree(value: object) -> object:
    """A JSON-like value with every string encoded, keys included.

    Numbers, flags and None stay; NaN and infinities (not JSON) become None; other objects become their encoded text.
    """
    if isinstance(value, Mapping):
        return {encode(key): encode_tree(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode_tree(entry) for entry in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else None
    return encode(value)


def script_json(value: object) -> str:
    """JSON that may stand inside a <script> element: & < > and the two line separators written as escapes.

    For data our own script shows as text nodes; it never passes through a template.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "&<>\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
