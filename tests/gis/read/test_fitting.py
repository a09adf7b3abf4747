"""Rows fitted to a kind of layer: columns, ids, codes, units and kinds; what is left out is counted."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import LayerError, MetricCRSError, MissingCRSError
from gis.read.fitting import fit_rows
from gis.schema import KINDS

CRS = "EPSG:4548"


def rows(**columns: list) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    shapes = [shapely.box(593000 + 100 * at, 4077000, 593050 + 100 * at, 4077050) for at in range(count)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def test_fields_become_our_columns() -> None:
    given = rows(BSM=["a", "b"], DLBM=["0701", "1001"], 绿地面积=["12.5", "?"], 备注=["x", "y"])
    columns = {"id": "BSM", "code": "DLBM", "green_m2": "绿地面积", "remark": "备注"}
    fitted = fit_rows(given, KINDS["plots"], columns=columns, edition="2023", crs=CRS)
    assert list(fitted.frame.columns) == ["id", "code", "green_m2", "geometry"]
    assert fitted.frame["id"].tolist() == ["a", "b"]
    assert fitted.frame["green_m2"].tolist()[0] == 12.5
    assert np.isnan(fitted.frame["green_m2"].tolist()[1])
    assert fitted.counts == {"in": 2}


def test_ids_are_made_distinct_and_counted() -> None:
    fitted = fit_rows(rows(id=["a", "a", ""], code=["0701"] * 3), KINDS["land_use"],
                      columns={"id": "id", "code": "code"}, edition="", crs=CRS)  # fmt: skip
    assert fitted.frame["id"].is_unique
    assert fitted.frame["id"].tolist()[0] == "a"
    assert fitted.counts == {"in": 3, "renamed": 2}
    without = fit_rows(rows(code=["0701"] * 2), KINDS["land_use"], columns={"code": "code"}, edition="", crs=CRS)
    assert without.frame["id"].is_unique


@pytest.mark.parametrize(
    ("edition", "given", "made", "counts"),
    [
        ("survey", ["0601", "0702"], ["1001", "0703"], {}),
        ("gb50137", ["r2", "U15", "H14"], ["070102", "13", "07"], {"split_codes": 2}),
        ("2023", ["0701", "9999"], ["0701", "9999"], {"unknown_codes": 1}),
        ("gb50137", ["H", "E2"], ["H", "E2"], {"unknown_codes": 2}),
        ("", ["R2"], ["R2"], {}),
    ],
)
def test_codes_come_in_the_edition_of_2023(
    edition: str, given: list[str], made: list[str], counts: dict[str, int]
) -> None:
    fitted = fit_rows(rows(c=given), KINDS["land_use"], columns={"code": "c"}, edition=edition, crs=CRS)
    assert fitted.frame["code"].tolist() == made
    assert {key: count for key, count in fitted.counts.items() if key.endswith("codes")} == counts


def test_other_shapes_are_left_out_and_counted() -> None:
    mixed = gpd.GeoDataFrame(
        {"facility": ["primary_school"] * 3},
        geometry=[shapely.MultiPoint([(1, 1)]), shapely.MultiPoint([(1, 1), (2, 2)]), shapely.box(0, 0, 1, 1)],
        crs=CRS,
    )
    fitted = fit_rows(mixed, KINDS["facilities"], columns={"facility": "facility"}, edition="", crs=CRS)
    assert fitted.counts == {"in": 3, "other_shape": 2, "renamed": 1}
    assert fitted.frame.geom_type.tolist() == ["Point"]


def test_kinds_of_facilities_come_by_key_name_or_word_and_others_are_counted() -> None:
    given = ["primary_school", "小学", "小学校", "Primary School", "医院", "小学和初中", ""]
    points = gpd.GeoDataFrame({"sslb": given}, geometry=[shapely.Point(x, 1) for x in range(len(given))], crs=CRS)
    fitted = fit_rows(points, KINDS["facilities"], columns={"facility": "sslb"}, edition="", crs=CRS)
    assert fitted.frame["facility"].tolist() == ["primary_school"] * 4 + ["hospital", "小学和初中", ""]
    assert fitted.counts["unknown_facilities"] == 2


@pytest.mark.parametrize(
    ("given", "kind", "columns", "error", "told"),
    [
        (rows(x=["1"]), "land_use", {}, LayerError, "code"),
        (rows(x=["1"]), "streets", {}, LayerError, "几何"),
        (rows(x=["1"]).set_crs(None, allow_override=True), "parks", {}, MissingCRSError, "坐标系"),
    ],
)
def test_what_does_not_fit_says_why(
    given: gpd.GeoDataFrame, kind: str, columns: dict[str, str], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        fit_rows(given, KINDS[kind], columns=columns, edition="", crs=CRS)


def test_a_district_must_be_in_metres() -> None:
    with pytest.raises(MetricCRSError):
        fit_rows(rows(x=["1"]), KINDS["parks"], columns={}, edition="", crs="EPSG:4490")


def test_another_belt_is_reprojected() -> None:
    given = rows(x=["1"])
    prefixed = given.set_geometry(given.geometry.translate(39_000_000), crs=None).set_crs(
        "EPSG:4527", allow_override=True
    )
    fitted = fit_rows(prefixed, KINDS["parks"], columns={}, edition="", crs=CRS)
    assert shapely.equals_exact(fitted.frame.geometry.iloc[0].normalize(), given.geometry.iloc[0].normalize(), 1e-6)


def test_units_in_names_of_fields_are_reckoned_with_and_flags_are_flags() -> None:
    given = rows(c=["1001", "1001"], **{"税收(元)": ["12000", "x"], "绿地面积(亩)": [3, 0], "政府原因": ["是", ""]})
    columns = {"code": "c", "tax_wan": "税收(元)", "green_m2": "绿地面积(亩)", "government_delay": "政府原因"}
    fitted = fit_rows(given, KINDS["plots"], columns=columns, edition="", crs=CRS).frame
    assert fitted["tax_wan"].tolist()[0] == pytest.approx(1.2)
    assert fitted["green_m2"].tolist() == pytest.approx([2_000.0, 0.0])
    assert fitted["government_delay"].tolist() == [True, False]


def test_a_word_that_is_neither_yes_nor_no_is_counted() -> None:
    given = rows(c=["1001", "1001"], d=["也许", "1.0"])
    fitted = fit_rows(given, KINDS["plots"], columns={"code": "c", "government_delay": "d"}, edition="", crs=CRS)
    assert fitted.frame["government_delay"].tolist() == [False, True]
    assert fitted.counts["unknown_flags"] == 1
