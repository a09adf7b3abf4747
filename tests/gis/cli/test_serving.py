import http.client
import os
import socket
import subprocess
import sys
import time

from tests.gis.cli.running import run
from tests.gis.read import districts


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def answered(port, until_s):
    while time.monotonic() < until_s:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            asked.request("GET", "/_stcore/health")
            return asked.getresponse().status
        except OSError:
            time.sleep(0.2)
        finally:
            asked.close()
    return None


def test_a_port_that_is_none_is_refused(workspace):
    assert "--port" in run(workspace, "app", "--port", "0", code=2).stderr


def test_the_app_is_served_on_this_machine(workspace):
    districts.write_district(workspace / "toy")
    port = free_port()
    command = [sys.executable, "-m", "gis.cli", "--workspace", str(workspace), "app", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONWARNINGS": ""}
    ) as served:
        try:
            assert answered(port, time.monotonic() + 60.0) == 200
        finally:
            served.terminate()
