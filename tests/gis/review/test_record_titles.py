"""Titles of fields: every field of a finding and of a patch has one."""

from dataclasses import fields

from gis.review.model import Finding, Patch, ZoneShare
from gis.review.record_titles import title_of
from gis.review.rulings import Ruling


def test_every_field_told_has_its_words() -> None:
    left = {"id", "patches", "geometry", "digest"}
    names = {one.name for kind in (Finding, Patch, ZoneShare, Ruling) for one in fields(kind)} - left
    assert not {name for name in names if title_of(name) == (name, name)}


def test_facts_and_strangers() -> None:
    assert title_of("investment_wan") == ("固定资产投资", "fixed investment")
    assert title_of("行业") == ("行业", "行业")
