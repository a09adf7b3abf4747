import subprocess
import sys


def test_the_installed_command_runs():
    done = subprocess.run([sys.executable, "-m", "gis.cli", "--version"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "yitu" in done.stdout or "0." in done.stdout
