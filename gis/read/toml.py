"""TOML files of ours to tables."""

from __future__ import annotations

import tomllib
from pathlib import Path

from gis.definitions import Table
from gis.errors import DefinitionError

__all__ = ["read_toml"]


def read_toml(path: Path) -> Table:
    """A TOML file as a table.

    Raises
    ------
    DefinitionError: the file is missing, not UTF-8 or not TOML (with line).
    """
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8-sig")), str(path))
    except FileNotFoundError:
        raise DefinitionError(file=path, key="—", problem="文件不存在") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(file=path, key="—", problem=f"读不了:{error}") from error
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(file=path, key="—", problem=f"不是有效的 TOML:{error}") from error
