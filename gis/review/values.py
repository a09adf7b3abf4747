"""Findings and projects as plain values, with the digests that rulings and records hang on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gis.review.canonical import digest_of, plain
from gis.review.model import Finding, Project, Review

__all__ = [
    "finding_digest", "finding_values", "head_digest", "head_of", "layer_values", "project_digest", "project_values",
    "values_digest",
]  # fmt: skip

# Builds of GEOS differ in the last digits: a ruling must not turn stale on another machine for that.
_DECIMALS, _DIGITS = 6, 9
_LEFT_OUT = ("digest", "geometry")


def finding_values(finding: Finding) -> dict[str, Any]:
    """All fields of a finding with the coordinates of its patches, and `digest`."""
    values: dict[str, Any] = plain(finding)
    values["digest"] = values_digest(values)
    return values


def finding_digest(finding: Finding) -> str:
    """The digest of what a finding says: see `values_digest`."""
    return values_digest(plain(finding))


def values_digest(values: Mapping[str, Any]) -> str:
    """The digest of the values of a finding: every field, numbers to 6 decimals and 9 digits, without coordinates.

    Coordinates follow from the project and from the layer, whose digests stand in the head and in the finding.
    """
    return digest_of(_rounded({name: value for name, value in values.items() if name != "digest"}))


def _rounded(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {name: _rounded(entry) for name, entry in value.items() if name not in _LEFT_OUT}
    if isinstance(value, (list, tuple)):
        return [_rounded(entry) for entry in value]
    return float(f"{round(float(value), _DECIMALS):.{_DIGITS}g}") + 0.0


def project_values(project: Project) -> dict[str, Any]:
    """A project with the exact coordinates of its parts and all their columns, and `digest`."""
    parts = project.parts
    names = [name for name in parts.columns if name != parts.geometry.name]
    columns = [parts[name].tolist() for name in names]
    values = {
        "name": plain(project.name),
        "facts": plain(project.facts),
        "crs": "" if parts.crs is None else parts.crs.to_string(),
        "parts": [
            {
                "id": str(plain(part)),
                "columns": {str(name): plain(cells[row]) for name, cells in zip(names, columns, strict=True)},
                "geometry": plain(shape),
            }
            for row, (part, shape) in enumerate(zip(parts.index, parts.geometry, strict=True))
        ],
        "sources": plain(project.sources),
        "repairs": plain(project.repairs),
        "notes": plain(project.notes),
        "area_m2": plain(project.area_m2),
    }
    values["digest"] = project_digest(values)
    return values


def project_digest(values: Mapping[str, Any]) -> str:
    """The digest of what is reviewed: name, stated facts, coordinate system and parts, not of where they came from."""
    return digest_of({name: values[name] for name in ("name", "facts", "crs", "parts")})


def layer_values(review: Review) -> list[dict[str, Any]]:
    """The layers the rules looked at, by name, with their digests and the number of their features."""
    return [
        {
            "name": name,
            "title": plain(layer.title),
            "title_en": plain(layer.title_en),
            "version": plain(layer.version),
            "basis": layer.basis.value,
            "digest": layer.digest,
            "features": len(layer.frame),
        }
        for name, layer in sorted(review.inputs.layers.items())
    ]


def head_of(review: Review) -> str:
    """The digest of a review's project, packs and layers: what its rulings belong to."""
    return head_digest(
        project_values(review.project)["digest"],
        packs=review.packs,
        inputs=plain(review.files),
        layers=layer_values(review),
    )


def head_digest(
    project: str,
    *,
    packs: Sequence[str],
    inputs: Sequence[Mapping[str, Any]],
    layers: Sequence[Mapping[str, Any]],
) -> str:
    """The head of a log: digest of the project's digest, of packs and of layers, whatever their order.

    Parameters
    ----------
    packs: as the review names them. inputs: values of its files, of which those of packs count. layers: values.
    """
    return digest_of(
        {
            "project": project,
            "packs": sorted(packs),
            "files": sorted([one["name"], one["digest"]] for one in inputs if one["role"] == "pack"),
            "layers": sorted([one["name"], one["digest"]] for one in layers),
        }
    )
