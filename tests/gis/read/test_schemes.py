import pytest

from gis.errors import DefinitionError
from gis.read.schemes import read_scheme, shipped_schemes
from gis.read.workspace import SHIPPED

FOLDER = SHIPPED / "schemes"


def changed(tmp_path, name, old, new):
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_schemes_say_source_and_confidence():
    schemes = shipped_schemes()
    assert set(schemes) == {"huangyan_2022", "jingde", "anhui_city", "shandong_2019", "linhai_2014_2016"}
    for scheme in schemes.values():
        parts = [scheme, scheme.land, scheme.method, scheme.bands, *(i for g in scheme.groups for i in g.indices)]
        assert all(part.source and part.confidence in "HML" for part in parts)
    assert {name for name, scheme in schemes.items() if scheme.lacks} == {"jingde", "shandong_2019"}


@pytest.mark.parametrize(
    ("name", "scale", "weights"),
    [
        ("huangyan_2022", "above", [30, 20, 20, 10, 10, 10]),
        ("huangyan_2022", "below", [50, 50]),
        ("anhui_city", "above", [45, 20, 15, 15, 5]),
        ("anhui_city", "below", [100]),
        ("linhai_2014_2016", "all", [40, 10, 20, 15, 5, 10]),
    ],
)
def test_weights_as_published(name, scale, weights):
    assert [index.weight for index in shipped_schemes()[name].group(scale).indices] == weights


def test_benchmarks_and_bands_as_published():
    schemes = shipped_schemes()
    above, below = (schemes["huangyan_2022"].group(scale).indices for scale in ("above", "below"))
    assert sorted(index.benchmark for index in above) == [0.0302, 2.694, 18.14, 24.097, 136.16, 4929.81]
    assert [index.benchmark for index in below] == [11.5932, 0.2352]
    assert [(band.grade, band.until) for band in schemes["anhui_city"].bands.bands] == [
        ("A", 0.25), ("B", 0.70), ("C", 0.95), ("D", 1.0),
    ]  # fmt: skip
    assert (schemes["jingde"].method.kind, schemes["jingde"].method.base, schemes["jingde"].method.span) == (
        "minmax",
        20,
        80,
    )
    assert schemes["shandong_2019"].bands.excused == "T"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("weight = 45", "weight = 44", "above.weight.*应为 100,却是 99"),
        ("weight = 45", 'weight = "45"', r"indices\[1\].weight.*应为数"),
        ("weight = 45", "wieght = 45", "wieght"),
        ('confidence = "H"', 'confidence = "高"', "confidence"),
        ('kind = "ratio"', 'kind = "minmax"', "base"),
        ('until = "25 %"', 'until = "25"', "until"),
        ('until = "25 %"', 'until = "75 %"', "由好到差"),
        ('scale = "below"', 'scale = "above"', "groups"),
        ('unit = "万元/亩"', 'unit = "万元/人"', "unit"),
        ('denominator = "land_m2"\n', "", "denominator"),
    ],
)
def test_a_wrong_scheme_names_file_and_key(tmp_path, old, new, text):
    with pytest.raises(DefinitionError, match=text) as error:
        read_scheme(changed(tmp_path, "anhui_city.toml", old, new))
    assert "anhui_city.toml" in str(error.value)


def test_a_least_area_has_a_unit(tmp_path):
    path = changed(tmp_path, "anhui_city.toml", "[land]", '[land]\nleast = "3 亩"')
    assert read_scheme(path).land.least_m2 == pytest.approx(2000)


def test_one_id_stands_in_one_file(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text((FOLDER / "jingde.toml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"b\.toml.*重复"):
        shipped_schemes(tmp_path)
