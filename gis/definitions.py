"""Tables of our TOML files, with the checks that every definition shares: typed, with units, no unknown key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from gis.errors import DefinitionError, UnitError
from gis.units import parse_quantity

__all__ = ["Table"]

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
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
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

    def counts(self, name: str, default: list[int] | None = None) -> tuple[int, ...]:
        """A list of whole numbers.

        Raises
        ------
        DefinitionError: an entry is none.
        """
        values = self.take(name, list, default)
        if not all(type(value) is int for value in values):
            raise self.refuse(name, "列表中只能是整数")
        return tuple(values)

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        return name in self.values

    def share(self, name: str, default: str | None = None) -> float:
        """A share such as "30 %".

        Raises
        ------
        DefinitionError: outside 0-1.
        """
        value = self.quantity(name, expected="share", default=default)
        if not 0.0 <= value <= 1.0:
            raise self.refuse(name, f"份额应在 0 至 100 % 之间,却是 {value:.0%}")
        return value

    def quantity(self, name: str, *, expected: str, default: str | None = None) -> float:
        """A quantity such as "300 m" in the engine's unit.

        Raises
        ------
        DefinitionError: absent without a default. UnitError: the unit is missing or of another quantity.
        """
        if name not in self.values and default is None:
            raise self.refuse(name, "缺少此键")
        try:
            return parse_quantity(self.values.get(name, default), expected=expected)
        except UnitError as error:
            raise UnitError(text=error.text, expected=error.expected, file=self.file, key=self._at(name)) from None
