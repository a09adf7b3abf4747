"""Towns made by code for the shift guard: streets of uneven blocks, and places beside them as people build."""

import numpy as np
import shapely

CRS = "EPSG:4548"
CORNER = (590_000.0, 4_075_000.0)  # Zibo, 118.0°E 36.8°N


def _within(steps, size_m):
    at = np.concatenate([[0.0], np.cumsum(steps)])
    return at[at <= size_m]


def streets(seed=1, *, size_m=5_000.0, block_m=260.0, turn_deg=8.0):
    """A town of two bundles of streets, some of them broken off, turned a little."""
    rng = np.random.default_rng(seed)
    lines = []
    for along in (0, 1):
        for at in _within(rng.uniform(block_m * 0.6, block_m * 1.6, int(size_m / block_m * 2)), size_m):
            start, end = sorted(rng.choice([0.0, 0.0, size_m * rng.random(), size_m, size_m], 2, replace=False))
            if end - start > block_m:
                line = np.array([[start, at + rng.normal(0.0, 8.0)], [end, at + rng.normal(0.0, 8.0)]])
                lines.append(line[:, ::-1] if along else line)
    angle = np.radians(turn_deg)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.array([shapely.LineString(np.array(CORNER) + line @ turn) for line in lines], dtype=object)


def beside(lines, count, seed, *, back_m=22.0, spread_m=7.0, astray=0.1):
    """Places (count, 2) along the streets, set back from them; a few stand anywhere."""
    rng = np.random.default_rng(seed)
    length_m = shapely.length(lines)
    chosen = rng.choice(len(lines), count, p=length_m / length_m.sum())
    at = shapely.get_coordinates(shapely.line_interpolate_point(lines[chosen], rng.random(count), normalized=True))
    ends = np.array([(line.coords[0], line.coords[-1]) for line in lines[chosen]])
    way = ends[:, 1] - ends[:, 0]
    normal = np.column_stack([-way[:, 1], way[:, 0]]) / np.hypot(*way.T)[:, None]
    side = rng.choice([-1.0, 1.0], count)
    xy = at + normal * (side * np.maximum(rng.normal(back_m, spread_m, count), 3.0))[:, None]
    lost = rng.random(count) < astray
    xy[lost] += rng.uniform(-200.0, 200.0, (int(lost.sum()), 2))
    return xy
