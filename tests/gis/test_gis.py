import gis


def test_the_way_of_the_docstring_gives_a_figure():
    """The shipped core, by the public names alone."""
    folder = gis.district_folder("zibo")
    goals = [goal for goal in gis.read_district_goals(folder) if goal.id == "green.radius"]
    found = gis.assess(gis.read_district(folder), goals, standards=gis.shipped_standards())
    figure = found.of("green.radius", "green_walk", "zibo.core")
    assert 0.0 <= figure.low <= figure.value <= figure.high <= 1.0
    assert figure.quality.indicative
    assert figure.value < found.of("green.radius", "green_radius", "zibo.core").value


def test_a_clause_reads_without_a_district():
    assert gis.read_clause("甲路以东、乙路以西、丙路以南、丁路以北区域").closes == "yes"
