"""Well-known binary to shapes, without losing a whole layer to one bad ring."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from gis.read.intake.model import Shapes

__all__ = ["shapes_from_wkb"]


def shapes_from_wkb(wkb: Shapes) -> tuple[Shapes, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Shapes of WKB values (n,), None where there is none or no shape; which were closed; which are past repair.

    Raises
    ------
    NotImplementedError: there are curves among them.
    """
    with np.errstate(invalid="ignore"):  # coordinates that are no numbers: found and set aside by the repair
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
        given = np.fromiter((value is not None for value in wkb), dtype=bool, count=len(wkb))
        lost = given & shapely.is_missing(shapes)
        closed = np.zeros(len(wkb), dtype=bool)
        if lost.any():
            again = shapely.from_wkb(wkb[lost], on_invalid="fix")
            shapes[lost] = again
            closed[lost] = ~shapely.is_missing(again)
    return shapes, closed, lost & ~closed
