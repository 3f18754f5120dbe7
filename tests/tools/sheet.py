#!/usr/bin/env python3
"""sheet.py OUT.png COLUMNS PNG... - tiles pictures of one size (8 bits, RGB or RGBA, as gfla writes them) over light grey, for looking."""
import struct
import sys
import zlib


def read_png(path):
    """Width, height, channels and rows of bytes."""
    with open(path, "rb") as f:
        data = f.read()
    at, packed = 8, b""
    while at < len(data):
        n, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", data[at + 8:at + 18])
        elif kind == b"IDAT":
            packed += data[at + 8:at + 8 + n]
        at += 12 + n
    channels = {2: 3, 6: 4}.get(colour)
    if depth != 8 or channels is None:
        sys.exit(f"sheet: {path}: neither RGB nor RGBA of 8 bits")
    return width, height, channels, unfilter(zlib.decompress(packed), height, width * channels, channels)


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def unfilter(raw, height, stride, step):
    above, rows = bytearray(stride), []
    for y in range(height):
        kind, row = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride if kind else 0):
            left, corner = (row[i - step], above[i - step]) if i >= step else (0, 0)
            row[i] = (row[i] + (left if kind == 1 else above[i] if kind == 2 else (left + above[i]) // 2 if kind == 3
                                else paeth(left, above[i], corner))) & 255
        rows.append(row)
        above = row
    return rows


def over_grey(row, channels):
    if channels == 3:
        return bytes(row)
    out = bytearray()
    for i in range(0, len(row), 4):
        a = row[i + 3]
        out += bytes((row[i + k] * a + 235 * (255 - a)) // 255 for k in range(3))
    return bytes(out)


def write_png(path, width, rows):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0))
                + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + r for r in rows), 6)) + chunk(b"IEND", b""))


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    columns, out = int(sys.argv[2]), []
    for first in range(3, len(sys.argv), columns):
        tiles = [read_png(p) for p in sys.argv[first:first + columns]]
        width, height = tiles[0][:2]
        for y in range(height):
            row = b"".join(over_grey(t[3][y], t[2]) for t in tiles)
            out.append(row + b"\xff" * (3 * width * columns - len(row)))
    write_png(sys.argv[1], width * columns, out)


main()
