from gis.review.rules import Rule, RulePack, Selection


def test_a_rule_holds_for_every_project_and_the_whole_layer_unless_it_says_otherwise():
    rule = Rule("r", "线", "notice", "apart", Selection("roads"), None, {})
    assert rule.codes == ()
    assert rule.selection.where == {}
    assert RulePack("p", "甲", "1", (rule,)).districts == ()
