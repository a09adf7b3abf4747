from gis.definitions import Table
from gis.review.checks import TESTS
from gis.review.checks.context import Found
from gis.review.model import Outcome


def test_what_a_check_found_knows_no_figure_until_it_says_one():
    found = Found(Outcome.NOT_ASSESSED, reason="没有图层 / layer missing")
    assert (found.area_m2, found.share, found.value, found.limit) == (None, None, None, None)


def test_no_check_reads_a_key_that_every_rule_has():
    for name, check in TESTS.items():
        assert not check.keys & {"id", "title", "severity", "test", "layer", "where", "texts", "codes"}, name
        assert check.facts is not None
        assert callable(check.run)
    assert Table({}, "x").values == {}
