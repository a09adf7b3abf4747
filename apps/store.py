"""What the process keeps between clicks: made things by key, and the layer files the browser may ask for.

Shared by all sessions and read-only: a value is made once, whoever asks first; the oldest leave when it grows full.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

__all__ = ["FILES", "Kept"]

_Value = TypeVar("_Value")


class Kept(Generic[_Value]):
    """Values by key, at most `entries_count`; two askers of one key wait for one making."""

    def __init__(self, entries_count: int) -> None:
        self._entries_count = entries_count
        self._values: OrderedDict[Hashable, _Value] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """The value of `key`, made by `make` where there is none; what `make` raises is not kept."""
        with self._guard:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            found = self.look_up(key)
            if found is None:
                found = make()
                self.put(key, found)
            return found

    def look_up(self, key: Hashable) -> _Value | None:
        """The value of `key`, None where there is none."""
        with self._guard:
            return self._values.get(key)

    def put(self, key: Hashable, value: _Value) -> None:
        """Keep `value` under `key`; the oldest leave."""
        with self._guard:
            self._values[key] = value
            self._values.move_to_end(key)
            self._making.pop(key, None)
            while len(self._values) > self._entries_count:
                self._values.popitem(last=False)


class _Files(Kept[bytes]):
    """Layer files by the key of their content: whoever knows the key may read, nobody can guess one."""

    def publish(self, bodies: Mapping[str, bytes]) -> None:
        """Let the browser ask for these."""
        for key, body in bodies.items():
            self.put(key, body)


FILES = _Files(400)
