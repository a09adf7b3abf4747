"""The walls, tried from inside: a process closes itself in and then attempts what a hostile file would make it do."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gis.read.intake.drivers import skip_settings
from gis.read.intake.formats import READERS
from gis.read.intake.walls import SETTINGS, Reach, can_confine, environment, own_reach, reachable
from tests.gis.read.intake import making_fence as making

ROOT = Path(__file__).resolve().parents[4]
linux = pytest.mark.skipif(not can_confine(), reason="a kernel without Landlock")

CLOSED = """
import json, os, sys
from pathlib import Path
from gis.read.intake.limits import MIB, Limits
from gis.read.intake.walls import close_in, own_reach
root, job, given, outside, port = Path(sys.argv[1]), *map(Path, sys.argv[2:5]), int(sys.argv[5])
limits = Limits(memory_bytes=900 * MIB, file_bytes=2 * MIB, open_files=40, cpu_s=20, wall_s=40)
told = {"walls": close_in(limits, own_reach(root, [given], job))}
"""

ATTEMPTS = """
import ctypes, socket, subprocess, threading
def attempt(name, what):
    try:
        told[name] = what()
    except (OSError, MemoryError, subprocess.SubprocessError) as error:
        told[name] = type(error).__name__
def connect(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        probe.connect(address)
    return "connected"
def datagram():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.sendto(b"x", ("127.0.0.1", port))
    return "sent"
canary = outside / "canary.csv"
attempt("tcp", lambda: connect(socket.AF_INET, ("127.0.0.1", port)))
attempt("udp", datagram)
attempt("read_given", lambda: given.read_text())
attempt("read_outside", lambda: canary.read_text())
attempt("read_link", lambda: (job / "link").read_text())
attempt("list_outside", lambda: [one.name for one in outside.iterdir()])
attempt("write_outside", lambda: (outside / "new").write_text("x"))
attempt("write_given", lambda: given.open("r+").write("x"))
attempt("append_given", lambda: given.open("a").write("x"))
attempt("delete_outside", lambda: canary.unlink())
attempt("rename_outside", lambda: canary.rename(outside / "moved"))
attempt("accounts", lambda: len(Path("/etc/passwd").read_text()))
attempt("environ_of_parent", lambda: len(Path(f"/proc/{os.getppid()}/environ").read_bytes()))
attempt("run", lambda: subprocess.run(["/bin/true"]).returncode)
attempt("signal_parent", lambda: os.kill(os.getppid(), 0))
attempt("write_job", lambda: (job / "made").write_text("x"))
attempt("list_job", lambda: sorted(one.name for one in job.iterdir()))
attempt("big_file", lambda: (job / "big").write_bytes(bytes(3_000_000)))
attempt("many_files", lambda: len([open(given) for _ in range(50)]))
attempt("memory", lambda: len(bytearray(1 << 30)))
def work():
    told["thread"] = "ran"
one = threading.Thread(target=work)
one.start()
one.join()
attempt("code", lambda: __import__("gis.read.intake.repair", fromlist=["x"]).__name__)
def load():
    from gis.read.intake.formats import READERS
    return [key for key, one in READERS.items() if callable(one.load())]
attempt("readers", load)
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
told["powers"], told["no_new"] = int(status["CapEff"], 16) | int(status["CapPrm"], 16), int(status["NoNewPrivs"])
json.dump(told, sys.stdout)
"""

LOOK = """
os.environ.update(json.loads(sys.argv[6]))
import pyogrio
try:
    meta, table = pyogrio.read_arrow(given)
    told["rows"], told["text"] = len(table), str(table.to_pylist())
except Exception as error:
    told["rows"], told["text"] = -1, str(error)
json.dump(told, sys.stdout)
"""


@contextmanager
def listener() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine that counts who knocks."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.0)
        hits: list[str] = []
        yield server.getsockname()[1], hits
        try:
            while True:
                caller, address = server.accept()
                caller.close()
                hits.append(str(address))
        except BlockingIOError:
            pass


def inside(script: str, job: Path, given: Path, outside: Path, *, port: int = 9, more: str = "") -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", CLOSED + script, str(ROOT), str(job), str(given), str(outside), str(port), more],
        cwd=ROOT,
        env={**environment(job), "PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("walls")
    for name in ("job", "outside", "given"):
        (folder / name).mkdir()
    given = folder / "given" / "a.csv"
    given.write_text("given")
    (folder / "outside" / "canary.csv").write_text(making.MARKER)
    (folder / "job" / "link").symlink_to(folder / "outside" / "canary.csv")
    with listener() as (port, hits):
        found = inside(ATTEMPTS, folder / "job", given, folder / "outside", port=port)
    found["hits"] = hits
    found["after"] = (
        (folder / "outside" / "canary.csv").read_text(),
        given.read_text(),
        len(list(folder.glob("outside/*"))),
    )
    return found


@linux
def test_all_walls_stand(told: dict[str, Any]) -> None:
    assert told["walls"] == dict.fromkeys(("resources", "network", "files", "powers", "parent"), True)


@linux
@pytest.mark.parametrize(
    "what",
    [
        "tcp",
        "read_outside",
        "read_link",
        "list_outside",
        "write_outside",
        "write_given",
        "append_given",
        "delete_outside",
        "rename_outside",
        "accounts",
        "environ_of_parent",
        "run",
        "signal_parent",
        "big_file",
        "many_files",
        "memory",
    ],
)
def test_attempts_that_must_fail(told: dict[str, Any], what: str) -> None:
    assert str(told[what]).endswith("Error"), f"{what}: {told[what]}"


@linux
def test_nothing_left_and_nothing_changed(told: dict[str, Any]) -> None:
    assert told["hits"] == []
    assert told["after"] == (making.MARKER, "given", 1)
    assert told["udp"] == "OSError"
    assert (told["powers"], told["no_new"]) == (0, 1)


@linux
def test_what_a_read_needs_still_works(told: dict[str, Any]) -> None:
    assert told["read_given"] == "given"
    assert told["write_job"] == 1
    assert "made" in told["list_job"]
    assert told["thread"] == "ran"
    assert told["code"] == "gis.read.intake.repair"
    assert told["readers"] == list(READERS)


def seen(tmp_path: Path, name: str, content: str, settings: dict[str, str]) -> dict[str, Any]:
    """What GDAL itself makes of a file behind the walls, nobody having looked at it before."""
    for folder in ("job", "outside"):
        (tmp_path / folder).mkdir()
    (tmp_path / "outside" / "canary.csv").write_text(f"a\n{making.MARKER}\n")
    given = tmp_path / name
    given.write_text(content.replace("canary.csv", str(tmp_path / "outside" / "canary.csv")))
    more = json.dumps(settings)
    with listener() as (port, hits):
        given.write_text(given.read_text().replace("127.0.0.1:9", f"127.0.0.1:{port}"))
        found = inside(LOOK, tmp_path / "job", given, tmp_path / "outside", port=port, more=more)
    return {**found, "hits": hits}


@linux
@pytest.mark.parametrize("skipped", [True, False])
def test_instructions_to_read_another_file_bring_nothing_back(tmp_path: Path, *, skipped: bool) -> None:
    """By the skip list alone they are not understood; by the walls alone they are, and reach nothing."""
    virtual = making.VIRTUAL.replace(f'name="{making.MARKER}"', 'name="canary"')
    found = seen(tmp_path, "a.geojson", virtual, skip_settings({"GeoJSON"}) if skipped else {})
    assert making.MARKER not in found["text"]
    assert found["hits"] == []


@linux
def test_a_link_to_a_crs_is_not_followed(tmp_path: Path) -> None:
    collection = json.loads(making.geojson())
    collection["crs"] = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    found = seen(tmp_path, "a.geojson", json.dumps(collection), skip_settings({"GeoJSON"}))
    assert found["rows"] == 3
    assert found["hits"] == []


def test_a_listener_that_is_reached_counts() -> None:
    """The check above can fail: without walls the same knock is heard."""
    with listener() as (port, hits), socket.create_connection(("127.0.0.1", port)):
        pass
    assert len(hits) == 1


def test_the_environment_holds_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_SERVER", "x")
    monkeypatch.setenv("PROJ_DATA", "/somewhere")
    found = environment(tmp_path)
    assert "SECRET_OF_THE_SERVER" not in found
    assert found["PROJ_DATA"] == "/somewhere"
    assert found["HOME"] == found["TMPDIR"] == str(tmp_path)
    assert SETTINGS.items() <= found.items()


def test_settings_shut_every_door_of_the_checklist() -> None:
    assert SETTINGS["PROJ_NETWORK"] == "OFF"
    assert SETTINGS["GDAL_VRT_ENABLE_PYTHON"] == SETTINGS["GML_DOWNLOAD_SCHEMA"] == "NO"
    assert SETTINGS["OGR_SQLITE_ALLOW_EXTERNAL_ACCESS"] == SETTINGS["OGR_SQLITE_LIST_VIRTUAL_OGR"] == "NO"
    assert SETTINGS["CPL_VSIL_CURL_ALLOWED_FILENAME"] == "none"
    assert SETTINGS["GDAL_HTTP_PROXY"] == SETTINGS["GDAL_HTTPS_PROXY"]
    assert SETTINGS["SHAPE_RESTORE_SHX"] == "NO"


def test_the_index_of_a_shapefile_is_not_written_anew(tmp_path: Path) -> None:
    """The setting that would mend a missing index also replaces one that is there."""
    path = making.loose_shapefile(tmp_path)
    index = path.with_suffix(".shx")
    before = (index.stat().st_mtime_ns, index.read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", "import sys, pyogrio; print(len(pyogrio.read_arrow(sys.argv[1])[1]))", str(path)],
        env={**os.environ, **environment(tmp_path)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == b"3"
    assert (index.stat().st_mtime_ns, index.read_bytes()) == before


def test_reach_names_the_job_alone_for_writing(tmp_path: Path) -> None:
    reach = own_reach(ROOT, [tmp_path / "a"], tmp_path / "job")
    assert isinstance(reach, Reach)
    assert reach.writable == (tmp_path / "job",)
    assert reach.listable == (ROOT,)
    assert tmp_path / "a" in reach.readable
    assert ROOT not in reach.readable
    assert Path("/") not in reach.readable
    assert Path.home() not in reach.readable


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only an administrator has powers to give up"
)
def test_what_needs_the_powers_of_an_administrator(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("x")
    assert reachable(path)
    os.chown(path, 12345, 12345)
    path.chmod(0o600)
    assert not reachable(path)
    path.chmod(0o644)
    assert reachable(path)
    os.chown(tmp_path, 12345, 12345)
    tmp_path.chmod(0o700)
    assert not reachable(path)
    os.chown(tmp_path, 0, 0)
    assert not reachable(tmp_path / "none")
