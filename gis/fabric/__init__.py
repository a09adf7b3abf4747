"""The schematic fabric: streets, land use, buildings and plots that stand in until real layers come. 示意, always."""

from gis.fabric.make import Fabric, make_fabric
from gis.fabric.recipe import Recipe, recipe_from

__all__ = ["Fabric", "Recipe", "make_fabric", "recipe_from"]
