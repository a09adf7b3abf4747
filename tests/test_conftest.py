"""The promise of .ci/run: nothing is skipped for want of a program there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CASES = """import pytest
def test_a(): pytest.skip("no X: apt-get install x")
def test_b(): pytest.skip("YITU_DATA is not set")
"""


@pytest.mark.parametrize(("promised", "told"), [("1", "1 failed, 1 skipped"), ("", "2 skipped")])
def test_want_of_a_program_is_a_failure_where_it_is_promised(tmp_path, promised, told):
    (tmp_path / "test_cases.py").write_text(CASES, encoding="utf-8")
    (tmp_path / "conftest.py").write_text(
        Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        env={**os.environ, "YITU_NO_SKIP": promised}, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told in done.stdout
