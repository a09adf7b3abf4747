"""Measures: pure functions on layers, recorded in `REGISTRY`; a new theme is imported here."""

from gis.measures import circles, facilities, green, land, roads
from gis.measures.registry import REGISTRY, Measure

__all__ = ["REGISTRY", "Measure", "circles", "facilities", "green", "land", "roads"]
