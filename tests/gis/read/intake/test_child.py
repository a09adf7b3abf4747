"""The fenced process with readers that misbehave in its stead: each end is a report with a reason."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gis.read.intake import watch
from gis.read.intake.fence import read_fenced
from gis.read.intake.limits import LIMITS, MIB, Limits
from gis.read.intake.model import ReadOptions
from gis.read.intake.walls import can_confine
from tests.gis.read.intake import making_fence as making

Read = Callable[..., dict[str, Any]]

# The reader of the test takes the place of all that comes after the files are known.
BOOT = """
import sys, types
sys.path[:] = sys.argv[1].split('\\n')
stub = types.ModuleType('gis.read.intake.pipeline')
exec({code!r}, stub.__dict__)
sys.modules['gis.read.intake.pipeline'] = stub
from gis.read.intake.child import main
main(sys.argv[2:])
"""


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read a TXT (no GDAL is loaded for it) with a body of code as the reader."""

    def run(body: str, *, limits: Limits = LIMITS, **more: Any) -> dict[str, Any]:
        lines = "\n".join(f"    {line}" for line in body.splitlines())
        code = f"def process(found, options, notes, *, out, progress):\n{lines}\n    return {{'layers': []}}"
        monkeypatch.setattr(watch, "_BOOT", BOOT.format(code=code))
        path = making.of("界址.txt", making.coordinate_txt())(tmp_path)
        report = read_fenced([path], ReadOptions(), out=tmp_path / "out", limits=limits, **more)
        assert not list((tmp_path / "out").glob(".job*"))
        return report

    return run


def codes(report: dict[str, Any]) -> list[str]:
    return [one["code"] for one in report["messages"]]


def test_numbers_that_are_none_are_words_in_the_report(read: Read) -> None:
    report = read(
        "import numpy as np\n"
        "one = {'nodata': float('nan'), 'figures': np.array([1.5, np.inf]), 'deep': [(-np.inf, np.float64(2.0))]}\n"
        "return {'layers': [one]}"
    )
    assert report["layers"] == [{"nodata": "nan", "figures": [1.5, "inf"], "deep": [["-inf", 2.0]]}]
    json.dumps(report, allow_nan=False)


def test_a_reader_gets_what_was_found_and_what_was_asked(read: Read) -> None:
    report = read(
        "import json\n"
        "(key, source), = found\n"
        "(out / 'layer-0.arrow').write_bytes(source.path.read_bytes())\n"
        "progress('读', 0.5)\n"
        "one = {'key': key, 'name': source.name, 'path': source.path.name, 'crs': options.crs}\n"
        "return {'layers': [one], 'more': 1}"
    )
    assert report["layers"] == [{"key": "txt", "name": "界址.txt", "path": "data.txt", "crs": ""}]
    assert (report["format"], report["more"], report["messages"]) == ("txt", 1, [])
    assert all(report["walls"].values()) or not can_confine()


def test_values_of_numpy_and_others_become_plain(read: Read) -> None:
    report = read(
        "import numpy, datetime, pathlib\n"
        "return {'layers': [{'a': numpy.float64(1.5), 'b': numpy.arange(3), 'c': {1}, 'd': pathlib.Path('x'),"
        " 'e': datetime.date(2026, 3, 1), 'f': numpy.int64(2**60)}]}"
    )
    assert report["layers"] == [{"a": 1.5, "b": [0, 1, 2], "c": [1], "d": "x", "e": "2026-03-01", "f": 2**60}]


def test_a_refusal_keeps_its_notes(read: Read) -> None:
    report = read(
        "from gis.read.intake.model import refuse\n"
        "notes.add('driver_says', where='a', problem='b')\n"
        "raise refuse(notes, 'file_damaged', where='c', problem='d')"
    )
    assert codes(report) == ["driver_says", "file_damaged"]
    assert report["layers"] == []


@pytest.mark.parametrize(
    ("body", "limits", "code", "facts"),
    [
        ("raise ValueError('secret path /srv')", {}, "reader_failed", {"kind": "ValueError"}),
        (
            "return process(found, options, notes, out=out, progress=progress)",
            {},
            "reader_failed",
            {"kind": "RecursionError"},
        ),
        ("raise SystemExit(3)", {}, "reader_failed", {"kind": "exit 3"}),
        ("import os; os._exit(4)", {}, "reader_failed", {"kind": "exit 4"}),
        ("import ctypes; ctypes.string_at(8)", {}, "reader_crashed", {"signal": "SIGSEGV"}),
        ("import os; os.abort()", {}, "reader_crashed", {"signal": "SIGABRT"}),
        ("while True: pass", {"cpu_s": 1}, "limit_cpu", {"limit_s": 1}),
        ("import time; time.sleep(60)", {"wall_s": 2}, "limit_wall", {"limit_s": 2}),
        ("held = bytearray(3 << 30)", {}, "limit_memory", {"limit_mb": 2048}),
        ("import numpy; held = numpy.ones(1 << 29)", {}, "limit_memory", {"limit_mb": 2048}),
        ("import pyarrow; held = pyarrow.allocate_buffer(3 << 30)", {}, "limit_memory", {"limit_mb": 2048}),
        (
            "held = []\nwhile True: held.append(bytes(100_000))",
            {"memory_bytes": 400 * MIB},
            "limit_memory",
            {"limit_mb": 400},
        ),
        ("raise RuntimeError('std::bad_alloc')", {}, "limit_memory", {"limit_mb": 2048}),
        ("(out / 'a').write_bytes(bytes(3_000_000))", {"file_bytes": 2 * MIB}, "limit_output", {"limit_mb": 2}),
        ("import errno; raise OSError(errno.ENOSPC, 'full')", {}, "disk_full", {}),
    ],
    ids=[
        "raise",
        "recurse",
        "exit",
        "leave",
        "segfault",
        "abort",
        "cpu",
        "sleep",
        "memory",
        "numpy",
        "arrow",
        "creep",
        "cpp",
        "file",
        "disk",
    ],
)
def test_every_way_to_fail_has_a_name(
    read: Read, body: str, limits: dict[str, int], code: str, facts: dict[str, object]
) -> None:
    report = read(body, limits=Limits(**limits))
    assert codes(report) == [code]
    assert report["messages"][0]["facts"] == facts
    assert report["layers"] == []
    assert "secret" not in json.dumps(report)


def test_what_libraries_print_disturbs_nobody(read: Read) -> None:
    said: list[str] = []
    report = read(
        "import os\nprint('noise')\nos.write(1, b'noise\\n')\nprogress('a', 0.5)",
        progress=lambda text, _share: said.append(text),
    )
    assert codes(report) == []
    assert said == ["识别文件 / identifying", "a"]


def test_a_crash_at_the_very_end_takes_nothing_back(read: Read) -> None:
    report = read("import atexit, os\natexit.register(os.abort)\nreturn {'layers': [{'name': 'a'}]}")
    assert report["layers"] == [{"name": "a"}]


@pytest.mark.parametrize(
    "body",
    [
        "(out / 'report.json').write_text('{')",
        "(out / 'report.json').write_text('[]')",
        "(out / 'report.json').write_text('{\"format\":\"x\"}')",
        "(out / 'report.json').write_text('[' * 100_000)",
        "(out / 'report.json').write_text(json.dumps({**sound, 'messages': [{**one, 'code': 'none'}]}))",
        "(out / 'report.json').write_text(json.dumps({**sound, 'messages': [{**one, 'code': 'limit_cpu'}]}))",
        "(out / 'report.json').write_text(json.dumps({**sound, 'layers': ['x']}))",
        "(out / 'report.json').write_text(json.dumps({**sound, 'begin_again': 'all'}))",
        "(out / 'report.json').symlink_to('/etc/hostname')",
        "(out / 'report.json').mkdir()",
        "(out / 'report.json').write_text(json.dumps(sound) + ' ' * 3_000_000)",
    ],
    ids=range(11),
)
def test_a_report_of_a_process_gone_bad_is_not_used(read: Read, body: str) -> None:
    report = read(
        "import json, os\none = {'facts': {}, 'where': ''}\n"
        f"sound = {{'format': 'txt', 'layers': [], 'messages': [], 'walls': {{}}}}\n{body}\nos._exit(0)",
        limits=Limits(report_bytes=2 * MIB),
    )
    assert codes(report) == ["report_unusable"]


def test_only_ordinary_files_are_taken_over(read: Read, tmp_path: Path) -> None:
    report = read(
        "(out / 'layer-0.arrow').write_bytes(b'x')\n(out / 'link').symlink_to('/etc/hostname')\n"
        "(out / 'sub').mkdir()\n(out / 'sub' / 'a').write_bytes(b'x')\n(out / 'more').write_bytes(b'x')\n"
        "return {'layers': [{'file': 'layer-0.arrow', 'aside_file': 'link'}, {'file': 'sub/a', 'aside_file': ''}]}"
    )
    assert codes(report) == []
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["layer-0.arrow"]


def test_drivers_nobody_named_are_skipped_at_the_second_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a newer GDAL: a driver is taken off our list, found registered, and put on it again."""
    code = (
        "def process(found, options, notes, *, out, progress):\n"
        "    import pyogrio\n"
        "    return {'layers': [{'drivers': sorted(pyogrio.list_drivers())}]}"
    )
    forget = (
        "import gis.read.intake.drivers as d; d.KNOWN = d.KNOWN - {'SQLite'}\nfrom gis.read.intake.child import main\n"
    )
    boot = BOOT.format(code=code).replace("from gis.read.intake.child import main\n", forget)
    monkeypatch.setattr(watch, "_BOOT", boot)
    path = making.of("a.geojson", making.geojson())(tmp_path)
    report = read_fenced([path], ReadOptions(), out=tmp_path / "out")
    assert set(report["layers"][0]["drivers"]) <= {"GeoJSON", "GeoJSONSeq", "MEM"}


def test_drivers_that_stay_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = "from gis.read.intake.child import main\n"
    ignore = f"import gis.read.intake.drivers as d; d.skip_settings = lambda *a, **k: {{}}\n{begin}"
    boot = BOOT.format(code="process = None").replace(begin, ignore)
    monkeypatch.setattr(watch, "_BOOT", boot)
    path = making.of("a.geojson", making.geojson())(tmp_path)
    report = read_fenced([path], ReadOptions(), out=tmp_path / "out")
    assert codes(report) == ["drivers_unexpected"]
    assert "OGR_VRT" in report["messages"][0]["facts"]["names"]
