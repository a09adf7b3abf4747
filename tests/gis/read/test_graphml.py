"""GraphML read safely: what is in it, and what is refused."""

import pytest

from gis.errors import UnreadableFileError, UnsupportedFormatError
from gis.read.graphml import MAX_BYTES, read_graphml
from tests.gis.read.graphs import graph_text, placed, ring, write_graph


def text_file(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "g.graphml"
    path.write_bytes(text.encode(encoding))
    return path


def test_everything_is_read_as_its_text(tmp_path):
    edges = [("a", "b", {"highway": "['a', 'b']", "name": "甲 & <乙>"}), ("b", "a", {})]
    file = read_graphml(write_graph(tmp_path / "g.graphml", edges))
    assert file.graph["crs"] == "epsg:4548"
    assert file.nodes["c"] == placed(100, 100)
    assert file.edges == [("a", "b", {"highway": "['a', 'b']", "name": "甲 & <乙>"}), ("b", "a", {})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_and_files_without_namespace(tmp_path, encoding):
    text = graph_text(ring(name="甲路")).replace('encoding="utf-8"', "").replace(' xmlns="http', ' about="http')
    file = read_graphml(text_file(tmp_path, text, encoding))
    assert (len(file.nodes), len(file.edges)) == (4, 8)
    assert file.edges[0][2]["name"] == "甲路"


def test_defaults_of_keys_fill_what_is_absent(tmp_path):
    text = (
        '<graphml><key id="h" for="edge" attr.name="highway"><default>path</default></key>'
        '<key id="n" for="all" attr.name="note"><default>x</default></key>'
        '<graph><node id="a"/><node id="b"/><edge source="a" target="b"/>'
        '<edge source="b" target="a"><data key="h"> steps </data><data key="other">1</data></edge></graph></graphml>'
    )
    file = read_graphml(text_file(tmp_path, text))
    assert [own for *_, own in file.edges] == [{"highway": "path", "note": "x"}, {"highway": "steps", "note": "x"}]
    assert file.nodes["a"] == {"note": "x"}


BOMB = '<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE g [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("head", ["<!DOCTYPE graphml>", '<!DOCTYPE g SYSTEM "g.dtd">', BOMB, OUTSIDE])
def test_document_types_are_refused(tmp_path, head):
    path = write_graph(tmp_path / "g.graphml", ring(), head=head)
    with pytest.raises(UnreadableFileError, match="DOCTYPE") as caught:
        read_graphml(path)
    assert "line 2" in caught.value.message("en")
    assert "refused" in caught.value.message("en")


def test_an_entity_without_a_declaration_is_no_xml(tmp_path):
    with pytest.raises(UnreadableFileError, match="undefined entity"):
        read_graphml(text_file(tmp_path, graph_text(ring()).replace("residential", "&secret;")))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text[: len(text) // 2], "XML"),
        (lambda _: "", "XML"),
        (lambda _: "node;edge\n1;2\n", "XML"),
        (lambda _: "<html><body/></html>", "graphml"),
        (lambda text: text.replace('<edge source="a"', "<edge"), "source"),
        (lambda text: text.replace('<node id="a">', "<node>"), "id"),
        (lambda text: text.replace('<node id="b">', '<node id="a">'), "两次"),
        (lambda text: text.replace("</graph>", "</graph><graph></graph>"), "不止一张图"),
        (lambda text: text.replace("utf-8", "gbk"), "multi-byte"),
        (lambda text: text.replace("utf-8", "nonsense"), "nonsense"),
    ],
)
def test_what_is_no_graph_is_refused(tmp_path, change, told):
    with pytest.raises(UnreadableFileError, match=told):
        read_graphml(text_file(tmp_path, change(graph_text(ring()))))


def test_a_binary_file_is_refused(tmp_path):
    path = tmp_path / "g.graphml"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(UnreadableFileError):
        read_graphml(path)


def test_other_suffixes_and_missing_files(tmp_path):
    other = tmp_path / "g.gexf"
    other.write_text(graph_text(ring()), encoding="utf-8")
    with pytest.raises(UnsupportedFormatError, match=r"\.graphml"):
        read_graphml(other)
    with pytest.raises(UnreadableFileError, match="不存在"):
        read_graphml(tmp_path / "none.graphml")
    with pytest.raises(UnreadableFileError):
        read_graphml(tmp_path)


def test_a_file_beyond_the_limit_is_not_opened(tmp_path):
    path = tmp_path / "g.graphml"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)  # takes no room on the disk
    with pytest.raises(UnreadableFileError, match="256 MB"):
        read_graphml(path)


def test_progress_ends_at_one(tmp_path):
    seen = []
    read_graphml(write_graph(tmp_path / "g.graphml", ring() * 4000), progress=lambda _, share: seen.append(share))
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
