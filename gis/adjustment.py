"""A plane fitted to another by control points: four parameters (Helmert) or six (affine), with what they are worth.

`fit` gives the transformation that leaves the least sum of squared residuals at the control points, and what a
surveyor asks of it: residuals, the error at each point by the others alone (leave-one-out), points that do not belong
(a stated test), whether the axes are exchanged, whether the points can carry the fit at all. Coordinates are centred
and scaled before anything is solved, so that northings of four million metres cost no digits. Metres throughout; a
rotation is counter-clockwise, in radians.

Seven parameters between ellipsoids are not fitted here: over the few kilometres of a district they cannot be told
apart, and the plane fit is as exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.stats import f as f_distribution

from gis.errors import LayerError

__all__ = [
    "ALIKE_M",
    "LEAST_POINTS",
    "METHODS",
    "MIRROR_RATIO",
    "Control",
    "Fit",
    "Reach",
    "fit",
    "reach_of",
    "squares_m2",
]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Shapes = npt.NDArray[np.object_]

METHODS = ("helmert", "affine")
LEAST_POINTS = {"helmert": 2, "affine": 3}
_PARAMETERS = {"helmert": 4, "affine": 6}
_LAYER = "控制点 / control points"
_ON_A_LINE = 1e-3  # breadth over length of the points: an affine fit across such a strip is worthless
_NEARLY_A_LINE = 0.05
ALIKE_M = 1e-6
_OUTLIER_CHANCE = 0.01  # that a flawless set of points has one flagged, all of them together
MIRROR_RATIO = 5.0
_ODD_SCALE = 1e-3  # of lengths: beyond it, something else than two grids of metres is compared


@dataclass(frozen=True)
class Control:
    """Control points: `names`, and where each is before (`from_xy`) and after (`to_xy`), (n, 2) in metres, x east."""

    names: tuple[str, ...]
    from_xy: Floats
    to_xy: Floats

    def without(self, row: int) -> Control:
        """All but one."""
        kept = np.arange(len(self.names)) != row
        return Control(tuple(np.array(self.names, dtype=object)[kept]), self.from_xy[kept], self.to_xy[kept])

    def swapped(self, *, before: bool) -> Control:
        """With x and y exchanged, of the places before or of those after."""
        return replace(self, from_xy=self.from_xy[:, ::-1]) if before else replace(self, to_xy=self.to_xy[:, ::-1])


@dataclass(frozen=True)
class Fit:
    """A transformation and what it is worth.

    `matrix` (2, 2), `from_centre`, `to_centre`: to = to_centre + matrix · (from − from_centre). `residual_m` (n, 2):
    after less fitted. `left_out_m` (n,): miss at each point by a fit of the others; NaN where they do not suffice.
    `rmse_m`: root of the mean squared residual distance; `sigma_m`: of one coordinate, by the degrees of freedom (NaN
    where there are none). `outliers`: rows that do not belong. `mirrored`: an exchange of axes fits far better, or is
    what was fitted. `breadth`: of the points over their length, 0 on a line, 1 round.
    """

    method: str
    control: Control
    matrix: Floats
    from_centre: Floats
    to_centre: Floats
    residual_m: Floats
    left_out_m: Floats
    rmse_m: float
    sigma_m: float
    outliers: tuple[int, ...]
    mirrored: bool
    breadth: float

    @property
    def redundancy(self) -> int:
        """Coordinates more than parameters; 0: exactly determined, residuals mean nothing."""
        return 2 * len(self.control.names) - _PARAMETERS[self.method]

    @property
    def scale(self) -> float:
        """Length after over length before; of an affine fit that of the mean (root of the area)."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix))))

    @property
    def rotation_rad(self) -> float:
        """Counter-clockwise; of an affine fit that of the nearest rotation."""
        (a, b), (c, d) = self.matrix
        return float(np.arctan2(c - b, a + d))

    @property
    def shift_m(self) -> tuple[float, float]:
        """East and north by which the origin moves: exact, but large numbers far from the points."""
        east_m, north_m = self.to_centre - self.matrix @ self.from_centre
        return float(east_m), float(north_m)

    @property
    def max_m(self) -> float:
        """The largest residual."""
        return float(np.hypot(*self.residual_m.T).max())

    @property
    def left_out_rmse_m(self) -> float:
        """What to expect at a place that was no control point; NaN where nothing is known of it."""
        return float(np.sqrt(np.mean(self.left_out_m**2)))

    @property
    def remarks(self) -> tuple[str, ...]:
        """Codes of what to look at: "exact", "outliers", "mirrored", "near_line", "scale"."""
        told = {
            "exact": self.redundancy == 0,
            "outliers": bool(self.outliers),
            "mirrored": self.mirrored,
            "near_line": self.breadth < _NEARLY_A_LINE and len(self.control.names) > 2,
            "scale": abs(self.scale - 1.0) > max(_ODD_SCALE, 3.0 * self._scale_sigma),
        }
        return tuple(code for code, so in told.items() if so)

    @property
    def _scale_sigma(self) -> float:
        """How well the points know the scale; 0 where nothing is known of it."""
        extent_m = float(np.sqrt(((self.control.from_xy - self.from_centre) ** 2).sum()))
        return self.sigma_m / extent_m if np.isfinite(self.sigma_m) else 0.0

    def apply(self, xy: Floats) -> Floats:
        """Places (n, 2) before → after, metres."""
        return np.asarray(self.to_centre + (xy - self.from_centre) @ self.matrix.T, dtype=float)

    def apply_shapes(self, shapes: Shapes) -> Shapes:
        """Shapes (n,) before → after; heights stay."""
        moved: Shapes = np.array(shapely.transform(shapes, self.apply), dtype=object)
        deep = np.asarray(shapely.has_z(shapes), dtype=bool)
        if deep.any():
            moved[deep] = shapely.transform(shapes[deep], _with_height(self.apply), include_z=True)
        return moved

    def as_json(self) -> dict[str, Any]:
        """As JSON values, what is not known left null."""
        points = [
            {
                "name": name,
                "east_m": float(east_m),
                "north_m": float(north_m),
                "left_out_m": _number(left_out_m),
                "outlier": row in self.outliers,
            }
            for row, (name, (east_m, north_m), left_out_m) in enumerate(
                zip(self.control.names, self.residual_m, self.left_out_m, strict=True)
            )
        ]
        return {
            "method": self.method,
            "matrix": self.matrix.tolist(),
            "from_centre": self.from_centre.tolist(),
            "to_centre": self.to_centre.tolist(),
            "shift_m": list(self.shift_m),
            "scale": self.scale,
            "rotation_deg": float(np.degrees(self.rotation_rad)),
            "rmse_m": self.rmse_m,
            "sigma_m": _number(self.sigma_m),
            "max_m": self.max_m,
            "left_out_rmse_m": _number(self.left_out_rmse_m),
            "redundancy": self.redundancy,
            "remarks": list(self.remarks),
            "points": points,
        }


@dataclass(frozen=True)
class Reach:
    """How far shapes reach beyond the hull of the control points: counts, and the farthest in metres.

    `far_count`: beyond the hull by more than its own size, where a fit says little.
    """

    count: int
    outside_count: int
    far_count: int
    farthest_m: float


def _with_height(apply: Callable[[Floats], Floats]) -> Callable[[Floats], Floats]:
    return lambda xyz: np.column_stack([apply(xyz[:, :2]), xyz[:, 2]])


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _refuse(zh: str, en: str, remedy: str) -> LayerError:
    return LayerError(layer=_LAYER, source="—", problem=f"{zh} / {en}", remedy=remedy)


def fit(control: Control, method: str = "helmert") -> Fit:
    """The least-squares fit of `control` by "helmert" (scale, rotation, shift) or "affine".

    A point is an outlier where leaving it out lessens the sum of squares by more than chance would (F test on two
    coordinates, 1 % for all points together); they are named one after another, the worst first, and stay in the fit.

    Raises
    ------
    LayerError: too few points, points that coincide or (affine) lie on a line, coordinates that are no numbers.
    ValueError: no such method.
    """
    if method not in METHODS:
        raise ValueError(f"{method}: {' / '.join(METHODS)}")
    breadth = _require_usable(control, method)
    matrix, from_centre, to_centre = _solve(control, method)
    residual_m = control.to_xy - (to_centre + (control.from_xy - from_centre) @ matrix.T)
    left_m2 = float((residual_m**2).sum())
    count = len(control.names)
    redundancy = 2 * count - _PARAMETERS[method]
    return Fit(
        method=method,
        control=control,
        matrix=matrix,
        from_centre=from_centre,
        to_centre=to_centre,
        residual_m=residual_m,
        left_out_m=_left_out(control, method),
        rmse_m=float(np.sqrt(left_m2 / count)),
        sigma_m=float(np.sqrt(left_m2 / redundancy)) if redundancy else np.nan,
        outliers=_outliers(control, method),
        mirrored=_mirrored(control, method, matrix, left_m2),
        breadth=breadth,
    )


def _require_usable(control: Control, method: str) -> float:
    """Guard: the points can carry the fit.

    Returns
    -------
    Their breadth over their length.

    Raises
    ------
    LayerError: they cannot.
    """
    count, least = len(control.names), LEAST_POINTS[method]
    if not (np.isfinite(control.from_xy).all() and np.isfinite(control.to_xy).all()):
        raise _refuse("有的坐标不是数", "some coordinates are no numbers", "请核对控制点表")
    if count < least:
        raise _refuse(
            f"只有 {count} 个点,至少要 {least} 个",
            f"{count} points, at least {least} are needed",
            "请补测控制点;建议四个以上,围住图形 / measure more, best four or more around the drawing",
        )
    for xy in (control.from_xy, control.to_xy):
        if np.linalg.norm(xy - xy.mean(axis=0), axis=1).max() < ALIKE_M:
            raise _refuse("各点位置相同", "the points coincide", "请核对控制点表 / check the table")
    extent = np.linalg.svd(control.from_xy - control.from_xy.mean(axis=0), compute_uv=False)
    breadth = float(extent[1] / extent[0]) if extent[0] > 0.0 else 0.0
    if method == "affine" and breadth < _ON_A_LINE:
        raise _refuse(
            "各点在一条直线上,仿射变换定不了",
            "the points lie on a line, which leaves an affine fit open",
            "请改用四参数(--method helmert),或补测线外的点 / use --method helmert, or measure points off the line",
        )
    return breadth


def _solve(control: Control, method: str) -> tuple[Floats, Floats, Floats]:
    """Matrix and centres of the fit, on coordinates centred and scaled to about one."""
    from_centre, to_centre = control.from_xy.mean(axis=0), control.to_xy.mean(axis=0)
    before, after = control.from_xy - from_centre, control.to_xy - to_centre
    unit_before, unit_after = np.abs(before).max() or 1.0, np.abs(after).max() or 1.0
    if method == "affine":
        solved = np.linalg.lstsq(before / unit_before, after / unit_after, rcond=None)[0].T
    else:
        one, other = (before / unit_before) @ [1.0, 1.0j], (after / unit_after) @ [1.0, 1.0j]
        turn = np.vdot(one, other) / np.vdot(one, one).real
        solved = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    return solved * unit_after / unit_before, from_centre, to_centre


def squares_m2(control: Control, method: str) -> float:
    """The sum of squared residuals that a fit of `control` leaves, m2."""
    matrix, from_centre, to_centre = _solve(control, method)
    return float(((control.to_xy - to_centre - (control.from_xy - from_centre) @ matrix.T) ** 2).sum())


def _carries(control: Control, method: str) -> bool:
    """Whether the points can carry a fit."""
    try:
        _require_usable(control, method)
    except LayerError:
        return False
    return True


def _left_out(control: Control, method: str) -> Floats:
    """The miss at each point by a fit of the others, metres; NaN where the others do not suffice."""
    missed = np.full(len(control.names), np.nan)
    for row in range(len(control.names)):
        others = control.without(row)
        if _carries(others, method):
            matrix, from_centre, to_centre = _solve(others, method)
            found = to_centre + matrix @ (control.from_xy[row] - from_centre)
            missed[row] = np.linalg.norm(control.to_xy[row] - found)
    return missed


def _outliers(control: Control, method: str) -> tuple[int, ...]:
    """Rows whose leaving out lessens the squares by more than chance would, the worst first."""
    kept = list(range(len(control.names)))
    found: list[int] = []
    while True:
        now = _of_rows(control, kept)
        freedom = 2 * len(kept) - _PARAMETERS[method] - 2
        rest = [now.without(at) for at in range(len(kept))]
        if freedom < 2 or not all(_carries(one, method) for one in rest):
            return tuple(found)
        squares = np.array([squares_m2(one, method) for one in rest])
        worst = int(squares.argmin())
        gain = squares_m2(now, method) - squares[worst]
        if gain < ALIKE_M**2:
            return tuple(found)
        ratio = (gain / 2.0) / max(squares[worst] / freedom, ALIKE_M**2)
        if f_distribution.sf(ratio, 2, freedom) >= _OUTLIER_CHANCE / len(kept):
            return tuple(found)
        found.append(kept.pop(worst))


def _of_rows(control: Control, rows: Sequence[int]) -> Control:
    return Control(tuple(control.names[row] for row in rows), control.from_xy[rows], control.to_xy[rows])


def _mirrored(control: Control, method: str, matrix: Floats, left_m2: float) -> bool:
    """Whether the axes are exchanged: the affine fit turned the plane over, or a Helmert fit of exchanged axes wins."""
    if method == "affine":
        return bool(np.linalg.det(matrix) < 0.0)
    if len(control.names) <= LEAST_POINTS[method]:
        return False
    other_m2 = squares_m2(control.swapped(before=True), method)
    return left_m2 > ALIKE_M**2 and other_m2 * MIRROR_RATIO**2 < left_m2


def reach_of(fitted: Fit, shapes: Shapes) -> Reach:
    """How far shapes given before the fit reach beyond its control points."""
    kept = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    hull = shapely.convex_hull(shapely.multipoints(fitted.control.from_xy))
    size_m = float(shapely.minimum_bounding_radius(hull)) * 2.0
    beyond_m = _farthest(kept, hull)
    return Reach(
        count=len(kept),
        outside_count=int((beyond_m > 0.0).sum()),
        far_count=int((beyond_m > size_m).sum()),
        farthest_m=float(beyond_m.max(initial=0.0)),
    )


def _farthest(shapes: Shapes, hull: Any) -> Floats:
    """How far the farthest vertex of each shape lies from the hull, metres."""
    xy, row = shapely.get_coordinates(shapes, return_index=True)
    away_m = shapely.distance(hull, shapely.points(xy))
    farthest = np.zeros(len(shapes))
    np.maximum.at(farthest, row, away_m)
    return farthest
