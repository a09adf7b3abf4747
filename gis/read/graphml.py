"""A GraphML file to plain nodes and edges, read safely: no document type, no entities, no more than a size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from gis.errors import UnreadableFileError, UnsupportedFormatError

__all__ = ["MAX_BYTES", "SUFFIX", "GraphFile", "read_graphml"]

SUFFIX = ".graphml"
MAX_BYTES = 256 * 2**20
_CHUNK = 2**20
_SHORT = 40
_EXPORT_AGAIN = "请重新导出该文件 / export the file again"

Attributes = dict[str, str]


@dataclass(frozen=True)
class GraphFile:
    """What a file holds, every value as its text: attributes of the graph; nodes by id; edges: source, target, own."""

    graph: Attributes = field(default_factory=dict)
    nodes: dict[str, Attributes] = field(default_factory=dict)
    edges: list[tuple[str, str, Attributes]] = field(default_factory=list)


class _Reader:
    """The handlers of one parse: keys name the attributes, `data` elements fill them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = GraphFile()
        self.keys: dict[str, str] = {}
        self.defaults: dict[str, Attributes] = {"graph": {}, "node": {}, "edge": {}}
        self.graphs = 0
        self.rooted = False
        self.holders: list[Attributes] = []
        self.key = ("", "")  # the `key` element we are in: what it is for, its id
        self.text: list[str] | None = None
        self.shared: Attributes = {}  # short values come again and again: each is kept once
        self.named = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def refuse(self, problem: str, remedy: str = _EXPORT_AGAIN) -> NoReturn:
        """Stop: the file is not usable.

        Raises
        ------
        UnreadableFileError: always, with the line.
        """
        line = self.parser.CurrentLineNumber
        chinese, _, english = problem.partition(" / ")
        raise UnreadableFileError(
            source=self.path, problem=f"第 {line} 行:{chinese} / line {line}: {english}", remedy=remedy
        )

    def doctype(self, *_: object) -> None:
        """Only a document type can bring entities; a street graph has neither."""
        self.refuse(
            "文件带有 DOCTYPE 或实体声明,不予读取 / the file declares a DOCTYPE or entities, which is refused",
            "请去掉该声明,或重新导出 / remove the declaration or export the file again",
        )

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        element = name.rpartition(" ")[2]
        if not self.rooted:
            if element != "graphml":
                self.refuse(f"根元素是 {element},不是 graphml / the root is {element}, not graphml")
            self.rooted = True
        elif element == "key":
            self.key = (attributes.get("for", "all"), attributes.get("id", ""))
            self.keys[self.key[1]] = attributes.get("attr.name", self.key[1])
        elif element in ("graph", "node", "edge"):
            self.holders.append(self.holder(element, attributes))
        elif element in ("data", "default"):
            self.text = []
            self.named = self.keys.get(attributes.get("key", ""), "") if element == "data" else self.key[1]

    def holder(self, element: str, attributes: Attributes) -> Attributes:
        """Where the attributes of a graph, node or edge go."""
        own = {**self.defaults[element]}
        if element == "graph":
            self.graphs += 1
            if self.graphs > 1:
                self.refuse("文件里不止一张图 / the file holds more than one graph")
            self.file.graph.update(own)
            return self.file.graph
        needed = ("id",) if element == "node" else ("source", "target")
        lacking = [name for name in needed if not attributes.get(name)]
        if lacking:
            self.refuse(f"{element} 没有 {lacking[0]} / a {element} without {lacking[0]}")
        if element == "edge":
            self.file.edges.append((attributes["source"], attributes["target"], own))
        elif attributes["id"] in self.file.nodes:
            self.refuse(f"节点 {attributes['id']} 出现两次 / node {attributes['id']} comes twice")
        else:
            self.file.nodes[attributes["id"]] = own
        return own

    def characters(self, text: str) -> None:
        """Text, of an attribute where we are in one."""
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        element = name.rpartition(" ")[2]
        if element in ("graph", "node", "edge"):
            self.holders.pop()
        elif element in ("data", "default") and self.text is not None:
            text, self.text = "".join(self.text).strip(), None
            text = self.shared.setdefault(text, text) if len(text) <= _SHORT else text
            if element == "default":
                for kind, given in self.defaults.items():
                    if self.key[0] in (kind, "all"):
                        given[self.keys[self.named]] = text
            elif self.named and self.holders:
                self.holders[-1][self.named] = text


def read_graphml(path: Path, *, progress: Callable[[str, float], None] | None = None) -> GraphFile:
    """The nodes and edges of a GraphML file, with every attribute as its text.

    Parameters
    ----------
    path: a .graphml file of at most `MAX_BYTES` (256 MB).
    progress: called with a text and the share (0-1) of the file read.

    Raises
    ------
    UnsupportedFormatError: another suffix. UnreadableFileError: missing, too large, not XML or not GraphML, with a
    document type, several graphs, or nodes and edges without their ids.
    """
    if not path.is_file():
        raise UnreadableFileError(source=path, problem="文件不存在(no such file)", remedy="请核对路径(check the path)")
    if path.suffix.lower() != SUFFIX:
        raise UnsupportedFormatError(source=path, suffix=path.suffix or "—", known=[SUFFIX])
    size = path.stat().st_size
    if size > MAX_BYTES:
        problem = f"文件有 {size / 2**20:.0f} MB,超过 {MAX_BYTES // 2**20} MB 的上限"
        english = f"the file has {size / 2**20:.0f} MB, more than the limit of {MAX_BYTES // 2**20} MB"
        raise UnreadableFileError(
            source=path, problem=f"{problem} / {english}", remedy="请只导出该区的路网 / export the district alone"
        )
    reader = _Reader(path)
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                reader.parser.Parse(chunk, False)
                if progress is not None:
                    progress("读取街道图 / reading the graph", min(stream.tell() / size, 1.0))
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableFileError(
            source=path, problem=f"不是完整的 XML:{error} / not whole XML: {error}", remedy=_EXPORT_AGAIN
        ) from error
    except UnreadableFileError:  # ours: a ValueError too
        raise
    except (OSError, ValueError, LookupError) as error:  # an encoding that expat has no table for
        raise UnreadableFileError(source=path, problem=f"{error}", remedy=_EXPORT_AGAIN) from error
    return reader.file
