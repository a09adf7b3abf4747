"""From a District and goals to an Assessment: the only package that knows measures and results."""

from gis.assessment.bench import Bench
from gis.assessment.run import assess

__all__ = ["Bench", "assess"]
