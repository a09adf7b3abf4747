"""The benchmark of plots runs, on a small county: its layers are sound, its table names every bar."""

from benchmarks.plots import buildings, cards, county_line, layer, ledger


def test_the_layers_are_sound():
    plots = ledger(40)
    assert buildings(plots).is_valid.all()
    for number in range(4):
        control = layer(plots, number, features=30)
        assert control.is_valid.all()
        assert control.count_coordinates().between(200, 402).all()


def test_one_round_gives_a_table():
    lines = cards(1, 12, 2)
    assert [line.split("|")[2].strip().partition(":")[0] for line in lines] == [
        "overlay, loop by layer", "overlay, loop by layer", "overlay, loop by card", "**Yitu**", "**Yitu**",
    ]  # fmt: skip
    assert "areas to 1e-06 m² passed" in lines[-1]


def test_the_county_is_measured_in_a_process_of_its_own():
    line = county_line(60)
    assert line.startswith("| 60 plots, 180 buildings |")
    assert "MiB passed" in line
