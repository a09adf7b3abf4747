"""The fence as a whole: honest files come through, nothing else does, and nothing stays behind."""

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from gis.read.intake import fence, watch
from gis.read.intake.fence import Named, read_fenced
from gis.read.intake.limits import Limits
from gis.read.intake.messages import Message, status_of
from gis.read.intake.model import ReadOptions
from tests.gis.read.intake import making_fence as making
from tests.gis.read.intake.test_walls import listener

ROOT = Path(__file__).resolve().parents[4]


def read(*given: Path | Named, out: Path, **more: Any) -> dict[str, Any]:
    return read_fenced(given, ReadOptions(), out=out, **more)


def codes(report: dict[str, Any]) -> list[str]:
    return [one["code"] for one in report["messages"]]


def status(report: dict[str, Any]) -> str:
    return status_of(Message(one["code"], one["facts"], one["where"]) for one in report["messages"]).value


def test_importing_the_parent_loads_no_library() -> None:
    heavy = {"numpy", "pyarrow", "pyogrio", "shapely", "pandas", "rasterio"}
    code = f"import sys, gis.read.intake.fence; sys.exit(len({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_geojson_comes_through(tmp_path: Path) -> None:
    said: list[float] = []
    source = making.of("地块.geojson", making.geojson())(tmp_path)
    before = source.stat()
    report = read(source, out=tmp_path / "out", progress=lambda _text, share: said.append(share))
    assert (status(report), report["format"]) == ("accepted", "geojson")
    (layer,) = report["layers"]
    assert layer["rows"] == {"in": 3, "accepted": 3, "repaired": 0, "quarantined": 0}
    with pa.OSFile(str(tmp_path / "out" / layer["file"])) as stream:
        assert pa.ipc.open_file(stream).read_all().column("名称").to_pylist() == ["地块1", "地块2", "地块3"]
    assert said == sorted(said)
    assert said[0] == 0.0
    assert source.stat().st_mtime_ns == before.st_mtime_ns
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [layer["file"]]


HONEST = [case for case in making.GOOD if case[0] in ("fence_zip_shapefile_gbk_names", "fence_zip_gdb_nested")]


@pytest.mark.parametrize(("maker", "ends", "told"), [case[1:] for case in HONEST], ids=[case[0] for case in HONEST])
def test_archives_come_through(maker: making.Maker, ends: str, told: set[str], tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    report = read(maker(tmp_path / "given"), out=tmp_path / "out")
    assert (status(report), told <= set(codes(report))) == (ends, True)
    assert sum(layer["rows"]["accepted"] for layer in report["layers"]) == 3


def test_hostile_files_reach_nothing(tmp_path: Path) -> None:
    """A dozen files in disguise, one read: every one is told apart, none is opened, nothing outside changes."""
    for folder in ("given", "outside"):
        (tmp_path / folder).mkdir()
    canary = tmp_path / "outside" / "canary.csv"
    canary.write_text(f"a\n{making.MARKER}\n")
    with listener() as (port, hits):
        for name, content in (("a.geojson", making.VIRTUAL), ("b.tif", making.TILES), ("c.kml", making.SERVICE)):
            text = content.replace("canary.csv", str(canary)).replace("127.0.0.1:9", f"127.0.0.1:{port}")
            report = read(making.of(name, text)(tmp_path / "given"), out=tmp_path / "out")
            assert status(report) == "refused"
            assert making.MARKER not in str({**report, "messages": codes(report)})
    assert hits == []
    assert canary.read_text() == f"a\n{making.MARKER}\n"
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["canary.csv"]
    assert list((tmp_path / "out").iterdir()) == []


def test_an_upload_keeps_the_name_it_was_sent_with(tmp_path: Path) -> None:
    path = making.of("0001", b"%PDF-1.7")(tmp_path)
    report = read(Named(path, "../../x/总图.shp"), out=tmp_path / "out")
    assert [(one["code"], one["where"]) for one in report["messages"]] == [("pdf_unreadable", "总图.shp")]


@pytest.mark.parametrize(
    ("given", "code"), [([], "nothing_to_read"), (["none.shp"], "input_missing"), (["/dev/zero"], "input_no_file")]
)
def test_nothing_to_read(given: list[str], code: str, tmp_path: Path) -> None:
    report = read(*(tmp_path / one for one in given), out=tmp_path / "out")
    assert codes(report) == [code]
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    report = read(making.of("a.geojson", making.geojson())(tmp_path), out=tmp_path / "file" / "out")
    assert codes(report) == ["fence_not_started"]
    assert report["messages"][0]["facts"] == {"problem": "ENOTDIR"}


def test_an_interpreter_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    report = read(making.of("a.geojson", making.geojson())(tmp_path), out=tmp_path / "out")
    assert codes(report) == ["fence_not_started"]
    assert list((tmp_path / "out").iterdir()) == []


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real thing: /dev/full takes the place of the job's own description."""

    def full(*_args: object, **_more: object) -> None:
        with Path("/dev/full").open("w") as stream:
            stream.write("x")

    monkeypatch.setattr(fence, "lay_in", full)
    report = read(making.of("a.geojson", making.geojson())(tmp_path), out=tmp_path / "out")
    assert codes(report) == ["disk_full"]


def test_cancelled_before_and_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = making.of("a.geojson", making.geojson())(tmp_path)
    cancel = threading.Event()
    monkeypatch.setattr(watch, "_BOOT", "import time; time.sleep(60)")
    threading.Timer(0.5, cancel.set).start()
    assert codes(read(path, out=tmp_path / "out", cancel=cancel)) == ["read_cancelled"]
    assert list((tmp_path / "out").iterdir()) == []


def test_two_at_a_time_and_the_third_waits_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = making.of("a.geojson", making.geojson())(tmp_path)
    monkeypatch.setattr(watch, "_BOOT", "import time; time.sleep(0.8)")
    ends: list[float] = []
    begun = time.monotonic()

    def one(at: int) -> None:
        read(path, out=tmp_path / str(at), limits=Limits(wall_s=20))
        ends.append(time.monotonic() - begun)

    threads = [threading.Thread(target=one, args=(at,)) for at in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    cancel = threading.Event()
    cancel.set()
    assert codes(read(path, out=tmp_path / "late", cancel=cancel)) == ["read_cancelled"]
    for thread in threads:
        thread.join()
    assert max(ends) >= 1.6
    assert sorted(ends)[1] < max(ends) - 0.4
