"""Text of strangers where the screen reads Markdown: shown as it is written, whatever it holds.

Streamlit takes the labels of its widgets, its messages and captions for Markdown with extras (maths, emoji, icons,
colours, arrows, links). Some of these are looked for after the escapes are resolved, so a backslash alone does not
stop them: an invisible word joiner behind the sign does.
"""

from __future__ import annotations

import re

__all__ = ["literal"]

_JOINER = "\u2060"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LATE = re.compile(r"(:(?=[^\s:]*:|//)|[@<>=~&]|-(?=[->]))")  # emoji, links, addresses, arrows, dashes, entities
_WWW = re.compile(r"(www)(?=[.\u2060\\])", re.IGNORECASE)


def literal(text: object) -> str:
    """`text` as Markdown that shows it sign by sign, in one line."""
    plain = " ".join(str(text).split())
    marked = _LATE.sub(rf"\1{_JOINER}", plain)
    marked = _WWW.sub(rf"\1{_JOINER}", marked)
    return _PUNCTUATION.sub(r"\\\1", marked)
