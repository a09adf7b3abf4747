"""The register of measures: a decorator that records a function and returns the function itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from gis.errors import DefinitionError

__all__ = ["FAMILIES", "REGISTRY", "Measure", "measure"]

FAMILIES = ("coverage", "zonal")
_Function = TypeVar("_Function", bound=Callable[..., Any])
_RECORDED: dict[str, Measure] = {}


@dataclass(frozen=True)
class Measure:
    """A measure as goals and views see it.

    `unit`: of the value (a key of `gis.units`). `base_unit`: of numerator and denominator. `family`: "coverage" gives a
    `Coverage` of land pieces, "zonal" a frame by zone. `layers`: the data arguments, in order. `formula`, `base`:
    "中文 / English".
    """

    name: str
    unit: str
    family: str
    layers: tuple[str, ...]
    title: str
    title_en: str
    formula: str
    function: Callable[..., Any]
    base_unit: str = "m2"
    base: str = ""

    @property
    def parameters(self) -> Mapping[str, bool]:
        """Name of each keyword-only argument → whether a goal must give it."""
        found = inspect.signature(self.function).parameters.values()
        return MappingProxyType({
            parameter.name: parameter.default is inspect.Parameter.empty
            for parameter in found
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        })  # fmt: skip


REGISTRY: Mapping[str, Measure] = MappingProxyType(_RECORDED)


def measure(*, name: str, family: str, layers: tuple[str, ...], **told: str) -> Callable[[_Function], _Function]:
    """Record the decorated function under `name`; the function itself is returned unchanged.

    Parameters
    ----------
    told: `unit`, `title`, `title_en`, `formula`, and where they are not areas `base_unit` and `base` (what the
        denominator is), as in `Measure`.

    Raises
    ------
    DefinitionError: the name is taken, the family unknown, or `layers` are not the function's data arguments.
    """

    def record(function: _Function) -> _Function:
        """Check the function against what is told of it, and enter it.

        Raises
        ------
        DefinitionError: they do not agree.
        """
        found = inspect.signature(function).parameters.values()
        data = tuple(item.name for item in found if item.kind is not inspect.Parameter.KEYWORD_ONLY)
        problem = ""
        if name in _RECORDED:
            problem = f"名称重复 / taken by {_RECORDED[name].function.__module__}"
        elif family not in FAMILIES:
            problem = f"family {family!r}: {FAMILIES}"
        elif data != layers:
            problem = f"layers {layers} ≠ {data}"
        if problem:
            raise DefinitionError(file=function.__module__, key=name, problem=problem)
        _RECORDED[name] = Measure(name=name, family=family, layers=layers, function=function, **told)
        return function

    return record
