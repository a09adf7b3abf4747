"""Whether the layers of a district lie in one place: one far off is refused or counted, never measured as nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from gis import crs as crs_module
from gis.district import Layer
from gis.errors import LayerError, MisplacedLayerError

__all__ = ["FAR_M", "in_place"]

FAR_M = 100_000.0  # two belts are three degrees apart, over 200 km everywhere in the country
_ANCHORS = ("outline", "land_use", "streets", "roads")
_SERVING = ("facilities", "parks", "park_entrances", "population")
_MARGIN_DEG = 6.0  # a district may lie so far outside the area its CRS is made for
_BELT_NUMBER_M = 1_000_000.0  # eastings with the number of the belt before them: 39 500 000
_BELTS_DEG = (3.0, -3.0, 6.0, -6.0, 9.0, -9.0)
Box = npt.NDArray[np.float64]  # (n, 4) or (4,): west, south, east, north in metres


def in_place(layers: Mapping[str, Layer], *, crs: pyproj.CRS) -> dict[str, Layer]:
    """The layers as they are where they lie together; features that serve (parks, facilities …) far off are dropped.

    What is 100 km from the district serves nobody in it: its coordinates are wrong, and a kind of which there is no
    other place is not assessed then. The drop is counted in the layer's `repairs`.

    Raises
    ------
    MisplacedLayerError: a whole layer lies 100 km or more from the others. LayerError: all lie where `crs` is not used.
    """
    boxes = {kind: np.asarray(layer.frame.total_bounds) for kind, layer in layers.items() if len(layer.frame)}
    if not boxes:
        return dict(layers)
    anchor = next((kind for kind in _ANCHORS if kind in boxes), next(iter(boxes)))
    _require_together(layers, boxes, anchor, crs)
    _require_within(layers[anchor], _middle(boxes[anchor]), crs)
    return {kind: _near(layer, boxes[anchor]) if kind in _SERVING else layer for kind, layer in layers.items()}


def _gap_m(one: Box, other: Box) -> npt.NDArray[np.float64]:
    """Distance between boxes, 0 where they meet."""
    apart = np.maximum(one[..., :2] - other[..., 2:], other[..., :2] - one[..., 2:])
    return np.asarray(np.hypot(*np.moveaxis(np.maximum(apart, 0.0), -1, 0)))


def _middle(box: Box) -> Box:
    return np.asarray((box[:2] + box[2:]) / 2.0)


def _require_together(layers: Mapping[str, Layer], boxes: Mapping[str, Box], anchor: str, crs: pyproj.CRS) -> None:
    """Refuse the layer that lies far from most others; of two, the one that is not the anchor."""
    kinds = [anchor, *(kind for kind in boxes if kind != anchor)]
    every = np.stack([boxes[kind] for kind in kinds])
    away_m = _gap_m(every[:, None], every[None])
    far = (away_m > FAR_M).sum(axis=1)
    if not far.any():
        return
    odd = len(far) - 1 - int(np.argmax(far[::-1]))
    others = np.flatnonzero(away_m[odd] > FAR_M)
    raise MisplacedLayerError(
        layer=kinds[odd],
        source=layers[kinds[odd]].path or "—",
        away_km=round(float(away_m[odd][others].min()) / 1_000.0),
        guess=_guess(_middle(every[odd]), every[others[0]], crs),
    )


def _guess(xy: Box, box: Box, crs: pyproj.CRS) -> str:
    """What may be wrong with a layer around `xy` whose district lies in `box`: what would bring it there."""
    for told, tried in _tries(xy, crs):
        if np.isfinite(tried).all() and _gap_m(np.tile(tried, 2), box) <= FAR_M:
            return told
    return "看不出原因 / the cause cannot be seen"


def _tries(xy: Box, crs: pyproj.CRS) -> Iterator[tuple[str, Box]]:
    """Each slip in words, and where the layer would lie without it."""
    lon_deg, lat_deg = _degrees(xy, crs)

    def placed(lon: float, lat: float) -> Box:
        """A place in degrees, in the working CRS."""
        return np.array([float(metres) for metres in crs_module.from_degrees(lon, lat, crs=crs)])

    swapped = "两个坐标的次序看来颠倒了 / its two coordinates seem to be swapped"
    yield swapped, xy[::-1]
    yield swapped, placed(lat_deg, lon_deg)
    if abs(xy[0]) <= 180.0 and abs(xy[1]) <= 180.0:
        degrees = "坐标看来是经纬度,却当成了米 / it seems to be in degrees, taken for metres"
        yield degrees, placed(xy[0], xy[1])
        yield degrees, placed(xy[1], xy[0])
    yield "横坐标看来带有带号 / its eastings seem to carry the number of a belt", xy % [_BELT_NUMBER_M, np.inf]
    for shift_deg in _BELTS_DEG:
        yield "看来是另一个度带 / it seems to be in another belt", placed(lon_deg + shift_deg, lat_deg)


def _degrees(xy: Box, crs: pyproj.CRS) -> tuple[float, float]:
    """Longitude and latitude of a place in the working CRS; inf where it is none on earth."""
    place = crs_module.to_degrees(gpd.GeoDataFrame(geometry=[shapely.Point(xy)], crs=crs)).geometry.iloc[0]
    return (place.x, place.y) if not place.is_empty else (np.inf, np.inf)


def _require_within(layer: Layer, xy: Box, crs: pyproj.CRS) -> None:
    """Refuse a district that lies where its CRS is of no use."""
    area = crs.area_of_use
    if area is None:
        return
    lon_deg, lat_deg = _degrees(xy, crs)
    margin = _MARGIN_DEG
    if not (
        area.west - margin <= lon_deg <= area.east + margin and area.south - margin <= lat_deg <= area.north + margin
    ):
        raise LayerError(
            layer=layer.kind.name,
            source=layer.path or "—",
            problem=f"坐标({xy[0]:.0f}, {xy[1]:.0f})不在 {crs.to_string()} 的适用范围内 / coordinates "
            f"({xy[0]:.0f}, {xy[1]:.0f}) lie outside the area of {crs.to_string()}",
            remedy="请核对坐标系、带号与坐标次序 / check the CRS, the belt and the order of the coordinates",
        )


def _near(layer: Layer, box: Box) -> Layer:
    """The layer without the features that lie far from the district, counted."""
    far = _gap_m(shapely.bounds(layer.frame.geometry.to_numpy()), box) > FAR_M
    if not far.any():
        return layer
    return replace(layer, frame=layer.frame[~far], repairs={**layer.repairs, "far_dropped": int(far.sum())})
