"""What is left of areas after they are cut: touching leaves lines and points, which are no land."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

__all__ = ["areas_only"]


def areas_only(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """The shapes with everything but their areas taken out, in the array given; polygons stay as they are.

    Parameters
    ----------
    shapes: (n,) results of an overlay of areas; what has no area becomes an empty geometry.
    """
    for row in np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (-1, 3, 6))):
        parts = shapely.get_parts(shapes[row])
        shapes[row] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return shapes
