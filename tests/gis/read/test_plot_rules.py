import pytest

from gis.errors import DefinitionError
from gis.read.plot_rules import read_idle_rules, read_low_rules, read_sheet_definition
from gis.read.workspace import SHIPPED

READERS = {
    "idle_53.toml": read_idle_rules,
    "low_efficiency_template.toml": read_low_rules,
    "zone_intensity.toml": read_sheet_definition,
}


def test_order_53_as_published():
    rules = read_idle_rules()
    assert (rules.idle_months, rules.take_back_months) == (12, 24)
    assert (rules.developed_share, rules.invested_share, rules.fee_share) == (1 / 3, 0.25, 0.2)
    assert rules.confidence == "H"


def test_the_template_invents_no_threshold():
    table = read_low_rules()
    assert "147" in table.source
    assert all(rule.value is None and "由用户设定" in rule.title for rule in table.rules)
    assert [rule.index for rule in table.rules] == ["far", "tax_per_mu", "grade"]


def test_anchors_of_guangdong_and_no_weights():
    sheet = read_sheet_definition()
    anchors = {rate.key: rate.anchor for rate in sheet.rates if rate.anchor is not None}
    assert anchors == pytest.approx({
        "dev_rate": 0.7292, "supply_rate": 0.8992, "build_rate": 0.8480, "far": 1.00, "density": 0.3688,
        "industrial_far": 1.12, "industrial_coefficient": 0.5646, "investment": 7617.58, "industrial_tax": 966.19,
    })  # fmt: skip
    assert all(rate.weight is None and rate.source and rate.confidence in "HML" for rate in sheet.rates)
    assert len(sheet.rates) == 14


@pytest.mark.parametrize(
    ("name", "old", "new", "text"),
    [
        ("idle_53.toml", "idle_months = 12", "idle_months = 36", "take_back_months"),
        ("idle_53.toml", '"1/3"', '"4/3"', "developed"),
        ("idle_53.toml", '"1/3"', '"1/0"', "developed"),
        ("idle_53.toml", '"1/3"', '"一/三"', "developed"),
        ("idle_53.toml", '"25 %"', '"125 %"', "invested"),
        ("idle_53.toml", 'finished = ["built"]', 'finished = ["done"]', "done"),
        ("idle_53.toml", "[limits]", "[limits]\nyears = 1", "years"),
        ("low_efficiency_template.toml", 'op = "<"', 'op = "=="', r"rules\[1\].op"),
        ("low_efficiency_template.toml", 'op = "in"', 'op = "<"', r"rules\[3\].op"),
        ("low_efficiency_template.toml", 'grades = ["D"]', "value = 1", r"rules\[3\].grades"),
        ("low_efficiency_template.toml", 'key = "tax"', 'key = "far"', "重复"),
        ("low_efficiency_template.toml", "least_failed = 1", "least_failed = 9", "least_failed"),
        ("zone_intensity.toml", 'key = "dev_rate"', 'key = "rate"', "没有指标 rate"),
        ("zone_intensity.toml", 'key = "supply_rate"', 'key = "dev_rate"', "重复"),
        ("zone_intensity.toml", 'unit = "ratio"', 'unit = "%"', "单位是 ratio"),
        ("zone_intensity.toml", 'anchor = "72.92 %"', "anchor = 72.92", "anchor"),
        ("zone_intensity.toml", "anchor = 1.00", "anchor = 1.00\nweight = 10", "weight"),
        ("zone_intensity.toml", 'ideal = "0 %"', 'ideal = "0 %"\nweight = 10', "weight"),
        ("zone_intensity.toml", 'far_from = "50 %"', "", "far_from"),
    ],
)
def test_a_wrong_file_names_file_and_key(tmp_path, name, old, new, text):
    whole = (SHIPPED / "rules" / name).read_text(encoding="utf-8")
    assert old in whole
    path = tmp_path / name
    path.write_text(whole.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=text) as error:
        READERS[name](path)
    assert name in str(error.value)


def test_a_weight_with_its_ideal_is_taken(tmp_path):
    path = tmp_path / "own.toml"
    whole = (SHIPPED / "rules" / "zone_intensity.toml").read_text(encoding="utf-8")
    path.write_text(whole.replace('ideal = "100 %"', 'ideal = "100 %"\nweight = 12.5', 1), encoding="utf-8")
    assert read_sheet_definition(path).rates[0].weight == 12.5
