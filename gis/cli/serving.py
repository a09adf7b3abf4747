"""The command that serves: app."""
# ruff: noqa: PLC0415 - a command imports what it needs, so that help is quick

from __future__ import annotations

import click

from gis.cli.group import guarded, main, workspace
from gis.read.workspace import workspace_folder

__all__ = ["app"]


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="端口。")
@guarded
def app(port: int) -> None:
    """打开地图应用。 Serve the map app on this machine."""
    from apps.server import run

    run(port, workspace=workspace_folder(workspace()))
