"""Unit and coordinate system of a drawing: taken where they are certain, asked where they are not."""

import numpy as np
import pytest

from gis.read.intake.formats.drawing_frame import UNITS, answered_m, stated_crs, unit_m
from gis.read.intake.formats.drawing_sections import sections
from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions
from tests.gis.read.intake.making_dxf import made, tags

ZONED, BARE = (39_508_900.0, 4_057_600.0), (508_900.0, 4_057_600.0)


@pytest.mark.parametrize(
    ("place", "code", "told"),
    [
        (ZONED, 6, ""),
        (ZONED, 0, ""),
        (ZONED, 4, "drawing_unit_by_value"),
        (ZONED, 1, "drawing_unit_by_value"),
        (BARE, 6, ""),
        (BARE, 5, "drawing_unit_by_value"),
        (BARE[::-1], 4, "drawing_unit_by_value"),
        ((117.1, 36.65), 4, "drawing_unit_by_value"),
        ((39_508_900_000.0, 4_057_600_000.0), 4, "drawing_unit_asked"),
        ((508_900_000.0, 4_057_600_000.0), 0, "drawing_unit_asked"),
        ((508.9, 4057.6), 0, "drawing_unit_asked"),
        ((39_508.9, 4057.6), 7, "drawing_unit_asked"),
        ((9_000.0, 6_000.0), 4, "drawing_unit_asked"),
        ((9_000.0, 6_000.0), 6, ""),
        ((9_000.0, 6_000.0), 0, ""),
        ((9_000.0, 6_000.0), 999, ""),
    ],
)
def test_units_by_value_and_by_header(place, code: int, told: str) -> None:
    notes = Notes()
    points = np.array(place) + np.array(((0.0, 0.0), (1.0, 1.0), (2.0, 0.5)))
    assert unit_m(sections(made("", header=(("$INSUNITS", 70, code),))), points, notes, where="x") == 1.0
    assert [message.code for message in notes.messages] == ([told] if told else [])


def test_one_stray_place_does_not_decide() -> None:
    notes = Notes()
    unit_m(sections(made("")), np.array([ZONED] * 5 + [(0.0, 0.0), (1e9, 1e9)]), notes, where="x")
    unit_m(sections(made("")), np.empty((0, 2)), notes, where="x")
    assert not notes.messages


@pytest.mark.parametrize(
    ("answer", "metres"), [("mm", 0.001), ("M", 1.0), (" km ", 1000.0), ("cm", 0.01), ("", None), ("chi", None)]
)
def test_answers(answer: str, metres: float | None) -> None:
    assert answered_m(ReadOptions(columns={"unit": answer})) == metres


def test_units_are_those_of_the_format() -> None:
    import ezdxf.units

    for code, (metres, _) in [*UNITS.items()][:-1]:  # ezdxf knows no survey foot
        assert ezdxf.units.conversion_factor(code, 6) == pytest.approx(metres, rel=1e-5)


def geodata(definition: str, **more: object) -> str:
    pairs = [(0, "GEODATA"), (90, 2), (70, more.get("kind", 2)), (10, 1), (20, 2), (11, 1), (21, more.get("north", 2))]
    return tags(*pairs, *[(303, definition[at : at + 60]) for at in range(0, len(definition), 60)])


ALIAS = '<Alias id="4548" type="CoordinateSystem"><ObjectId>X</ObjectId><Namespace>EPSG Code</Namespace></Alias>'


@pytest.mark.parametrize(
    ("objects", "crs", "told"),
    [
        ("", "", []),
        (geodata(f"<a>{ALIAS}</a>"), "4548", []),
        (geodata(ALIAS.replace("><", ">^J<")), "4548", []),
        (geodata(ALIAS, kind=1), "4548", []),
        (geodata(ALIAS, kind=1, north=5), "", ["drawing_geodata_unused"]),
        (geodata(ALIAS.replace("EPSG Code", "Other")), "", ["drawing_geodata_unused"]),
        (geodata("<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>"), "", ["drawing_geodata_unused"]),
        (geodata(""), "", ["drawing_geodata_unused"]),
    ],
)
def test_geographic_data(objects: str, crs: str, told: list[str]) -> None:
    notes = Notes()
    assert stated_crs(sections(made("", objects=objects)), notes, where="x") == (f"EPSG:{crs}" if crs else "")
    assert [message.code for message in notes.messages] == told
