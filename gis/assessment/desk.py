"""The land bureau's desk: everything Yitu says of a table of plots, by one call.

Plots, buildings and firms are checked first (what is wrong is listed, never dropped silently); then the figures, the
control values beside them, idle and low-efficiency land, grades, potential, restrictions and the sheet of the zones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import shapely

from gis.plots.bad_data import check_plots
from gis.plots.desk import Desk, DeskRules, PlotInputs
from gis.plots.grading import grade
from gis.plots.idle import idle_land, idle_summary
from gis.plots.intensity import plot_figures
from gis.plots.limits import ControlTable, compare, looser_than_national
from gis.plots.low_efficiency import LowRules, low_efficiency, plot_grades, status_totals
from gis.plots.potential import limits_of, potential
from gis.plots.restrictions import overlaps
from gis.plots.schemes import Scheme
from gis.plots.sensitivity import sensitivity
from gis.plots.sheet import WHOLE, intensity_score, intensity_sheet
from gis.plots.structure import conversion, structure, transition
from gis.read.limit_tables import read_figure_settings, shipped_control_tables
from gis.read.plot_rules import read_idle_rules, read_low_rules, read_sheet_definition

__all__ = ["assess_plots", "shipped_rules"]

Step = Callable[[str, float], None]
_GAINS = ("far", "building_coefficient")
_EDITION = "2023"  # what reading puts land-use codes into


def shipped_rules(
    *,
    scheme: Scheme | None = None,
    tables: Sequence[ControlTable] = (),
    crosswalk: pd.DataFrame | None = None,
    low: LowRules | None = None,
) -> DeskRules:
    """The rules that come with Yitu, with the user's control tables beside them, and his low-efficiency rules.

    Raises
    ------
    DefinitionError: a file is wrong.
    """
    return DeskRules(
        figures=read_figure_settings(),
        tables=(*shipped_control_tables(), *tables),
        idle=read_idle_rules(),
        low=low or read_low_rules(),
        sheet=read_sheet_definition(),
        scheme=scheme,
        crosswalk=crosswalk,
    )


def assess_plots(inputs: PlotInputs, rules: DeskRules, *, on: date, progress: Step | None = None) -> Desk:
    """All figures, verdicts, lists and sheets of a table of plots.

    Parameters
    ----------
    on: the day idle land is judged on. progress: called with a text and the share (0-1) of the way.

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres. DefinitionError: the scheme cannot score.
    """
    step = progress or (lambda _text, _share: None)
    step("核对资料 / checking the data", 0.0)
    checked = check_plots(inputs.plots, inputs.buildings, inputs.firms)
    inputs = replace(inputs, plots=checked.plots, buildings=checked.buildings, firms=checked.firms)
    plots, firms = inputs.plots, inputs.firms
    step("测算指标 / measuring", 0.2)
    figures = plot_figures(plots, inputs.buildings, settings=rules.figures)
    limits = compare(figures, plots, rules.tables, crosswalk=rules.crosswalk)
    step("企业分档 / grading", 0.5)
    grades = moved = None
    grade_of = pd.Series("", index=plots.index, dtype=object)
    if firms is not None and len(firms) and rules.scheme is not None:
        grades = grade(firms, rules.scheme)
        moved = sensitivity(firms, rules.scheme) if rules.scheme.bands.bands else None
        grade_of = plot_grades(plots, firms, grades)
    step("闲置、低效与潜力 / idle land and potential", 0.6)
    idle = idle_land(plots, on=on, rules=rules.idle)
    low = low_efficiency(plots, figures, grade_of, rules=rules.low)
    step("叠加管控 / overlaying", 0.7)
    touched = overlaps(plots, inputs.controls)
    step("分区汇总 / zones", 0.9)
    sheet = _sheet(inputs, figures, idle, rules)
    change = None
    if inputs.before is not None:
        change = transition(inputs.before, plots, editions=(_EDITION, _EDITION), level=4)
    return Desk(
        inputs=inputs,
        rules=rules,
        on=on,
        remarks=checked.remarks,
        figures=figures,
        limits=limits,
        looser=looser_than_national(rules.tables),
        idle=idle,
        idle_totals=idle_summary(plots, idle, rules=rules.idle),
        grades=grades,
        sensitivity=moved,
        grade_of=grade_of,
        low=low,
        potential={
            name: potential(plots, figures, limits_of(limits, plots, index=name), index=name) for name in _GAINS
        },
        overlaps=touched,
        sheet=sheet,
        score=intensity_score(sheet, rules.sheet),
        structure=structure(plots, edition=_EDITION),
        statuses=status_totals(plots),
        change=change,
        converted=None if change is None else conversion(change, construction=rules.sheet.construction),
        zone_of=_zones_of(plots, inputs.zones),
    )


def _sheet(inputs: PlotInputs, figures: pd.DataFrame, idle: pd.DataFrame, rules: DeskRules) -> pd.DataFrame:
    """The sheet of the zones; of the plots themselves as one where there is no zone."""
    zones = inputs.zones
    if zones is None or zones.empty:
        whole = shapely.union_all(inputs.plots.geometry.to_numpy()).buffer(0.0)
        zones = gpd.GeoDataFrame(geometry=[whole], index=[WHOLE], crs=inputs.plots.crs)
    return intensity_sheet(
        inputs.plots, figures, zones, population=inputs.population, idle=idle, definition=rules.sheet
    )


def _zones_of(plots: gpd.GeoDataFrame, zones: gpd.GeoDataFrame | None) -> dict[object, tuple[tuple[str, float], ...]]:
    """Which zones each plot lies in, with the share of the plot; parts under a thousandth are left out."""
    if zones is None or zones.empty:
        return {}
    found = overlaps(plots, {"zones": zones})
    found = found[found["share"] >= 0.001].sort_values("share", ascending=False, kind="stable")
    result: dict[object, tuple[tuple[str, float], ...]] = {}
    for plot, zone, share in zip(found["plot"], found["feature"], found["share"], strict=True):
        result[plot] = (*result.get(plot, ()), (str(zone), float(share)))
    return result
