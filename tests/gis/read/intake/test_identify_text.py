"""Plain text told apart by its grammar: drawings, lists of boundary points, tables, prose."""

import pytest

from gis.read.intake.identify_text import is_dxf, kind_of_text


def kind(text: str, suffix: str = ".txt") -> str:
    return kind_of_text(text, suffix=suffix, whole=True)[0]


@pytest.mark.parametrize(
    "text",
    [
        "0\nSECTION\n2\nHEADER\n",
        "  0\r\nSECTION\r\n  2\r\nENTITIES\r\n",
        "999\nmade by\n999\nmore\n0\nSECTION\n2\nHEADER\n",
        "\ufeff0\nSECTION\n",
        "0\rSECTION\r2\rHEADER\r",
    ],
)
def test_drawings(text: str) -> None:
    assert is_dxf(text)
    assert kind(text) == "dxf"


@pytest.mark.parametrize("text", ["0\nEOF\n", "1\nSECTION\n", "SECTION\n0\n", ""])
def test_no_drawings(text: str) -> None:
    assert not is_dxf(text)


@pytest.mark.parametrize(
    "text",
    [
        "[属性描述]\n坐标系=2000国家大地坐标系\n[地块坐标]\n",
        "【地块坐标】\nJ1,1,4057700.000,39508900.000\n",
        "  [ 地块坐标 ] \r\nJ1,1,4057700,39508900\r\n",
        "[项目信息]\n项目名称=x\n",
        "10,0.96,1,地块一,面,,工业用地,1001,@\nJ1,1,4057700,39508900\n",
        "10，0.96，1，地块一，面，，工业用地，1001，＠\nJ1，1，4057700，39508900\n",
        "J1,1,4057700.000,39508900.000\nJ2,1,4057700.000,39509000.000\nJ3,1,4057600.000,39509000.000\n",
        "J1 1 4057700.000 508900.000\nJ2 1 4057700.000 509000.000\n",
        "J1\t4057700.000\t508900.000\nJ2\t4057700.000\t509000.000\n",
        "1,4057700.000,508900.000\n2,4057700.000,509000.000\n",
        "1,117.1,36.6\n2,117.2,36.6\n3,117.2,36.7\n",
        "4057700.000,508900.000\n4057700.000,509000.000\n",
        "1,,508900.000,4057700.000,35.1\n2,,509000.000,4057700.000,35.2\n",
        "P1,JZD,508900.000,4057700.000,35.1\nP2,JZD,509000.000,4057700.000,35.2\n",
        "界址点坐标\nJ1,4057700.000,508900.000\nJ2,4057700.000,509000.000\n",
    ],
)
def test_coordinate_texts(text: str) -> None:
    assert kind(text) == "txt"


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("名称,经度,纬度\n公园,117.1,36.6\n", ".csv"),
        ("点号,X,Y\nJ1,4057700,508900\nJ2,4057700,509000\n", ".txt"),
        ("id,lon,lat\n1,117.1,36.6\n2,117.2,36.7\n", ".txt"),
        ("1,117.1,36.6\n2,117.2,36.6\n", ".csv"),
        ("名称\t地址\n公园\t路\n", ".tsv"),
        ("名称;地址\n公园;路\n", ".csv"),
        ("名称|地址\n公园|路\n", ".txt"),
        ("地址\n人民路1号\n中山路2号\n", ".csv"),
        ("名称,地址\n", ".csv"),
        ("标题一行\n名称,x,y\na,1,2\nb,3,4\n", ".csv"),
        ('"a,b","c"\n"d","e"\n', ".csv"),
    ],
)
def test_tables(text: str, suffix: str) -> None:
    assert kind(text, suffix) == "csv"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("这是一份说明。\n没有坐标。\n", "text_unknown"),
        ("x", "text_unknown"),
        ("a,b", "text_unknown"),
        ('PROJCS["x"]', "part_alone"),
        ("!table\n!version 300\n", "other_format"),
        ('Version 300\nCharset "Neutral"\n', "other_format"),
        ("ISO-10303-21;\nHEADER;\n", "other_format"),
        ("EXP  0 /A\n", "other_format"),
        ("ncols 10\nnrows 10\n", "raster_other"),
        ("#!/usr/bin/env python\n", "program_refused"),
    ],
)
def test_others(text: str, code: str) -> None:
    assert kind(text) == code


def test_a_last_line_that_is_cut_does_not_count() -> None:
    text = "1,4057700.000,508900.000\n2,4057"
    assert kind_of_text(text, suffix=".txt", whole=False)[0] == "txt"
