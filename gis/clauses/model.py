"""What a clause says, and the trace of how it became a polygon: frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["SIDES", "Clause", "LineUse", "Part", "Side", "Trace"]

SIDES = ("N", "NE", "E", "SE", "S", "SW", "W", "NW", "in", "out", "both", "around", "sea", "up", "ends")


@dataclass(frozen=True)
class Side:
    """The area lies on `side` of the line or unit named `of`; `offset_m` shifts the limit away from the area."""

    side: str
    of: str
    kind: str  # road, river, rail, boundary, village, mountain, coast, plot, other
    offset_m: float | None = None


@dataclass(frozen=True)
class Part:
    """One area of the union: `op` is intersect, corridor, admin, radius or corner."""

    op: str
    sides: tuple[Side, ...]
    area_km2: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Clause:
    """A clause as read. `closes`: yes, no or unknown; `unread`: the words that were not understood, in order."""

    text: str
    parts: tuple[Part, ...]
    closes: str
    unread: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The object `yitu clause` prints."""
        return {
            "clause": self.text,
            "parts": [
                {
                    "op": part.op,
                    "sides": [{"side": s.side, "of": s.of, "kind": s.kind, "offset_m": s.offset_m} for s in part.sides],
                    "area_km2": part.area_km2,
                    "note": part.note,
                }
                for part in self.parts
            ],
            "closes": self.closes,
            "unread": list(self.unread),
        }


@dataclass(frozen=True)
class LineUse:
    """How one named line closed one side. Lengths in metres.

    `extended_m`: straight continuation beyond the line's ends that the outline uses; `trimmed_m`: length of the
    line that lies beyond the outline; `used_m`: length of outline on it; `moved_area_m2`: area change if the line
    lay `uncertainty_m` off.
    """

    part: int
    side: str
    name: str
    found_as: str
    layer: str
    uncertainty_m: float
    used_m: float
    extended_m: float
    trimmed_m: float
    moved_area_m2: float
    declared: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Trace:
    """How a clause became a polygon: lines used, corners (degrees, four decimals), areas in square metres, remarks."""

    clause: Clause
    lines: tuple[LineUse, ...]
    corners_deg: tuple[tuple[float, float], ...]
    area_m2: float
    area_low_m2: float
    area_high_m2: float
    published_m2: float | None = None
    remarks: tuple[str, ...] = field(default_factory=tuple)
