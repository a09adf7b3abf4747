import pytest

from gis.errors import TargetError
from gis.goals import Target


def test_at_least_at_most_and_tolerance():
    assert Target(at_least=0.8).met(0.8)
    assert not Target(at_least=0.8).met(0.7999)
    assert Target(at_least=0.8, tolerance=0.01).met(0.795)
    assert Target(at_most=0.2).met(0.2)
    assert not Target(at_most=0.2).met(0.21)
    assert not Target(at_least=0.3, at_most=0.6).met(0.7)


def test_no_target_no_verdict():
    assert Target().met(1.0) is None
    assert Target().value is None
    assert Target(at_most=3.0).value == 3.0


def test_an_empty_range_is_refused():
    with pytest.raises(TargetError, match="at_least"):
        Target(at_least=0.9, at_most=0.8)
