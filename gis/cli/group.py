"""What every command shares: the group, its options, the bar, and errors as one message."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import click

from gis.errors import GisError, in_language

__all__ = ["Progress", "guarded", "language", "layers", "main", "workspace"]

_SHOW_AFTER_S = 2.0


class Progress:
    """A bar on standard error, shown once the work has taken over two seconds and someone is looking."""

    def __init__(self) -> None:
        self.started_s = time.monotonic()
        context = click.get_current_context(silent=True)  # files are read in threads, which know none
        self.lang = context.obj["lang"] if context is not None else "zh"
        self.shown = False

    def __call__(self, step: str, share: float) -> None:
        """Show `step` at `share` (0-1) of the way."""
        if not sys.stderr.isatty() or time.monotonic() - self.started_s < _SHOW_AFTER_S:
            return
        width = min(40, shutil.get_terminal_size().columns - 40)
        bar = "█" * round(width * share)
        text = in_language(step, self.lang)
        click.echo(f"\r\033[K{bar:░<{width}} {share:4.0%} {text}", nl=False, err=True)
        self.shown = True

    def close(self) -> None:
        """End the line of the bar, if it was shown."""
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)


def guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a GisError into one message and exit code 2."""

    @click.pass_context
    def run(context: click.Context, /, *args: object, **options: object) -> object:
        """Run the command."""
        try:
            return context.invoke(command, *args, **options)
        except GisError as error:
            click.echo(error.message(context.obj["lang"]), err=True)
            context.exit(2)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return cast("Callable[..., Any]", run)


def language() -> str:
    """The language of this call: "zh" or "en"."""
    return cast("str", click.get_current_context().obj["lang"])


def workspace() -> Path | None:
    """The folder of the user's own districts as given to this call; None: the default one."""
    return cast("Path | None", click.get_current_context().obj["workspace"])


_HOMES: dict[str, tuple[str, ...]] = {  # command → the modules that make it, in the order people use them
    "list": ("making",),
    "zones": ("measuring",),
    "measure": ("measuring",),
    "explain": ("measuring",),
    "try": ("trying",),
    "read": ("reading",),
    "adjust": ("adjusting",),
    "plots": ("plotting",),
    "card": ("plotting",),
    "review": ("reviewing",),
    "check": ("reviewing",),
    "new": ("making",),
    "layers": ("making", "reading"),
    "fabric": ("making",),
    "clause": ("measuring",),
    "app": ("serving",),
}


class _Commands(click.Group):
    """The commands, each imported when it is first asked for: one that measures nothing starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order people use them."""
        del ctx
        return list(_HOMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None for an unknown one."""
        for home in _HOMES.get(cmd_name, ()):
            import_module(f"gis.cli.{home}")
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="\b\n例:  yitu list\n     yitu zones zibo\n     yitu measure zibo liaocheng --out out/\n     yitu app",
)
@click.option("--workspace", type=click.Path(path_type=Path), help="自有区的文件夹,默认 ~/yitu 或变量 YITU_WORKSPACE。")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", envvar="YITU_LANG", help="界面语言。")
@click.version_option(package_name="yitu")
@click.pass_context
def main(context: click.Context, workspace: Path | None, lang: str) -> None:
    """一图 Yitu:把规划的话变成图层,逐条测算目标。 The plan of a high-tech zone on one map, measured."""
    context.obj = {"workspace": workspace, "lang": lang}


@main.group()
def layers() -> None:
    """区的图层:放进、撤销、整体替换。 Layers of a district: put in, undone, replaced."""
