"""The command run as a user runs it: whole, with its exit code."""

from pathlib import Path

from click.testing import CliRunner, Result

from gis.cli import main


def run(workspace: Path, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["--workspace", str(workspace), *arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result
