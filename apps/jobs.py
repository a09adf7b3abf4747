"""Long work in a thread of its own: a session that leaves its page, or reruns it, neither loses nor repeats it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar, cast

from gis.errors import GisError

__all__ = ["Cancelled", "Job", "job"]

_Value = TypeVar("_Value")
Step = Callable[[str, float], None]


class Cancelled(Exception):  # noqa: N818 - a wish of the user, no error
    """The user stopped the work."""


class Job(Generic[_Value]):
    """One piece of work: how far it is (`text`, `share` 0-1), whether it is done, what it gave."""

    def __init__(self, work: Callable[[Step], _Value]) -> None:
        self.text, self.share = "", 0.0
        self._stop, self._done = threading.Event(), threading.Event()
        self._found: list[_Value] = []
        self._problem: GisError | Cancelled | None = None
        threading.Thread(target=self._run, args=(work,), daemon=True).start()

    def _run(self, work: Callable[[Step], _Value]) -> None:
        try:
            self._found.append(work(self._step))
        except (GisError, Cancelled) as problem:  # anything else is ours to mend: the log tells it
            self._problem = problem
        finally:
            self._done.set()

    def _step(self, text: str, share: float) -> None:
        if self._stop.is_set():
            raise Cancelled
        self.text, self.share = text, min(max(share, 0.0), 1.0)

    def cancel(self) -> None:
        """Stop at the next step."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Whether it is done, after waiting at most `seconds`."""
        return self._done.wait(seconds)

    def result(self) -> _Value:
        """What the work gave, once it is done.

        Raises
        ------
        Cancelled: it was stopped. GisError: what the work refused. RuntimeError: it broke; the log tells why.
        """
        self._done.wait()
        if self._problem is not None:
            raise self._problem
        if not self._found:
            raise RuntimeError("the work broke off; the log of the server tells why")
        return self._found[0]

    @property
    def failed(self) -> bool:
        """Whether it ended without a result."""
        return self._done.is_set() and not self._found


_JOBS: dict[Hashable, Job[object]] = {}
_GUARD = threading.Lock()


def job(key: Hashable, work: Callable[[Step], _Value]) -> Job[_Value]:
    """The job of `key`: the one under way or done, else `work` started anew (also where the last one failed)."""
    with _GUARD:
        found = _JOBS.get(key)
        if found is None or found.failed:
            _JOBS.pop(key, None)
            found = _JOBS[key] = cast("Job[object]", Job(work))
        return cast("Job[_Value]", found)  # one key, one kind of value
