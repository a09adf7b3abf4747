"""What holds for every test: where programs are promised (YITU_NO_SKIP), want of one is a failure, not a skip."""

import compileall
import os
from pathlib import Path

import pytest
from hypothesis import settings

import gis  # settles how workbooks are read before a test imports their library

# laws are tried on 30 examples where a test does not say; HYPOTHESIS_PROFILE=default tries a hundred
settings.register_profile("suite", max_examples=30, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

_HOW_TO_GET = ("apt-get install", "pip install")


def pytest_configure(config):
    """Bytecode of our own modules once: a fenced process may write none, and compiling is a third of a short read."""
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(Path(gis.__file__).parent, quiet=2)


def _promised(reason: str) -> bool:
    return bool(os.environ.get("YITU_NO_SKIP")) and any(how in reason for how in _HOW_TO_GET)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):  # noqa: ARG001
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and _promised(str(report.longrepr[2])):
        report.outcome = "failed"
        report.longrepr = f"YITU_NO_SKIP: {report.longrepr[2]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):  # noqa: ARG001
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and _promised(str(report.longrepr[2])):
        report.outcome = "failed"
        report.longrepr = f"YITU_NO_SKIP: {report.longrepr[2]}"
    return report
