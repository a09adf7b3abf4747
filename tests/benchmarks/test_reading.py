"""The reading benchmark runs, on a small file: its plots are a clean coverage, its table names both commands."""

import shapely

from benchmarks.reading import plots, table
from gis.read.intake.topology import check_topology


def test_the_plots_share_their_edges() -> None:
    frame = plots(150)
    assert len(frame) == 150
    assert frame.is_valid.all()
    assert set(shapely.get_num_coordinates(frame.geometry.to_numpy())) == {25}
    found = check_topology(frame.geometry.to_numpy(), tolerance_m=0.001)
    assert not len(found.overlap_m2)
    assert not len(found.gap_m2)


def test_one_round_gives_a_table() -> None:
    lines = table(1, 60)
    assert [line.split("|")[2].strip() for line in lines[2:]] == ["pyogrio.read_dataframe", "**yitu read**"] * 2
    assert all("passed" in line or "MISSED" in line for line in lines[3::2])
