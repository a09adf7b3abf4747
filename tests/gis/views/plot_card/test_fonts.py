"""The font made ready ahead is the one the cards use."""

from gis.views.plot_card.fonts import face_for
from gis.views.sheets import fonts


def test_one_cut_serves_both():
    assert face_for(["地块"]) is fonts.face_for(["块地"])
