"""Scenes of one cause each: streets, land and a source of which the cause is plain on paper."""

import geopandas as gpd

from gis.measures.facilities import facility_sources
from gis.measures.green import park_sources
from gis.measures.sampling import walking_land
from gis.network.barriers import barrier_lines
from gis.network.graph import build_network
from tests import toy

TIERS = ((400.0, float("inf"), 300.0),)


def network_of(*streets, railways=()):
    rows = toy.frame({f"s{n}": toy.line(*line) for n, line in enumerate(streets)}, walkable=[True] * len(streets))
    rails = toy.frame({f"r{n}": toy.line(*line) for n, line in enumerate(railways)})
    return build_network(rows, barriers=barrier_lines(rows, railways=rails))


def land_of(*boxes):
    return gpd.GeoDataFrame(geometry=[toy.strip(*box) for box in boxes], crs=toy.CRS)


def with_shop(network, land, *, at, distance_m):
    walking = walking_land(land, network, cell_m=20.0, max_leg_m=50.0)
    shop = toy.frame({"shop": toy.at(*at)}, facility=["shop"])
    return walking, facility_sources(walking, shop, kinds=["shop"], distance_m=distance_m)


def barrier(distance_m=300.0):
    """The railway y = 50 between the home and the shop; the streets meet at x = 2000."""
    streets = [(0, 0), (2000, 0), (2000, 100), (0, 100)]
    network = network_of(streets, railways=[[(-100, 50), (1900, 50)]])
    return with_shop(network, land_of((100, -20, 120, 0)), at=(100, 100), distance_m=distance_m)


def far_gate(*gates):
    """A park 20 m north of the street of the homes with its gate on the north side; round by x = 3000 to it."""
    streets = [(-50, 0), (3000, 0), (3000, 140), (-50, 140)]
    network = network_of(streets)
    walking = walking_land(land_of((80, -40, 120, -20)), network, cell_m=20.0, max_leg_m=50.0)
    parks = toy.frame({"park": toy.strip(0, 20, 200, 120)})
    points = {f"g{n}": toy.at(*gate) for n, gate in enumerate([(100, 120), *gates])}
    entrances = toy.frame(points, park_id=["park"] * len(points))
    return walking, park_sources(walking, parks, entrances, tiers=TIERS)


def broken_link(*more):
    """A street with a gap of 15 m at x = 500, 1,800 m round."""
    streets = [(500, 0), (0, 0), (0, 900), (1000, 900), (1000, 0), (515, 0)]
    return with_shop(network_of(streets, *more), land_of((400, 0, 440, 20)), at=(600, 0), distance_m=300.0)


def disconnected():
    """The same, 60 m apart and not joined anywhere; the second home has no street at all."""
    network = network_of([(0, 0), (500, 0)], [(560, 0), (1000, 0)])
    return with_shop(network, land_of((400, 0, 440, 20), (600, 100, 620, 120)), at=(600, 0), distance_m=300.0)


def few_gates():
    """A compound (0, 0)-(200, 200) whose only gate is in the north; the shop lies south of it."""
    network = network_of([(100, 20), (100, 220), (260, 220), (260, -40), (100, -40)])
    land = land_of((0, 0, 200, 200))
    walking, sources = with_shop(network, land_of((100, 20, 120, 40)), at=(100, -40), distance_m=700.0)
    return walking, sources, land


def detour():
    """Along three sides of a rectangle."""
    network = network_of([(0, 0), (500, 0), (500, 300), (0, 300)])
    return with_shop(network, land_of((0, 0, 20, 20)), at=(0, 300), distance_m=400.0)
