"""How much one file may ask for: every limit of the fence in one place, passed on to the fenced process as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any

__all__ = ["LIMITS", "MIB", "Limits", "in_force", "put_in_force"]

MIB = 1024 * 1024

# What is text is turned into objects many times its size, so it may be smaller than what is read as it lies.
_INPUT_BYTES: Mapping[str, int] = MappingProxyType(
    {
        "geojson": 200 * MIB,
        "kml": 80 * MIB,
        "dxf": 80 * MIB,
        "txt": 100 * MIB,
        "csv": 200 * MIB,
        "xlsx": 100 * MIB,
        "osm": 300 * MIB,
        "geotiff": 1024 * MIB,
    }
)


@dataclass(frozen=True)
class Limits:
    """The limits of one read; `LIMITS` are those in use.

    `input_bytes`: of one file by format (all its parts together), `input_bytes_default` for the others.
    `archive_members`, `archive_bytes` (inflated, all members), `archive_ratio` (inflated to packed, looked at from
    `archive_ratio_from_bytes` on): of a zip. `vertices`, `rows`, `columns`, `pixels`: of one layer. `nesting`: of JSON
    and of folders. `cpu_s`, `wall_s`: seconds of computing and of waiting. `memory_bytes`: resident in the process.
    `file_bytes`: of one file it writes; `output_bytes`: of all. `open_files`: at once. `report_bytes`: of its report.
    """

    input_bytes: Mapping[str, int] = field(default_factory=lambda: dict(_INPUT_BYTES))
    input_bytes_default: int = 1024 * MIB
    archive_members: int = 2_000
    archive_bytes: int = 500 * MIB
    archive_ratio: int = 200
    archive_ratio_from_bytes: int = 10 * MIB
    vertices: int = 20_000_000
    rows: int = 2_000_000
    columns: int = 2_000
    pixels: int = 200_000_000
    nesting: int = 64
    cpu_s: int = 30
    wall_s: int = 60
    memory_bytes: int = 2048 * MIB
    file_bytes: int = 1024 * MIB
    output_bytes: int = 2048 * MIB
    open_files: int = 128
    report_bytes: int = 32 * MIB

    def input_of(self, format_key: str) -> int:
        """The bytes a file of this format (key of `READERS`) may have."""
        return self.input_bytes.get(format_key, self.input_bytes_default)

    def as_json(self) -> dict[str, Any]:
        """As JSON values; `Limits.from_json` gives them back."""
        return {**asdict(self), "input_bytes": dict(self.input_bytes)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Limits:
        """The limits of `as_json`; what is not given keeps its default.

        Raises
        ------
        ValueError: a limit nobody knows, or one that is not a positive whole number.
        """
        known = {one.name for one in fields(cls)}
        for name, value in values.items():
            numbers = value.values() if name == "input_bytes" else [value]
            if name not in known or not all(isinstance(number, int) and number > 0 for number in numbers):
                raise ValueError(name)
        return cls(**values)


LIMITS = Limits()

_in_force: list[Limits] = [LIMITS]


def in_force() -> Limits:
    """The limits of this process: those the fence was given, `LIMITS` outside it. For readers."""
    return _in_force[-1]


def put_in_force(limits: Limits) -> None:
    """Make `limits` those of this process; once, when the fenced process starts."""
    _in_force[:] = [limits]
