"""Profiles: the shipped ones, minutes and metres, and refusals that name the key."""

import re
from pathlib import Path

import pytest

from gis.errors import DefinitionError, UnitError
from gis.read.walking import read_walkers

GOALS = Path(__file__).resolve().parents[3] / "layers" / "goals"
STANDARD = '[distances.gb50180]\nminutes_5 = "300 m"\nminutes_10 = "500 m"\nminutes_15 = "1000 m"\n'
ADULT = '[profiles.adult]\ntitle = "甲"\ntitle_en = "A"\nspeed = "60 m/min"\nsource = "测"\nconfidence = "L"\n'


def written(folder, text):
    (folder / "walking.toml").write_text(STANDARD + text, encoding="utf-8")
    return folder


def test_the_shipped_walkers_have_their_source_and_order():
    profiles = read_walkers(GOALS).profiles
    assert list(profiles) == ["adult", "elderly", "child"]
    assert profiles["adult"].distance_m(15) == pytest.approx(1000)
    assert profiles["elderly"].distance_m(5) == pytest.approx(240)
    assert profiles["child"].distance_m(10) == pytest.approx(500)
    for profile in profiles.values():
        assert profile.source
        assert profile.confidence in {"H", "M", "L"}
        assert re.search("[一-龥]", profile.title)
        assert (profile.crossing_m, profile.steps_m) == (0.0, 0.0)


def test_minutes_and_metres_are_each_others_inverse(tmp_path):
    profile = read_walkers(written(tmp_path, ADULT)).profiles["adult"]
    assert profile.minutes(300) == 5.0
    assert profile.minutes(profile.distance_m(7.5)) == pytest.approx(7.5)


def test_penalties_are_read_in_metres(tmp_path):
    profile = read_walkers(written(tmp_path, ADULT + 'crossing = "20 m"\nsteps = "0.03 km"\n')).profiles["adult"]
    assert (profile.crossing_m, profile.steps_m) == (20.0, 30.0)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (ADULT.replace("60 m/min", "0 m/min"), "profiles.adult.speed"),
        (ADULT + 'steps = "-1 m"\n', "profiles.adult.steps"),
        (ADULT + 'pace = "1 m"\n', "profiles.adult.pace"),
        (ADULT.replace('source = "测"\n', ""), "profiles.adult.source"),
    ],
)
def test_wrong_profiles_are_refused_by_key(tmp_path, text, key):
    with pytest.raises(DefinitionError, match=re.escape(key)):
        read_walkers(written(tmp_path, text))


def test_a_speed_without_unit_is_refused(tmp_path):
    with pytest.raises(UnitError):
        read_walkers(written(tmp_path, ADULT.replace("60 m/min", "60")))


def test_a_walker_covers_the_time_of_the_standard_s_distance():
    walkers = read_walkers(GOALS)
    elderly, child = walkers.profiles["elderly"], walkers.profiles["child"]
    assert [walkers.distance_m(stated, elderly) for stated in (300.0, 500.0, 1000.0)] == pytest.approx([240, 480, 720])
    assert walkers.distance_m(500.0, child) == pytest.approx(500)
    assert walkers.distance_m(400.0, elderly) == pytest.approx(400 / (4000 / 60) * 48)  # no distance of the standard
    assert walkers.distance_m(400.0, walkers.profiles["adult"]) == pytest.approx(400)


def test_the_usual_walker_must_be_there(tmp_path):
    with pytest.raises(DefinitionError, match="adult"):
        read_walkers(written(tmp_path, ADULT.replace("profiles.adult", "profiles.other")))
