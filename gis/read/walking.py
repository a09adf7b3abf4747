"""Who walks: speed profiles from walking.toml, minutes to metres and back, what a crossing or stairs cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from gis.definitions import Table
from gis.read.toml import read_toml
from gis.units import format_quantity

__all__ = ["Profile", "Walkers", "read_walkers"]

_STANDARD, _MINUTES = "gb50180", ("5", "10", "15")
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

    def text(self, lang: str = "zh") -> str:
        """Title and speed in words ("zh" or "en")."""
        speed = format_quantity(self.speed_m_per_min, "m_per_min", lang=lang)
        return f"{self.title_en if lang == 'en' else self.title} {speed}"

    def distance_m(self, minutes: float) -> float:
        """How far one walks in so many minutes, metres."""
        return minutes * self.speed_m_per_min

    def minutes(self, distance_m: float) -> float:
        """How long a walk of so many metres takes, minutes."""
        return distance_m / self.speed_m_per_min


@dataclass(frozen=True)
class Walkers:
    """The profiles by name, the standard's distances in metres with the minutes they stand for, and the usual speed."""

    profiles: Mapping[str, Profile] = field(default_factory=dict)
    minutes_of: Mapping[float, float] = field(default_factory=dict)
    usual: str = "adult"

    def distance_m(self, stated_m: float, walker: Profile) -> float:
        """How far `walker` gets in the time a stated distance stands for, metres.

        The time is the standard's where it is one of its distances (300 m: 5 minutes, 500 m: 10, 1000 m: 15), else that
        of the usual walker.
        """
        minutes = self.minutes_of.get(stated_m)
        return walker.distance_m(self.profiles[self.usual].minutes(stated_m) if minutes is None else minutes)


def read_walkers(folder: Path) -> Walkers:
    """The profiles of walking.toml in `folder`, and the distances of the standard that is the default.

    Raises
    ------
    DefinitionError: a key is unknown or missing, a speed is not above 0, a penalty below 0. UnitError: a wrong unit.
    """
    file = read_toml(folder / "walking.toml")
    profiles, standard = file.table("profiles"), file.table("distances").table(_STANDARD)
    minutes_of = {standard.quantity(f"minutes_{text}", expected="m"): float(text) for text in _MINUTES}
    found = {name: _profile(name, profiles.table(name)) for name in profiles.values}
    if Walkers.usual not in found:
        raise profiles.refuse(Walkers.usual, "缺少此步行者:按它的速度换算标准以外的距离")
    return Walkers(MappingProxyType(found), MappingProxyType(minutes_of))


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
