"""A workload on disk. Light: workers under another Python read it with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Work:
    """A workload on disk."""

    folder: Path

    @property
    def streets(self) -> Any:
        return self._frame("streets")

    @property
    def land(self) -> Any:
        return self._frame("land")

    @property
    def green(self) -> Any:
        return self._frame("green")

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        """Vertices `xy`, undirected links `a`, `b`, `length_m`; facilities as `vertex` and as `edge`, `offset_m`."""
        with np.load(self.folder / "arrays.npz") as stored:
            return {name: stored[name] for name in stored.files}

    @property
    def osm(self) -> Path:
        """The same network as an OpenStreetMap file, where `benchmarks.osm_file` has written it."""
        return self.folder / "network.osm.pbf"

    @property
    def facility_lonlat(self) -> np.ndarray:
        """Longitude and latitude of the facilities, written with `osm`."""
        return np.load(self.folder / "facilities.npy")

    def _frame(self, name: str) -> Any:
        import geopandas as gpd  # noqa: PLC0415 - not where a worker has numpy alone

        return gpd.read_parquet(self.folder / f"{name}.parquet")
