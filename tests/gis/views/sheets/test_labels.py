"""Names on the map: inside the frame, none on another, dollar signs and braces as they are."""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from gis.views.sheets.fonts import face_for
from gis.views.sheets.labels import MapLabel, place, shortened


def drawn(labels, taken=()):
    figure = Figure(figsize=(3, 2), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 50)
    face = face_for(label.text for label in labels)
    fonts = (FontProperties(fname=str(face.regular)), FontProperties(fname=str(face.bold)))
    count = place(axes, canvas, labels, fonts=fonts, taken=list(taken))
    boxes = {text.get_text(): text.get_window_extent() for text in axes.texts}
    return count, boxes, axes.get_window_extent()


def test_a_name_at_the_edge_is_moved_inside():
    _, boxes, frame = drawn([MapLabel("综合服务片区", ((100.0, 50.0),)), MapLabel("西南", ((0.0, 0.0),))])
    assert set(boxes) == {"综合服务片区", "西南"}
    for box in boxes.values():
        assert frame.x0 - 0.5 <= box.x0
        assert box.x1 <= frame.x1 + 0.5
        assert frame.y0 - 0.5 <= box.y0
        assert box.y1 <= frame.y1 + 0.5


def test_names_never_overlap_and_take_their_next_place():
    labels = [
        MapLabel("甲地块", ((50.0, 25.0),)),
        MapLabel("乙地块", ((50.0, 25.0), (50.0, 40.0))),
        MapLabel("丙地块", ((51.0, 25.0),)),
    ]
    count, boxes, _ = drawn(labels)
    assert count == 2
    assert set(boxes) == {"甲地块", "乙地块"}
    assert not boxes["甲地块"].overlaps(boxes["乙地块"])


def test_a_name_is_written_once_and_never_read_as_mathematics():
    count, boxes, _ = drawn([MapLabel("$a_{1}", ((20.0, 20.0),)), MapLabel("$a_{1}", ((80.0, 40.0),))])
    assert count == 1
    assert "$a_{1}" in boxes


def test_long_names_are_shortened_by_width():
    assert shortened("短名") == "短名"
    assert shortened("长" * 30) == "长" * 16 + "…"
    assert shortened("a" * 33) == "a" * 32 + "…"
