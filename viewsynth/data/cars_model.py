"""Files of TORCS as Python data, and models as glTF: what fetch-cars is made of. Standard library only."""
import json
import math
import os
import shlex
import struct
import xml.etree.ElementTree
import zlib


class Damaged(Exception):
    """A file is not what it should be; the text names it."""


# ---- pictures ----

def sgi_rows(data):
    """Width, height, channels, and the rows from the top, each a list of planes (bytes) of 8 bits."""
    magic, packed, size, _, width, height, channels = struct.unpack_from(">HBBHHHH", data)
    if magic != 474 or size != 1 or not 1 <= channels <= 4:
        raise Damaged("no SGI picture of 8 bits")
    n = height * channels
    starts = struct.unpack_from(f">{n}I", data, 512) if packed else [512 + i * width for i in range(n)]
    rows = []
    for y in reversed(range(height)):
        planes = []
        for c in range(channels):
            at = starts[c * height + y]
            planes.append(unpack_row(data, at, width) if packed else data[at:at + width])
            if len(planes[-1]) != width:
                raise Damaged("SGI picture: a row is cut short")
        rows.append(planes)
    return width, height, channels, rows


def unpack_row(data, at, width):
    row = bytearray()
    while len(row) < width:
        code = data[at]
        n = code & 127
        if n == 0:
            break
        if code & 128:
            row += data[at + 1:at + 1 + n]
            at += 1 + n
        else:
            row += data[at + 1:at + 2] * n
            at += 2
    return bytes(row)


def png_of_sgi(data):
    """The picture as PNG, and how its alpha is meant: OPAQUE, MASK or BLEND."""
    width, height, channels, rows = sgi_rows(data)
    lines = bytearray()
    for planes in rows:
        line = bytearray(width * channels)
        for c, plane in enumerate(planes):
            line[c::channels] = plane
        lines += b"\0" + line
    alphas = b"".join(planes[-1] for planes in rows) if channels in (2, 4) else b""
    less = sum(alphas.count(bytes([v])) for v in range(250))
    between = sum(alphas.count(bytes([v])) for v in range(40, 215))
    mode = "OPAQUE" if less == 0 else "BLEND" if 4 * between > less else "MASK"

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(lines), 6)) + chunk(b"IEND", b""), mode


# ---- shapes ----

class Surface:
    """Triangles of one texture: corners are (x y z, normal or None, u v), three for each triangle; v runs upwards."""

    def __init__(self, texture):
        self.texture, self.corners = texture, []


def strip_triangles(refs):
    for i in range(len(refs) - 2):
        a, b, c = refs[i:i + 3]
        if len({a[0], b[0], c[0]}) == 3:
            yield (a, b, c) if i % 2 == 0 else (b, a, c)


def fan_triangles(refs):
    for i in range(1, len(refs) - 1):
        yield refs[0], refs[i], refs[i + 1]


def read_ac(path):
    """The surfaces of an AC3D file, or of TORCS's dialect of it (normals beside vertices, strips, four sets of coordinates)."""
    surfaces, places = {}, [((0.0, 0.0, 0.0), 0)]
    with open(path, encoding="latin-1") as stream:
        lines = iter(stream.read().split("\n"))
    if not next(lines).startswith("AC3D"):
        raise Damaged(f"{path}: no AC3D file")
    texture, vertices, place, refs, kind = None, [], (0.0, 0.0, 0.0), [], 0
    for line in lines:
        words = shlex.split(line) if '"' in line else line.split()
        key = words[0] if words else ""
        if key == "OBJECT":
            texture, vertices, place = None, [], places[-1][0]
        elif key == "texture" and (len(words) < 3 or words[2] == "base"):
            texture = os.path.basename(words[1])
        elif key == "loc":
            place = tuple(a + float(b) for a, b in zip(place, words[1:4]))
        elif key == "data":
            next(lines)
        elif key == "rot":
            raise Damaged(f"{path}: turned objects are not understood")
        elif key == "numvert":
            vertices = [[float(w) for w in next(lines).split()] for _ in range(int(words[1]))]
        elif key == "SURF":
            kind = int(words[1], 16) & 15
        elif key == "refs":
            refs = [next(lines).split() for _ in range(int(words[1]))]
            refs = [(int(r[0]), float(r[1]), float(r[2])) for r in refs]
            surface = surfaces.setdefault(texture, Surface(texture))
            if kind in (0, 4):
                for triangle in (strip_triangles if kind == 4 else fan_triangles)(refs):
                    for index, u, v in triangle:
                        p = vertices[index]
                        surface.corners.append((tuple(a + b for a, b in zip(p, place)), tuple(p[3:6]) if len(p) >= 6 else None, (u, v)))
        elif key == "kids":
            while len(places) > 1 and places[-1][1] == 0:
                places.pop()
            places[-1] = (places[-1][0], places[-1][1] - 1)
            if int(words[1]):
                places.append((place, int(words[1])))
    return list(surfaces.values())


def disc_wheel(radius, width, texture):
    """A wheel about z, both sides alike: a tyre, and discs with a quarter of TORCS's wheel picture over dark ones."""
    n, half = 32, width / 2
    ring = [(math.cos(2 * math.pi * i / n), math.sin(2 * math.pi * i / n)) for i in range(n + 1)]
    rubber, rim = Surface("#111111"), Surface(texture)
    for (ax, ay), (bx, by) in zip(ring, ring[1:]):
        a0, a1 = (radius * ax, radius * ay, -half), (radius * ax, radius * ay, half)
        b0, b1 = (radius * bx, radius * by, -half), (radius * bx, radius * by, half)
        for p, q in ((a0, (ax, ay, 0)), (b0, (bx, by, 0)), (b1, (bx, by, 0)), (a0, (ax, ay, 0)), (b1, (bx, by, 0)), (a1, (ax, ay, 0))):
            rubber.corners.append((p, q, (0, 0)))
        for side in (-1, 1):
            inner = side * half * 0.8  # seen between the spokes
            rubber.corners += [((0, 0, inner), (0, 0, side), (0, 0)), ((radius * ax, radius * ay, inner), (0, 0, side), (0, 0)),
                               ((radius * bx, radius * by, inner), (0, 0, side), (0, 0))]
            rim.corners += [((radius * x, radius * y, side * half), (0, 0, side), (0.25 + 0.25 * x, 0.75 + 0.25 * y))
                            for x, y in ((0, 0), (ax, ay), (bx, by))]
    return [rubber, rim]


def moved(surfaces, position, normal):
    """The same with other positions and normals."""
    result = []
    for surface in surfaces:
        other = Surface(surface.texture)
        other.corners = [(position(p), normal(n) if n else None, uv) for p, n, uv in surface.corners]
        result.append(other)
    return result


# ---- settings ----

class Settings:
    """TORCS's XML: numbers and texts by section and name, in metres and the like."""
    UNITS = {"m": 1, "mm": 0.001, "in": 0.0254, "cm": 0.01, "ft": 0.3048, "%": 0.01, None: 1}

    def __init__(self, path):
        try:
            self.root = xml.etree.ElementTree.parse(path).getroot()
        except (OSError, xml.etree.ElementTree.ParseError) as error:
            raise Damaged(f"{path}: {error}") from None
        self.path = path

    def find(self, section, name):
        node = self.root
        for part in section.split("/"):
            node = next((s for s in node.findall("section") if s.get("name") == part), None) if node is not None else None
        return next((a for a in node if a.get("name") == name), None) if node is not None else None

    def text(self, section, name, otherwise=None):
        found = self.find(section, name)
        return found.get("val") if found is not None else otherwise

    def number(self, section, name):
        found = self.find(section, name)
        if found is None or found.get("unit") not in self.UNITS:
            raise Damaged(f"{self.path}: no {section}, {name} in metres")
        return float(found.get("val")) * self.UNITS[found.get("unit")]


# ---- glTF ----

def unit(v):
    length = math.sqrt(sum(a * a for a in v))
    return tuple(a / length for a in v) if length > 0 else (0.0, 1.0, 0.0)


def flat_normals(corners):
    """Those of the triangles for corners that have none."""
    result = []
    for i in range(0, len(corners), 3):
        a, b, c = (corner[0] for corner in corners[i:i + 3])
        u, v = [q - p for p, q in zip(a, b)], [q - p for p, q in zip(a, c)]
        cross = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
        result += [(p, unit(n) if n else unit(cross), uv) for p, n, uv in corners[i:i + 3]]
    return result


class Shape:
    """Surfaces as the buffer and the accessors of glTF files, which any number of them may share."""

    def __init__(self, surfaces):
        self.textures, self.buffer, self.views, self.accessors, self.primitives = [], bytearray(), [], [], []
        self.n_triangles = 0
        for surface in surfaces:
            if surface.corners:
                self.add(surface)

    def add(self, surface):
        if surface.texture not in self.textures:
            self.textures.append(surface.texture)
        numbers, values, indices = {}, [], []
        for p, n, (u, v) in flat_normals(surface.corners):
            corner = struct.pack("<8f", *p, *n, u, 1 - v)
            if corner not in numbers:
                numbers[corner] = len(values)
                values.append(corner)
            indices.append(numbers[corner])
        positions = [struct.unpack_from("<3f", value) for value in values]
        lo, hi = ([f(p[k] for p in positions) for k in range(3)] for f in (min, max))
        attributes = {"POSITION": self.accessor(b"".join(v[:12] for v in values), len(values), "VEC3", 5126, {"min": lo, "max": hi}),
                      "NORMAL": self.accessor(b"".join(v[12:24] for v in values), len(values), "VEC3", 5126, {}),
                      "TEXCOORD_0": self.accessor(b"".join(v[24:] for v in values), len(values), "VEC2", 5126, {})}
        triangles = self.accessor(struct.pack(f"<{len(indices)}I", *indices), len(indices), "SCALAR", 5125, {})
        self.primitives.append({"attributes": attributes, "indices": triangles, "material": self.textures.index(surface.texture)})
        self.n_triangles += len(indices) // 3

    def accessor(self, data, count, kind, component, extra):
        self.views.append({"buffer": 0, "byteOffset": len(self.buffer), "byteLength": len(data)})
        self.buffer += data
        self.accessors.append({"bufferView": len(self.views) - 1, "componentType": component, "count": count, "type": kind, **extra})
        return len(self.accessors) - 1

    def gltf(self, buffer, pictures, copyright_line):
        """pictures: for each texture the file and its alpha mode, or a colour (#rrggbb)."""
        images, materials = [], []
        for texture in self.textures:
            pbr = {"metallicFactor": 0, "roughnessFactor": 0.5}
            material = {"name": texture, "pbrMetallicRoughness": pbr, "doubleSided": True}
            if texture.startswith("#"):
                pbr["baseColorFactor"] = [(int(texture[i:i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5)] + [1]
                pbr["roughnessFactor"] = 0.9
            else:
                uri, mode = pictures[texture]
                pbr["baseColorTexture"] = {"index": len(images)}
                images.append({"uri": uri})
                material["alphaMode"] = mode
            materials.append(material)
        return json.dumps({"asset": {"version": "2.0", "generator": "fetch-cars of gfla", "copyright": copyright_line},
                           "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}], "meshes": [{"primitives": self.primitives}],
                           "materials": materials, "images": images, "textures": [{"source": i} for i in range(len(images))],
                           "accessors": self.accessors, "bufferViews": self.views,
                           "buffers": [{"uri": buffer, "byteLength": len(self.buffer)}]}, indent=1)
