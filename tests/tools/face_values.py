"""Writes tests/golden/face_maps: the 16 maps of three faces, worked out by other means than the ops.

Curves: the parabola through the key points in exact fractions. Distances: scipy. Regions: cv2.fillPoly, on a picture so large that nothing is
clipped. Edges: scikit-image's canny, whose definition the op follows. The pictures are noise and disks, smoothed, so that no two
gradients are equal.
    python3 tests/tools/face_values.py tests/golden/face_maps   # needs numpy, scipy, opencv-python-headless 5.0, scikit-image
"""

import sys
from fractions import Fraction
from math import floor

import cv2
import numpy as np
from scipy import ndimage
from skimage import feature

FACES = [  # height, width, middle, size, turn, how far the mouth is open, unevenness, seed
    (56, 48, (24, 27), 18, 0.0, 0.2, 0.0, 1),
    (48, 64, (40, 20), 30, 0.5, 0.9, 0.5, 2),
    (40, 56, (20, 24), 12, -0.3, 0.5, 2.5, 5),
]

MIRRORED = list(range(68, 83))
PARTS = [list(range(17)) + MIRRORED + [0], range(17, 22), range(22, 27), (28, 31), range(31, 36), (35, 28), range(36, 40), (39, 40, 41, 36),
         range(42, 46), (45, 46, 47, 42), range(48, 55), (54, 55, 56, 57, 58, 59, 48), range(60, 65), (64, 65, 66, 67, 60)]
REGIONS = [(1, [0]), (2, [1]), (2, [2]), (3, [3, 4, 5]), (4, [6, 7]), (4, [8, 9]), (5, [10, 11]), (6, [12, 13])]


def made_up_face(middle, size, turn, is_open, uneven, random):
    """68 whole points, about where dlib finds them."""
    p = np.zeros((68, 2))
    p[0:17] = [(-np.cos(t), 1.25 * np.sin(t)) for t in np.linspace(0, np.pi, 17)]
    for first, across in ((17, np.linspace(-.8, -.25, 5)), (22, np.linspace(.25, .8, 5))):
        p[first:first + 5] = [(x, -.38 - .12 * np.cos(4 * (abs(x) - .5))) for x in across]
    p[27:31, 1] = np.linspace(-.25, .2, 4)
    p[31:36] = [(-.2, .3), (-.1, .34), (0, .37), (.1, .34), (.2, .3)]
    for first, x in ((36, -.48), (42, .48)):
        p[first:first + 6] = [(x - .18, -.2), (x - .07, -.28), (x + .07, -.28), (x + .18, -.2), (x + .07, -.13), (x - .07, -.13)]
    for first, n, wide, up, down in ((48, 7, .38, .14, .12 + .2 * is_open), (60, 5, .28, .05, .02 + .2 * is_open)):
        t = np.linspace(0, np.pi, n)
        p[first:first + n] = [(-wide * np.cos(a), .7 - up * np.sin(a)) for a in t]
        p[first + n:first + 2 * n - 2] = [(wide * np.cos(a), .7 + down * np.sin(a)) for a in t[1:-1]]
    c, s = np.cos(turn), np.sin(turn)
    p = p @ np.array([[c, s], [-s, c]]) * size + middle
    return np.rint(p + random.uniform(-uneven, uneven, p.shape)).astype(int)


def picture(height, width, random):
    grey = 6 * ndimage.gaussian_filter(random.uniform(0, 255, (height, width)), 3)
    y, x = np.mgrid[0:height, 0:width]
    for _ in range(6):
        grey += random.uniform(-70, 70) * (np.hypot(x - random.uniform(0, width), y - random.uniform(0, height)) < random.uniform(3, 12))
    grey = ndimage.gaussian_filter(grey - grey.mean() + 110, .7) + random.normal(0, 2, grey.shape)
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8)


def with_forehead(points):
    points = [(Fraction(int(x)), Fraction(int(y))) for x, y in points]
    line = (points[0][1] + points[16][1]) / 2
    return points + [(points[i][0], line + floor((line - points[i][1]) * 2 / 3)) for i in range(15, 0, -1)]


def curve(points):
    """The pixels of a piece through two or three points; none where it is too steep. Two points that are one count once."""
    x, y = zip(*[p for i, p in enumerate(points) if i == 0 or p != points[i - 1] or len(points) == 2])
    turned = max(abs(a - b) for a, b in zip(x, x[1:])) < max(abs(a - b) for a, b in zip(y, y[1:]))
    if turned:
        x, y = y, x
    places = max(round(abs(x[-1] - x[0])), 1)
    square = 0
    if len(x) == 3:
        if len(set(x)) < 3:
            return []
        square = ((y[2] - y[1]) / (x[2] - x[1]) - (y[1] - y[0]) / (x[1] - x[0])) / (x[2] - x[0])
    if abs(square) > 1:
        return []
    pixels = []
    for i in range(places):
        u = x[0] + (x[-1] - x[0]) * Fraction(i, max(places - 1, 1))
        slope = (y[1] - y[0]) / (x[1] - x[0]) if x[1] != x[0] else 0
        v = y[0] + slope * (u - x[0]) + square * (u - x[0]) * (u - x[1])
        pixels.append((floor(v), floor(u)) if turned else (floor(u), floor(v)))
    return pixels


def draw(part, points, height, width):
    drawn = np.zeros((height, width), np.uint8)
    left_out = 0
    part = list(part)
    for i in range(0, len(part) - 1, 2):
        pixels = curve([points[k] for k in part[i:i + 3]])
        left_out += not pixels
        for x, y in pixels:
            drawn[max(y - 1, 0):max(y + 1, 0), max(x - 1, 0):max(x + 1, 0)] = 1
    return drawn, left_out


def distances(drawn):
    if not drawn.any():
        return np.full(drawn.shape, 255)
    return np.minimum(ndimage.distance_transform_cdt(1 - drawn, "taxicab") // 3, 255)


def labels(points, height, width):
    margin = 4 * max(height, width)
    canvas = np.zeros((height + 2 * margin, width + 2 * margin), np.uint8)
    for label, parts in REGIONS:
        corners = [[floor(c) + margin for c in points[k]] for part in parts for k in PARTS[part]]
        cv2.fillPoly(canvas, [np.array(corners, np.int32)], label)
    return canvas[margin:-margin, margin:-margin]


def maps(points, grey):
    """Edges and distances in 255ths, labels as they are; and how many pieces of curves were left out."""
    points = with_forehead(points)
    drawn, left_out = zip(*[draw(part, points, *grey.shape) for part in PARTS])
    regions = labels(points, *grey.shape)
    edges = np.any(drawn, 0) | (feature.canny(grey) & (regions == 0))
    return np.array([255 * edges] + [distances(d) for d in drawn] + [regions], np.uint8), sum(left_out)


def main(folder):
    for i, (height, width, middle, size, turn, is_open, uneven, seed) in enumerate(FACES):
        random = np.random.default_rng(seed)
        points = made_up_face(middle, size, turn, is_open, uneven, random)
        grey = picture(height, width, random)
        found, left_out = maps(points, grey)
        print(f"face {i}: {left_out} of 42 pieces left out, {int((found[0] > 0).sum())} pixels of edges, labels {np.unique(found[15])}")
        np.save(f"{folder}/points_{i}.npy", points.astype(np.int16))
        np.save(f"{folder}/grey_{i}.npy", grey)
        np.save(f"{folder}/maps_{i}.npy", found)


if __name__ == "__main__":
    main(sys.argv[1])
