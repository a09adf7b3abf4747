"""The benchmark of reviews runs on a small district, and its table names every bar."""

from benchmarks.review import huge, layer, measured, project


def test_layers_and_project_are_sound():
    assert layer(0, count=100).is_valid.all()
    assert project(500).parts.is_valid.all()


def test_one_round_gives_a_table():
    lines = measured(1, 2, 400)
    assert len(lines) == 5
    assert "areas to 1e-06 m² passed" in lines[1]
    assert "400" in huge(2_000, 1, 400)
