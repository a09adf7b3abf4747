"""The four files of an assessment in one folder: GeoPackage, workbook, map and report."""

from __future__ import annotations

from pathlib import Path

from gis.results import Assessment
from gis.views.files import export_folder
from gis.views.geopackage import write_results_gpkg
from gis.views.report import write_map_html, write_report_md
from gis.views.spreadsheet import write_results_xlsx

__all__ = ["write_outputs"]


def write_outputs(assessment: Assessment, folder: Path, *, lang: str = "zh") -> list[Path]:
    """Write results.gpkg, results.xlsx, map.html and report.md into `folder`, made where it does not exist.

    Returns
    -------
    the paths written, in that order.

    Raises
    ------
    WorkspaceError: the folder or a file cannot be written; older files are then left as they were.
    """
    export_folder(folder)
    return [
        write_results_gpkg(assessment, folder / "results.gpkg", lang=lang),
        write_results_xlsx(assessment, folder / "results.xlsx", lang=lang),
        write_map_html(assessment, folder / "map.html", lang=lang),
        write_report_md(assessment, folder / "report.md", lang=lang),
    ]
