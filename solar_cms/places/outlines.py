"""From a GeoJSON of districts to a small file of paths: common borders simplified once for both
sides, so that neighbours keep touching; whole numbers; relative steps.

Run by `manage.py build_boundaries`; the result is committed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

Point = tuple[int, int]
Ring = list[Point]
GRID = 400  # units to a degree of latitude, about 280 m each
# How far a border may move, in units: in a province's drawing, in the whole country's.
FINE, COARSE = 2.0, 8.0
SMALLEST = 12.0  # islands under this area, in square units, are left out of the country's drawing


def build(
    features: Sequence[dict[str, Any]], attribution: str, *, code: str, province: str
) -> dict[str, Any]:
    """{"attribution", "fine": {code: {"path", "box", "at", "room"}}, "coarse": …, "borders": path}.

    code, province: the properties that hold the codes. box: [x, y, width, height]. at: where a
    label stands best; room: its distance to the border. borders: of provinces, coarse.
    """
    north = max(y for f in features for _x, y in _points(f))
    west = min(x for f in features for x, _y in _points(f))
    squeeze = math.cos(math.radians(sum(_middle(f)[1] for f in features) / len(features)))

    def place(point: Sequence[float]) -> Point:
        return round((point[0] - west) * squeeze * GRID), round((north - point[1]) * GRID)

    rings = {f["properties"][code]: [_ring(map(place, r)) for r in _rings(f)] for f in features}
    home = {f["properties"][code]: f["properties"][province] for f in features}
    found: dict[str, Any] = {"attribution": attribution}
    for name, tolerance in (("fine", FINE), ("coarse", COARSE)):
        arcs = _Arcs([r for several in rings.values() for r in several], tolerance)
        found[name] = {
            key: shape
            for key, several in sorted(rings.items())
            if (shape := _shape([arcs.simplified(r, home[key]) for r in several], name == "coarse"))
        }
    found["borders"] = "".join(_path(arc, end="") for arc in arcs.borders() if len(arc) > 1)
    return found


def _rings(feature: dict[str, Any]) -> list[list[Sequence[float]]]:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return [ring for polygon in polygons for ring in polygon]


def _points(feature: dict[str, Any]) -> Iterable[Sequence[float]]:
    return (point for ring in _rings(feature) for point in ring)


def _middle(feature: dict[str, Any]) -> tuple[float, float]:
    points = list(_points(feature))
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _ring(points: Iterable[Point]) -> Ring:
    """Without its closing point and without points that fell together."""
    ring: Ring = []
    for point in points:
        if not ring or point != ring[-1]:
            ring.append(point)
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


class _Arcs:
    """Borders cut where three places meet: each piece is simplified once, whoever asks."""

    def __init__(self, rings: Sequence[Ring], tolerance: float) -> None:
        self.tolerance = tolerance
        self.known: dict[tuple[Point, ...], Ring] = {}
        self.sides: dict[tuple[Point, ...], list[str]] = {}
        near: dict[Point, set[Point]] = {}
        for ring in rings:
            for n, point in enumerate(ring):
                near.setdefault(point, set()).update((ring[n - 1], ring[(n + 1) % len(ring)]))
        self.nodes = {point for point, others in near.items() if len(others) > 2}

    def borders(self) -> list[Ring]:
        """The arcs with another province, or nothing, on their other side."""
        return [
            self.known[key]
            for key, sides in self.sides.items()
            if len(sides) < 2 or len(set(sides)) > 1
        ]

    def simplified(self, ring: Ring, province: str) -> Ring:
        cuts = [n for n, point in enumerate(ring) if point in self.nodes]
        if not cuts:  # an island: cut at its two most distant corners
            first = min(range(len(ring)), key=lambda n: ring[n])
            last = max(range(len(ring)), key=lambda n: ring[n])
            cuts = sorted({first, last})
        found: Ring = []
        for number, start in enumerate(cuts):
            end = cuts[(number + 1) % len(cuts)]
            piece = ring[start : end + 1] if end > start else ring[start:] + ring[: end + 1]
            found += self._arc(piece, province)[:-1]
        return found

    def _arc(self, piece: Ring, province: str) -> Ring:
        """The piece from either end is the same piece."""
        turned = tuple(reversed(piece)) < tuple(piece)
        key = tuple(reversed(piece)) if turned else tuple(piece)
        if key not in self.known:
            self.known[key] = _peucker(list(key), self.tolerance)
        self.sides.setdefault(key, []).append(province)
        arc = self.known[key]
        return arc[::-1] if turned else arc


def _peucker(points: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker: corners that stand out further than the tolerance stay."""
    if len(points) < 3:
        return points
    far, at = max((_off(points[n], points[0], points[-1]), n) for n in range(1, len(points) - 1))
    if far <= tolerance:
        return [points[0], points[-1]]
    return _peucker(points[: at + 1], tolerance)[:-1] + _peucker(points[at:], tolerance)


def _off(point: Point, one: Point, two: Point) -> float:
    """Distance of a point from the stretch between two others."""
    (px, py), (ax, ay), (bx, by) = point, one, two
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / length)) if length else 0.0
    return math.hypot(px - ax - share * dx, py - ay - share * dy)


def _area(ring: Ring) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def _shape(rings: Sequence[Ring], without_small: bool) -> dict[str, Any] | None:
    kept = [r for r in rings if len(r) > 2]
    kept.sort(key=_area, reverse=True)
    kept = [r for n, r in enumerate(kept) if n == 0 or not without_small or _area(r) > SMALLEST]
    if not kept:
        return None
    xs, ys = [x for r in kept for x, _y in r], [y for r in kept for _x, y in r]
    at, room = _inside(kept)
    box = [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)]
    return {"path": "".join(map(_path, kept)), "box": box, "at": at, "room": room}


def _path(ring: Ring, end: str = "z") -> str:
    """M, then relative steps with as few signs as SVG allows."""
    (x, y), *rest = ring
    text = f"M{x} {y}l"
    steps = []
    for px, py in rest:
        steps += [px - x, py - y]
        x, y = px, py
    for n, step in enumerate(steps):
        text += ("" if n == 0 or step < 0 else " ") + str(step)
    return text + end


def _inside(rings: Sequence[Ring]) -> tuple[list[int], int]:
    """The point furthest from all borders, by a grid made finer twice."""
    ring = rings[0]
    edges = [(r[n - 1], r[n]) for r in rings for n in range(len(r))]
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    step = max(max(xs) - min(xs), max(ys) - min(ys)) / 12
    around: tuple[float, float, float, float] = min(xs), max(xs), min(ys), max(ys)
    best: tuple[float, float, float] = (-1.0, xs[0], ys[0])
    for _round in range(3):
        x = around[0]
        while x <= around[1]:
            y = around[2]
            while y <= around[3]:
                if _holds(rings, x, y):
                    spot = round(x), round(y)
                    best = max(best, (min(_off(spot, a, b) for a, b in edges), x, y))
                y += step
            x += step
        around = best[1] - step, best[1] + step, best[2] - step, best[2] + step
        step /= 5
    return [round(best[1]), round(best[2])], round(best[0])


def _holds(rings: Sequence[Ring], x: float, y: float) -> bool:
    """Even and odd crossings of a line to the right."""
    odd = False
    for ring in rings:
        for n, (bx, by) in enumerate(ring):
            ax, ay = ring[n - 1]
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                odd = not odd
    return odd
