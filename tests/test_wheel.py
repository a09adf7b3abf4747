"""An installed wheel works outside the clone, shipped layers and app included."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the wheel's contents, and nothing of the clone."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (
            name.split("/")[0] in ("gis", "layers", "apps", "pyproject.toml", "README.md", "LICENSE")
            and (ROOT / name).exists()
        ):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder), str(source)], check=True
    )
    wheel = next(folder.glob("*.whl"))
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", str(folder / "site"), str(wheel)], check=True
    )
    return folder / "site"


def yitu(installed, cwd, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(installed), "YITU_WORKSPACE": str(cwd / "ws")}
    code = "import gis; from pathlib import Path; print(Path(gis.__file__).parent); from gis.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(installed)), "the clone was used, not the wheel"
    return done.stdout


def test_the_wheel_brings_its_districts(installed, tmp_path):
    text = yitu(installed, tmp_path, "list")
    assert "淄博高新区" in text
    assert "聊城高新区" in text


def test_the_wheel_compiles_zones(installed, tmp_path):
    assert "核心区" in yitu(installed, tmp_path, "zones", "zibo")


def test_the_wheel_writes_a_map(installed, tmp_path):
    yitu(installed, tmp_path, "measure", "liaocheng", "--goal", "green.radius", "--out", str(tmp_path / "out"))
    assert (tmp_path / "out" / "map.html").stat().st_size > 200_000  # scripts and styles inside


def test_the_wheel_brings_the_app(installed):
    assert (installed / "apps" / "main.py").exists()
    assert (installed / "gis" / "views" / "static" / "yitu-map.js").exists()
