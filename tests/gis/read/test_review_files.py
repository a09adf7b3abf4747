from pathlib import Path

from gis.read.review_files import find_files, named_files
from gis.read.vector import file_digest
from gis.review.model import InputFile


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_the_file_of_the_digest_comes_before_one_of_the_name_alone(tmp_path):
    other = write(tmp_path / "a", "线.gpkg", "new")
    same = write(tmp_path / "b", "线.gpkg", "old")
    one = InputFile("layer_file", "线.gpkg", file_digest(same))
    gone = InputFile("pack_file", "规则.toml", "0" * 64)
    folders = [tmp_path / "a", tmp_path / "b"]
    assert find_files([one, gone], folders) == {one: same, gone: None}
    assert find_files([one], folders[:1]) == {one: other}  # changed since: that is what a check says


def test_a_record_names_its_files_once_and_a_drawing_is_none():
    def entry(role: str, name: str) -> dict[str, str]:
        return {"role": role, "name": name, "digest": "d", "version": "", "basis": "", "path": ""}

    record = {"inputs": [
        entry("project", "手绘 / drawn"), entry("layer", "roads"), entry("layer_file", "线.gpkg"),
        entry("layer_file", "线.gpkg"), entry("pack", "general"), entry("pack_file", "规则.toml"),
    ]}  # fmt: skip
    assert [(one.role, one.name) for one in named_files(record)] == [
        ("layer_file", "线.gpkg"), ("pack_file", "规则.toml"),
    ]  # fmt: skip
