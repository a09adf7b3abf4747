"""What a GeoPackage holds beside plain tables: everything that runs is told and left alone."""

import sqlite3

import pytest

from gis.read.intake.formats.gpkg_tables import (
    _own_trigger,
    figures_of,
    listed_tables,
    odd_values,
    opened,
    quoted,
    untouched,
)
from gis.read.intake.messages import Notes
from gis.read.intake.model import RefusedError, Source
from tests.gis.read.intake.making_vector import geopackage, two_layers, with_log_beside


def tables_of(path):
    notes = Notes()
    source = Source(path, path.name)
    with opened(source, notes) as connection:
        tables = listed_tables(connection, source, notes)
        return [(table, figures_of(connection, table)) for table in tables], {one.code for one in notes.messages}


def test_plain_tables_and_their_figures(tmp_path):
    (plots, owners), codes = tables_of(two_layers(tmp_path))
    assert (plots[0].name, plots[0].column, plots[0].srs_id, plots[1].rows, plots[1].shapes) == (
        "plots",
        "geom",
        4548,
        3,
        3,
    )
    assert (owners[0].column, owners[1].rows, owners[1].shapes) == ("", 2, 0)
    assert not codes


@pytest.mark.parametrize("value", ["12亩", "", "****", "abc"])
def test_a_text_among_numbers_is_seen(tmp_path, value):
    path = geopackage(("UPDATE plots SET MJ = ? WHERE fid = 2", (value,)))(tmp_path)
    ((table, figures),), _ = tables_of(path)
    assert figures.odd == ("MJ",)
    with opened(Source(path, "f"), Notes()) as connection:
        assert odd_values(connection, table, "MJ") == {2: value}


def test_triggers_of_the_format_are_its_own(tmp_path):
    database = sqlite3.connect(geopackage()(tmp_path))
    found = [sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
    database.close()
    assert len(found) > 15
    assert all(map(_own_trigger, found))


@pytest.mark.parametrize(
    "body",
    [
        "DELETE FROM plots",
        "UPDATE plots SET a = 1",
        "INSERT INTO rtree_plots_geom SELECT * FROM plots",
        "SELECT load_extension('m')",
        "DELETE FROM rtree_plots_geom; DELETE FROM plots",
        "UPDATE gpkg_ogr_contents SET feature_count = 0",
        "SELECT 1",
        "SELECT RAISE(ABORT, 'm'), load_extension('m')",
        "INSERT INTO \"plots\" VALUES ('; DELETE FROM rtree_x')",
    ],
)
def test_other_triggers_are_not(body):
    assert not _own_trigger(f"CREATE TRIGGER marker AFTER INSERT ON plots BEGIN {body}; END")


def test_a_condition_may_not_ask_elsewhere():
    own = "CREATE TRIGGER marker AFTER INSERT ON plots {}BEGIN DELETE FROM rtree_plots_geom WHERE id = NEW.fid; END"
    assert _own_trigger(own.format(""))
    assert _own_trigger(own.format("WHEN NEW.fid > 0 "))
    assert not _own_trigger(own.format("WHEN (SELECT 1 FROM plots) "))


def test_names_are_quoted():
    assert quoted('a"; DROP TABLE b; --') == '"a""; DROP TABLE b; --"'


def test_a_name_that_is_a_statement_is_a_name(tmp_path):
    name = 'a"; DROP TABLE plots; --'
    path = geopackage(
        f"CREATE TABLE {quoted(name)}(fid INTEGER PRIMARY KEY, a TEXT)",
        ("INSERT INTO gpkg_contents(table_name, data_type, identifier) VALUES(?, 'attributes', ?)", (name, name)),
    )(tmp_path)
    assert [(table.name, figures.rows) for table, figures in tables_of(path)[0]] == [("plots", 3), (name, 0)]


def test_nothing_can_be_written(tmp_path):
    with pytest.raises(RefusedError), opened(Source(geopackage()(tmp_path), "f"), Notes()) as connection:
        connection.execute("DELETE FROM plots")


def test_statements_that_do_not_end_are_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("gis.read.intake.formats.gpkg_tables._MOST_LOOKS", 20)
    notes = Notes()
    with pytest.raises(RefusedError), opened(Source(geopackage()(tmp_path), "f"), notes) as connection:
        connection.execute(
            "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT max(i) FROM r"
        ).fetchall()
    assert notes.messages[-1].facts["problem"] == "interrupted"


def test_a_file_with_a_log_is_given_as_bytes(tmp_path):
    path = with_log_beside(tmp_path)
    assert isinstance(untouched(Source(path, "f")), bytes)
    (tmp_path / "plots.gpkg-wal").unlink()
    assert untouched(Source(path, "f")) == path


def test_a_log_behind_a_link_is_seen(tmp_path):
    path = with_log_beside(tmp_path)
    link = tmp_path / "job" / "0.gpkg"
    link.parent.mkdir()
    link.symlink_to(path)
    assert isinstance(untouched(Source(link, "f")), bytes)
