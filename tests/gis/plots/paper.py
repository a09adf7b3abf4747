"""Plots of 10,000 m2 each (1 ha, 15 mu) in a row, and firms on paper."""

import geopandas as gpd
import pandas as pd
import shapely

CRS = "EPSG:4548"
X, Y = 500_000.0, 4_000_000.0


def square(number, *, side=100.0, width=None):
    left = X + number * 100.0
    return shapely.box(left, Y, left + (width or side), Y + side)


def plots(count, **columns):
    shapes = [square(number) for number in range(count)]
    return gpd.GeoDataFrame({"id": [f"p{n}" for n in range(count)], **columns}, geometry=shapes, crs=CRS)


def zones(**spans):
    shapes = [shapely.box(X + first * 100.0, Y, X + last * 100.0, Y + 100.0) for first, last in spans.values()]
    return gpd.GeoDataFrame(geometry=shapes, index=list(spans), crs=CRS)


def firms(**columns):
    return pd.DataFrame(columns)
