"""TOML files to plain tables, with the checks that every definition file shares."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from gis.errors import DefinitionError, UnitError
from gis.units import parse_quantity

__all__ = ["Table", "read_toml"]

T = TypeVar("T")


@dataclass(frozen=True)
class Table:
    """A table of a TOML file that knows where it stands, so that every refusal names file and key."""

    values: Mapping[str, Any]
    file: str
    key: str = ""

    def _at(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key else name

    def refuse(self, name: str, problem: str) -> DefinitionError:
        """The error for key `name` of this table, for the caller to raise."""
        return DefinitionError(file=self.file, key=self._at(name), problem=problem)

    def only(self, known: Collection[str]) -> None:
        """Refuse keys nobody reads.

        Raises
        ------
        DefinitionError: names every unknown key and the known ones.
        """
        unknown = sorted(set(self.values) - set(known))
        if unknown:
            raise self.refuse(unknown[0], f"不认识的键 {'、'.join(unknown)};可用:{'、'.join(sorted(known))}")

    def take(self, name: str, kind: type[T], default: T | None = None) -> T:
        """The value of `name`, of type `kind`; `default` where it is absent.

        Raises
        ------
        DefinitionError: absent without a default, or of another type.
        """
        if name not in self.values:
            if default is None:
                raise self.refuse(name, "缺少此键")
            return default
        value = self.values[name]
        if not isinstance(value, kind):
            raise self.refuse(name, f"应为 {kind.__name__},却是 {type(value).__name__}")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """A text."""
        return self.take(name, str, default)

    def day(self, name: str) -> date:
        """A date such as 2026-11-22."""
        return self.take(name, date)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where absent.

        Raises
        ------
        DefinitionError: an entry is no text.
        """
        values = self.take(name, list, [])
        if not all(isinstance(value, str) for value in values):
            raise self.refuse(name, "列表中只能是文字")
        return tuple(values)

    def table(self, name: str) -> Table:
        """A sub-table; empty where absent."""
        return Table(self.take(name, dict, {}), self.file, self._at(name))

    def tables(self, name: str) -> list[Table]:
        """An array of tables; empty where absent.

        Raises
        ------
        DefinitionError: an entry is no table.
        """
        values = self.take(name, list, [])
        if not all(isinstance(value, dict) for value in values):
            raise self.refuse(name, "应为一组 [[表]]")
        return [Table(value, self.file, f"{self._at(name)}[{number}]") for number, value in enumerate(values, 1)]

    def quantity(self, name: str, *, expected: str) -> float | None:
        """A quantity such as "300 m" in the engine's unit; None where absent.

        Raises
        ------
        UnitError: the unit is missing or of another quantity.
        """
        if name not in self.values:
            return None
        try:
            return parse_quantity(self.values[name], expected=expected)
        except UnitError as error:
            raise UnitError(text=error.text, expected=error.expected, file=self.file, key=self._at(name)) from None


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
