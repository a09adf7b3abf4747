"""Records and logs from files."""

from pathlib import Path

import pytest

from gis.errors import UnreadableFileError, in_language
from gis.read.review_record import read_review_record, read_rulings
from gis.review.canonical import canonical
from gis.review.record import check_record, head_of, record_of
from gis.review.rulings import RulingLog
from tests.gis.review.samples import TIME, findings, pack, review

LOG = RulingLog(head_of(review())).ruled(findings()[0], decision="accepted", name="张三", time=TIME)
RECORD = record_of(review(), LOG, packs=[pack()])


def put(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("start", ["", "\ufeff", "\n "])
def test_a_record_is_read_whole(tmp_path: Path, start: str) -> None:
    record = read_review_record(put(tmp_path / "a.json", start + canonical(RECORD)))
    assert canonical(record) == canonical(RECORD)
    assert check_record(record, RECORD) == ()


def refused(path: Path, **options: int) -> str:
    with pytest.raises(UnreadableFileError) as told:
        read_review_record(path, **options)
    return in_language(str(told.value.facts["problem"]), "en")


def test_what_is_refused_says_what_and_where(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    text = canonical(RECORD)
    cases = {
        text[:-1]: "no JSON at line 1",
        text.replace('"date":', '"date":"2026-11-22","date":', 1): "key date is given twice",
        text.replace('"doubtful_m2":0.25', '"doubtful_m2":NaN', 1): "NaN is not allowed",
        text.replace('"doubtful_m2":0.25', '"doubtful_m2":"a"', 1): "findings[1].doubtful_m2 should be a number",
        text.replace('"version":1', '"version":7'): "version 1 of the record is read",
        "[" * 100 + "]" * 100: "nested deeper than 64",
        '{"type":"FeatureCollection","features":[]}': "no review record of Yitu",
        "": "no JSON",
    }
    for content, said in cases.items():
        assert said in refused(put(path, content))
    assert "0xff" in refused(put(path, b"\xff\xfe"))
    assert "larger than 1e-05 MB" in refused(put(path, text), most_bytes=10)
    assert "No such file" in refused(tmp_path / "none.json")
    assert "directory" in refused(tmp_path)


def test_a_log_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    assert read_rulings(path, head=LOG.head) == RulingLog(LOG.head)
    put(path, LOG.rulings[0].line + "\n")
    assert read_rulings(path, head=LOG.head) == LOG
    put(path, LOG.rulings[0].line.encode().replace("张".encode(), b"\xff\xfe\xfd") + b"\n")
    assert "ruling 1 was changed" in read_rulings(path, head=LOG.head).verify()[0]
    put(path, LOG.rulings[0].line + "\n" + LOG.rulings[0].line[:50])
    assert "line 2 is no whole ruling" in read_rulings(path, head=LOG.head).verify()[0]
    with pytest.raises(UnreadableFileError):
        read_rulings(path, head=LOG.head, most_bytes=10)
