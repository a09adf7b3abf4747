"""Valhalla's isochrones, on tiles of its own built from the same network."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import valhalla
from valhalla.config import get_config

from benchmarks.work import Work


def version() -> str:
    return f"Valhalla {valhalla.__version__}"


def _actor(osm: Path, folder: str) -> valhalla.Actor:
    """Tiles of the whole network, and who answers from them."""
    config = get_config(tile_extract="", tile_dir=folder, verbose=False)
    config["mjolnir"]["logging"] = {"type": "", "color": False}
    config["mjolnir"]["concurrency"] = 1
    kept = Path(folder) / "config.json"
    kept.write_text(json.dumps(config), encoding="utf-8")
    program = valhalla.PYVALHALLA_DIR / "bin" / "valhalla_build_tiles"
    subprocess.run([program, "-c", kept, osm], check=True, capture_output=True)  # noqa: S603 - of the package itself
    return valhalla.Actor(str(kept))


def areas(work: Work, question: Mapping[str, Any]):
    """A ring round what is within the limit of each facility, as Valhalla draws it.

    The digest is what rings do not give: the length reached by the first facilities, from the edges it expanded.
    """
    lonlat, limit_m = work.facility_lonlat.tolist(), question["limit_m"]
    start = time.perf_counter()
    folder = tempfile.TemporaryDirectory()
    actor = _actor(work.osm, folder.name)
    build_s = time.perf_counter() - start
    requests = [
        {
            "locations": [{"lon": lon, "lat": lat, "minimum_reachability": 0}],
            "costing": "pedestrian",
            "contours": [{"distance": limit_m / 1000.0}],
            "polygons": True,
        }
        for lon, lat in lonlat
    ]
    texts = [json.dumps(request) for request in requests]

    def digest(_: object) -> np.ndarray:
        return np.array([_length_m(actor, one, limit_m) for one in requests[: question["checked"]]])

    def ask() -> list[str]:
        return [actor.isochrone(text) for text in texts]

    ask.folder = folder  # lives as long as the question
    return ask, digest, build_s


def _length_m(actor: valhalla.Actor, request: Mapping[str, Any], limit_m: float) -> float:
    """Length of edges within the limit. An edge reached from both ends counts what each end gives, at most once."""
    facts = {"action": "isochrone", "expansion_properties": ["distance", "edge_id", "pred_edge_id", "edge_status"]}
    features = json.loads(actor.expansion(json.dumps({**request, **facts})))["features"]
    settled = {one["properties"]["edge_id"]: one for one in features if one["properties"]["edge_status"] == "s"}
    reached: dict[frozenset[Any], tuple[float, float]] = {}
    for one in settled.values():
        before = settled.get(one["properties"]["pred_edge_id"])
        from_m = before["properties"]["distance"] if before else 0.0
        length_m = one["properties"]["distance"] - from_m
        street = frozenset(map(tuple, one["geometry"]["coordinates"]))  # the same in both directions
        got_m, whole_m = reached.get(street, (0.0, 0.0))
        whole_m = max(whole_m, length_m) if before else whole_m + length_m  # the first two parts begin at the facility
        reached[street] = got_m + min(max(limit_m - from_m, 0.0), length_m), whole_m
    return sum(min(pair) for pair in reached.values())


ENGINES = {"areas": {"valhalla": areas}}
