"""Names that strangers gave: which lead elsewhere or fool the eye, and how any of them is shown."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["hostile_name", "readable_name", "shown_name"]

_SHOWN_LENGTH = 120
_DEVICES = re.compile(r"(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(\..*)?", re.IGNORECASE)
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, directions of writing, halves of letters, line ends


def hostile_name(name: str) -> bool:
    """Whether a name in an archive ("/" between folders) would lead out of its folder, or hides what it is.

    Absolute, with a drive or a share, "..", control and direction characters, names of devices, endless ones.
    """
    steps = name.rstrip("/").split("/")
    if not name.strip() or len(name) > 1_000 or name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return True
    if any(not step.strip(" .") for step in steps):
        return True
    if any(_DEVICES.fullmatch(step.strip()) for step in steps):
        return True
    return any(unicodedata.category(letter) in _INVISIBLE for letter in name) or ":" in name


def readable_name(name: str) -> str:
    """The name of a file as text; where its bytes are no UTF-8 (unpacked from an old Chinese zip) they are GB18030."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        try:
            return name.encode("utf-8", "surrogateescape").decode("gb18030")
        except UnicodeError:
            return "".join("\ufffd" if unicodedata.category(letter) == "Cs" else letter for letter in name)
    return name


def shown_name(name: str) -> str:
    """A name as it may stand in a message: invisible letters replaced by U+FFFD, cut in the middle where too long."""
    plain = "".join("\ufffd" if unicodedata.category(letter) in _INVISIBLE else letter for letter in name)
    if len(plain) <= _SHOWN_LENGTH:
        return plain
    return f"{plain[: _SHOWN_LENGTH // 2]}…{plain[-_SHOWN_LENGTH // 2 :]}"
