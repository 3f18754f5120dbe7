"""Prints tests/unit/structure_values.h: heat maps and skeleton drawings worked out by other means than the ops.

Heat maps: the formula in double precision. Drawings: lines by the walk of Zingl's anti-aliased Bresenham algorithm, which is what
skimage.draw.line_aa does, and disks by its rule (squared distance below radius^2); shades by whole-number roots.
    python3 tests/tools/structure_values.py > tests/unit/structure_values.h
"""

import math

HEATS = [  # sigma, height, width, points (x, y), probes (joint, y, x)
    (6, 256, 176, [(80, 31), (-1, -1), (175.75, 255)], [(0, 31, 80), (0, 40, 92), (0, 0, 100), (1, 0, 0), (2, 255, 175), (2, 243, 169)]),
    (6, 20, 30, [(-0.875, 3.875), (-1.25, -7.5), (3, -1), (29, 19)], [(0, 3, 0), (0, 4, 1), (1, 0, 0), (1, 5, 2), (2, 0, 3), (3, 0, 29)]),
    (3, 12, 8, [(3.5, 6.5), (40, 6), (7, 0)], [(0, 6, 3), (0, 7, 4), (1, 6, 7), (2, 0, 0), (2, 11, 7), (2, 4, 6)]),
]

COLOURS = [(0, 0, 0), (255, 85, 0), (255, 170, 0), (170, 255, 0)]
DRAWINGS = [  # height, width, points (x, y), limbs
    (10, 12, [(1, 1), (10, 5), (4, 8), (10, 8)], [(0, 1), (1, 2), (2, 3)]),
    (9, 13, [(-2.75, 3), (14.75, 6.25), (6.5, -3), (9, 11)], [(0, 1), (2, 3)]),
    (8, 11, [(0, 7), (9, 0), (-1, -1), (3, 3)], [(0, 1), (1, 2), (3, 3), (0, 3)]),
]


def line_aa(x0, y0, x1, y1):
    """Pixels with |twice the area| and the squared length; the walk of Zingl."""
    dx, dy = abs(x1 - x0), abs(y1 - y0)
    sx, sy = (1 if x0 < x1 else -1), (1 if y0 < y1 else -1)
    length2 = max(dx * dx + dy * dy, 1)
    length, error, x, y, pixels = math.sqrt(length2), dx - dy, x0, y0, []
    while True:
        pixels.append((x, y, abs(error - dx + dy)))
        before, before_x = error, x
        if 2 * before >= -dx:
            if x == x1:
                break
            if before + dy < length:
                pixels.append((x, y + sy, abs(before + dy)))
            error -= dy
            x += sx
        if 2 * before <= dy:
            if y == y1:
                break
            if dx - before < length:
                pixels.append((before_x + sx, y, abs(dx - before)))
            error += dx
            y += sy
    return pixels, length2


def shade(area, length2):
    """255 (1 - area / length), truncated, in whole numbers."""
    return 255 - (math.isqrt((65025 * area * area - 1) // length2) + 1 if area else 0)


def draw(height, width, points, limbs):
    picture = [[(0, 0, 0)] * width for _ in range(height)]

    def put(x, y, colour):
        if 0 <= x < width and 0 <= y < height:
            picture[y][x] = colour

    joints = [None if -1 in p else (int(p[0]), int(p[1])) for p in points]
    for a, b in limbs:
        if joints[a] and joints[b]:
            pixels, length2 = line_aa(*joints[a], *joints[b])
            for x, y, area in pixels:
                put(x, y, (shade(area, length2),) * 3)
    for joint, colour in zip(joints, COLOURS):
        for y in range(-2, 3):
            for x in range(-2, 3):
                if joint and x * x + y * y < 4:
                    put(joint[0] + x, joint[1] + y, colour)
    return picture


def heat(sigma, point, y, x):
    if -1 in point:
        return 0.0
    x0, y0 = int(point[0]), int(point[1])
    return math.exp(-((y - y0) ** 2 + (x - x0) ** 2) / (2 * sigma**2))


def braces(pairs):
    return "{" + ", ".join("{%s}" % ", ".join(map(str, pair)) for pair in pairs) + "}"


def main():
    print("/* structure_values.h - printed by tests/tools/structure_values.py; see there. */")
    print("static const struct heat_values heat_values[] = {")
    for sigma, height, width, points, probes in HEATS:
        print(f"    {{{sigma}, {height}, {width}, {len(points)}, {braces(points)},\n     {{", end="")
        values = [f"{{{j}, {y}, {x}, {heat(sigma, points[j], y, x):.9g}}}" for j, y, x in probes]
        print(",\n      ".join(values) + "}},")
    print("};\n\nstatic const struct drawing_values drawing_values[] = {")
    for height, width, points, limbs in DRAWINGS:
        print(f"    {{{height}, {width}, {braces(points)}, {len(limbs)}, {braces(limbs)},")
        for row in draw(height, width, points, limbs):
            print('     "%s"' % "".join("%02x%02x%02x" % pixel for pixel in row))
        print("    },")
    print("};")


main()
