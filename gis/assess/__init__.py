"""From a District and goals to an Assessment: the only package that knows measures and results."""

from gis.assess.bench import Bench
from gis.assess.run import assess

__all__ = ["Bench", "assess"]
