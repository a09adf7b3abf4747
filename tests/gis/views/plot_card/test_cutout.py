"""The cut-outs as pixels: size, plot in its colour inside the frame, nothing at the edge of the picture."""

from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image
from shapely.geometry import Polygon, box

from gis.plots.card import CardMap
from gis.views.plot_card.cutout import cutouts_png
from gis.views.plot_card.sheet import map_names
from gis.views.sheets.fonts import face_for
from tests.gis.views.plot_card.sample import PLOT, make_card, make_map


def pixels(shown, **options):
    picture = Image.open(BytesIO(cutouts_png(shown, face=face_for(map_names(make_card())), **options)))
    return np.asarray(picture.convert("RGB")).astype(int)


def near(drawn, colour):
    wanted = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)])
    return (np.abs(drawn - wanted).sum(axis=2) < 40).sum()


def test_the_picture_has_its_size_and_a_white_edge():
    drawn = pixels(make_map())
    assert drawn.shape == (535, 1464, 3)  # 68 and 186 mm at 200 to the inch
    for edge in (drawn[0], drawn[-1], drawn[:, 0], drawn[:, -1]):
        assert (edge == 255).all()


def test_every_class_is_drawn_in_its_colour_and_only_if_it_is_there():
    full, bare = pixels(make_map()), pixels(CardMap(PLOT))
    for colour in ("#7A5195", "#D9822B", "#0B6FA4", "#1F3A5F"):
        assert near(full, colour) > 50
        assert near(bare, colour) < 20
    assert near(bare, "#C0221C") > 300


def test_odd_shapes_are_drawn():
    shown = make_map()
    holed = Polygon(PLOT.exterior.coords, [box(500_350, 4_428_150, 500_400, 4_428_200).exterior.coords])
    assert near(pixels(replace(shown, plot=holed.union(box(500_600, 4_428_100, 500_650, 4_428_150)))), "#C0221C") > 300
    assert near(pixels(CardMap(box(500_000, 4_428_000, 500_000.5, 4_428_000.5))), "#C0221C") > 5
    assert near(pixels(CardMap(box(400_000, 4_000_000, 480_000, 4_010_000))), "#C0221C") > 300
