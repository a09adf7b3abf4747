"""Who walks: speed profiles from walking.toml, minutes to metres and back, what a crossing or stairs cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from gis.definitions import Table
from gis.read.toml import read_toml

__all__ = ["Profile", "read_profiles"]

_KEYS = {"title", "title_en", "speed", "crossing", "steps", "source", "confidence"}


@dataclass(frozen=True)
class Profile:
    """A walker: speed in metres a minute, metres added by one crossing and by one flight of steps, and the source.

    The two penalties go to `build_network(streets, crossing_m=…, steps_m=…)`; the speed only turns minutes into metres.
    """

    name: str
    title: str
    title_en: str
    speed_m_per_min: float
    crossing_m: float
    steps_m: float
    source: str
    confidence: str

    def distance_m(self, minutes: float) -> float:
        """How far one walks in so many minutes, metres."""
        return minutes * self.speed_m_per_min

    def minutes(self, distance_m: float) -> float:
        """How long a walk of so many metres takes, minutes."""
        return distance_m / self.speed_m_per_min


def read_profiles(folder: Path) -> Mapping[str, Profile]:
    """The profiles of walking.toml in `folder`, by name.

    Raises
    ------
    DefinitionError: a key is unknown or missing, a speed is not above 0, a penalty below 0. UnitError: a wrong unit.
    """
    profiles = read_toml(folder / "walking.toml").table("profiles")
    return MappingProxyType({name: _profile(name, profiles.table(name)) for name in profiles.values})


def _profile(name: str, table: Table) -> Profile:
    table.only(_KEYS)
    speed_m_per_min = table.quantity("speed", expected="m_per_min")
    if not speed_m_per_min > 0.0:
        raise table.refuse("speed", "速度应大于 0")
    penalties_m = {key: table.quantity(key, expected="m", default="0 m") for key in ("crossing", "steps")}
    for key, extra_m in penalties_m.items():
        if extra_m < 0.0:
            raise table.refuse(key, "折算米数不能为负")
    return Profile(
        name, table.text("title"), table.text("title_en"), speed_m_per_min, penalties_m["crossing"],
        penalties_m["steps"], table.text("source"), table.text("confidence"),
    )  # fmt: skip
