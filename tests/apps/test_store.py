"""What the process keeps: made once, the oldest leave, failures are not kept."""

from __future__ import annotations

import threading

import pytest

from apps.store import FILES, Kept


def test_a_value_is_made_once():
    kept, made = Kept(3), []
    for _ in range(4):
        kept.get("a", lambda: made.append(1) or "value")
    assert made == [1]
    assert kept.look_up("a") == "value"


def test_the_oldest_leave_first():
    kept = Kept(2)
    for key in ("a", "b"):
        kept.get(key, lambda key=key: key.upper())
    kept.get("a", lambda: "again")
    kept.get("c", lambda: "C")
    assert (kept.look_up("a"), kept.look_up("b"), kept.look_up("c")) == ("A", None, "C")


def test_a_failure_is_told_and_not_kept():
    kept = Kept(2)

    def fail():
        raise ValueError

    with pytest.raises(ValueError):
        kept.get("a", fail)
    assert kept.get("a", lambda: "now") == "now"


def test_two_askers_wait_for_one_making():
    kept, made, started = Kept(2), [], threading.Event()

    def slow():
        made.append(1)
        started.wait(0.2)
        return "value"

    threads = [threading.Thread(target=kept.get, args=("a", slow)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_published_files_are_read_by_key_only():
    FILES.publish({"0" * 32: b"{}"})
    assert FILES.look_up("0" * 32) == b"{}"
    assert FILES.look_up("1" * 32) is None
