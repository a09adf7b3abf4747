"""Small OSM files made in code: positions in metres from a corner, so that every figure can be checked on paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import osmium
import pyproj
import shapely

from gis.crs import working_crs
from gis.read.osm_file import OsmFile, read_osm_file
from gis.read.osm_frames import projected
from gis.read.osm_rules import OsmTables, read_osm_tables

CRS = "EPSG:32633"
EAST, NORTH = 500_000.0, 5_500_000.0  # on the central meridian
WORKING = working_crs(CRS)
_TO_DEGREES = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)

Place = tuple[float, float]


class Town:
    """Nodes, ways and relations to be; `write` puts them into a file. One place is one node."""

    def __init__(self) -> None:
        self.nodes: dict[int, tuple[Place, dict[str, str]]] = {}
        self.ways: dict[int, tuple[list[int], dict[str, str]]] = {}
        self.relations: dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]] = {}
        self._at: dict[Place, int] = {}

    def node(self, place: Place, tags: dict[str, str] | None = None) -> int:
        id = self._at.setdefault(place, len(self._at) + 1)
        self.nodes[id] = (place, tags or self.nodes.get(id, (place, {}))[1])
        return id

    def way(self, places: Sequence[Place], tags: dict[str, str]) -> int:
        id = len(self.ways) + 1
        self.ways[id] = ([self.node(place) for place in places], tags)
        return id

    def box(self, west: float, south: float, side: float, tags: dict[str, str]) -> int:
        """A square of `side` metres as a closed way."""
        east, north = west + side, south + side
        return self.way([(west, south), (east, south), (east, north), (west, north), (west, south)], tags)

    def relation(self, members: Sequence[tuple[int, str]], tags: dict[str, str]) -> int:
        id = len(self.relations) + 1
        self.relations[id] = ([("w", way, role) for way, role in members], {"type": "multipolygon", **tags})
        return id

    def write(self, path: Path, *, bounds: bool = False, without: Sequence[int] = ()) -> Path:
        """Write the file; `without` leaves these nodes out, as a cut extract does."""
        header = osmium.io.Header()
        if bounds:
            places = [place for id, (place, _) in self.nodes.items() if id not in without]
            xs, ys = zip(*places, strict=True)
            header.add_box(osmium.osm.Box(*degrees((min(xs), min(ys))), *degrees((max(xs), max(ys)))))
        mutable = osmium.osm.mutable
        with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
            stamp = "2024-05-01T12:00:00Z"
            for id, (place, tags) in sorted(self.nodes.items()):
                if id not in without:
                    writer.add_node(mutable.Node(id=id, location=degrees(place), tags=tags, timestamp=stamp))
            for id, (nodes, tags) in sorted(self.ways.items()):
                writer.add_way(mutable.Way(id=id, nodes=nodes, tags=tags, timestamp=stamp))
            for id, (members, tags) in sorted(self.relations.items()):
                writer.add_relation(mutable.Relation(id=id, members=members, tags=tags, timestamp=stamp))
        return path

    def read(self, folder: Path, *, without: Sequence[int] = ()) -> OsmFile:
        """The town as read back from a file, in degrees."""
        return read_osm_file(self.write(folder / "town.osm.pbf", without=without), tables())


def degrees(place: Place) -> Place:
    """Longitude and latitude of a place in metres."""
    lon, lat = _TO_DEGREES.transform(EAST + place[0], NORTH + place[1])
    return lon, lat


def tables() -> OsmTables:
    """The shipped mapping tables."""
    return read_osm_tables()


def in_metres(shapes: object) -> object:
    """Geometries in degrees put into the town's CRS, counted from its corner."""
    return shapely.transform(projected(shapes, crs=WORKING), lambda xy: xy - (EAST, NORTH))


def local(shape: object) -> object:
    """A geometry of the working CRS, counted from the town's corner."""
    return shapely.transform(shape, lambda xy: xy - (EAST, NORTH))
