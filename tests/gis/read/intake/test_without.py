"""A process can do without packages it would load for nothing."""

import subprocess
import sys


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_packages_left_out_are_not_there_and_others_are() -> None:
    code = """
from gis.read.intake.without import leave_out
leave_out("pandas", "geopandas")
for name in ("pandas", "pandas.core", "geopandas", "json", "numpy"):
    try:
        __import__(name)
        print(name)
    except ImportError:
        pass
"""
    assert run(code).split() == ["json", "numpy"]


def test_gdal_and_arrow_do_without_pandas() -> None:
    code = """
import sys
from gis.read.intake.without import leave_out
leave_out("pandas", "geopandas")
import pyarrow, pyogrio
print(pyarrow.array(["a", None]).null_count, "pandas" in sys.modules, len(pyogrio.list_drivers()) > 3)
"""
    assert run(code) == "1 False True"
