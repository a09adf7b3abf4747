import queue
import threading

import pytest

from apps.jobs import Cancelled, Job, job
from gis.errors import WorkspaceError


def test_a_job_gives_what_its_work_gives_and_says_how_far_it_is():
    go, begun = threading.Event(), threading.Event()

    def work(step):
        step("半途", 0.5)
        begun.set()
        go.wait(5)
        step("完成", 7.0)
        return 42

    running = Job(work)
    assert begun.wait(5)
    assert (running.text, running.share) == ("半途", 0.5)
    assert not running.wait(0.01)
    go.set()
    assert running.result() == 42
    assert running.share == 1.0


def test_two_sessions_join_one_job():
    go, made = threading.Event(), []

    def work(_):
        made.append(1)
        go.wait(5)
        return object()

    first, second = job("joined", work), job("joined", work)
    go.set()
    assert first is second
    assert first.result() is second.result()
    assert made == [1]


def test_a_cancelled_job_stops_at_its_next_step_and_may_start_again():
    go = threading.Event()

    def work(step):
        go.wait(5)
        step("下一步", 0.1)
        return 1

    running = job("cancelled", work)
    running.cancel()
    go.set()
    with pytest.raises(Cancelled):
        running.result()
    assert running.failed
    assert job("cancelled", lambda _: 2).result() == 2


def test_a_refusal_reaches_whoever_asks():
    def work(_):
        raise WorkspaceError(path="p", problem="满了")

    with pytest.raises(WorkspaceError, match="满了"):
        Job(work).result()


def test_a_break_is_no_silence(monkeypatch):
    """What nobody foresaw goes to the log of the server, and whoever asks for the result is told."""
    logged = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", logged.put)
    broken = Job(lambda _: 1 // 0)
    with pytest.raises(RuntimeError, match="log"):
        broken.result()
    assert logged.get(timeout=5).exc_type is ZeroDivisionError
