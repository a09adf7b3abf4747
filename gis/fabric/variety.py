"""Variety without chance: a number in [0, 1) from names, the same on every machine and in every run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

__all__ = ["chosen", "share_of"]


def share_of(*names: object) -> float:
    """A share in [0, 1) that depends on the names alone (BLAKE2b of their text)."""
    text = "\x1f".join(str(name) for name in names)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / float(1 << 48)


def chosen(options: Sequence[int], *names: object) -> int:
    """One of `options` (a count each, at least one), by the names."""
    return options[int(share_of(*names) * len(options))]
