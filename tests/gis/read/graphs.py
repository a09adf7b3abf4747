"""Street graphs made in code as OSMnx writes them: positions in metres, so that every length is known on paper."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

CRS = "epsg:4548"
EAST, NORTH = 500_000.0, 4_070_000.0
GRAPH = {"created_with": "OSMnx 1.9.1", "created_date": "2024-05-01 12:00:00", "crs": CRS}
SQUARE = {"a": (0, 0), "b": (100, 0), "c": (100, 100), "d": (0, 100)}

Edge = tuple[str, str, Mapping[str, str]]


def placed(x: float, y: float) -> dict[str, str]:
    return {"x": str(EAST + x), "y": str(NORTH + y)}


def wkt(*places: tuple[float, float]) -> str:
    return "LINESTRING (" + ", ".join(f"{EAST + x} {NORTH + y}" for x, y in places) + ")"


def graph_text(
    edges: Sequence[Edge],
    *,
    nodes: Mapping[str, Mapping[str, str]] | None = None,
    graph: Mapping[str, str] = GRAPH,
    head: str = "",
) -> str:
    """The file as text; nodes are those of the square where none are given."""
    nodes = {id: placed(*place) for id, place in SQUARE.items()} if nodes is None else nodes
    holders = [("graph", graph), *(("node", own) for own in nodes.values()), *(("edge", own) for *_, own in edges)]
    keys = {
        key: f"d{number}"
        for number, key in enumerate(dict.fromkeys((kind, name) for kind, own in holders for name in own))
    }

    def data(kind: str, own: Mapping[str, str]) -> str:
        return "".join(f'<data key="{keys[kind, name]}">{escape(value)}</data>' for name, value in own.items())

    lines = ['<?xml version="1.0" encoding="utf-8"?>', head, '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [
        f'<key id="{id}" for="{kind}" attr.name="{name}" attr.type="string"/>' for (kind, name), id in keys.items()
    ]
    lines.append(f'<graph edgedefault="directed">{data("graph", graph)}')
    lines += [f'<node id="{id}">{data("node", own)}</node>' for id, own in nodes.items()]
    lines += [f'<edge source="{u}" target="{v}">{data("edge", own)}</edge>' for u, v, own in edges]
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def write_graph(path: Path, edges: Sequence[Edge], **more: object) -> Path:
    path.write_text(graph_text(edges, **more), encoding="utf-8")
    return path


def ring(highway: str = "residential", **tags: str) -> list[Edge]:
    """The sides of the square, each in both directions."""
    sides = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")]
    return [(u, v, {"highway": highway, **tags}) for one in sides for u, v in (one, one[::-1])]
