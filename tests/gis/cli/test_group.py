import sys

import pytest
from click.testing import CliRunner

from gis.cli.group import Progress, main
from tests.gis.cli.running import run


def test_help_shows_every_command_and_examples(workspace):
    text = run(workspace, "--help").stdout
    for command in ("list", "zones", "measure", "clause", "new", "layers", "fabric", "app"):
        assert command in text
    assert "yitu measure zibo liaocheng" in text


@pytest.mark.parametrize(
    "command",
    [["zones"], ["measure"], ["new"], ["layers", "replace"], ["layers", "population"], ["clause"], ["fabric"]],
)
def test_every_command_has_help(workspace, command):
    assert "yitu" in run(workspace, *command, "--help").stdout


def test_an_unknown_district_says_what_there_is(workspace):
    result = run(workspace, "zones", "nowhere", code=2)
    assert "zibo" in result.stderr
    english = CliRunner().invoke(main, ["--workspace", str(workspace), "--lang", "en", "zones", "nowhere"])
    assert "no district named nowhere" in english.stderr


def test_the_bar_is_silent_where_nobody_looks(capsys):
    progress = Progress()
    progress.started_s -= 10.0
    progress("测算", 0.5)
    progress.close()
    assert capsys.readouterr().err == ""


def test_the_bar_shows_after_two_seconds(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    progress = Progress()
    progress("测算", 0.1)
    assert capsys.readouterr().err == ""
    progress.started_s -= 10.0
    progress("测算", 0.5)
    assert "50%" in capsys.readouterr().err
