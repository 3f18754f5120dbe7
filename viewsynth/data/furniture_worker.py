"""The half of make-furniture that runs inside Blender as a module: reads tasks, makes objects, writes OBJ and MTL.

Started by make-furniture with the Python of its folder. Each line of standard input is a task, each line that it writes
to the descriptor named in argv[1] an answer, both JSON. One process makes many objects, since the import of bpy alone takes
seconds; what an object leaves behind in Blender is cleared before the next.
"""
import contextlib
import importlib
import json
import logging
import math
import os
import re
import resource
import sys
import time

logging.disable(logging.WARNING)

MIN_EXTENT = 1e-3  # metres: what is thinner along two axes is no object
MAX_COORDINATE = 10  # metres
MAX_TRIANGLES = 4_000_000
MOST_FACES = 17_000
KEEP_PART = 24, 12, 6  # faces of a connected part that are not taken away; fewer where there are very many parts


class Broken(Exception):
    """The installation lacks what the task needs: no object will work out."""


class Unusable(Exception):
    """An object that the factory made and nobody can use; the text says why."""


def clear(bpy):
    """Removes all data of the last object: what stays behind makes every later one slower."""
    bpy.data.batch_remove(
        [x for kind in (bpy.data.objects, bpy.data.meshes, bpy.data.curves, bpy.data.materials, bpy.data.node_groups,
                        bpy.data.textures, bpy.data.images, bpy.data.lights, bpy.data.collections) for x in kind])


@contextlib.contextmanager
def without_subdivision(butil, skip):
    """Inside it, modify_mesh leaves subdivision out: for factories whose last step only multiplies faces."""
    original = butil.modify_mesh
    if skip:
        def modify(obj, type, *args, **kwargs):
            return obj if type == "SUBSURF" else original(obj, type, *args, **kwargs)
        butil.modify_mesh = modify
    try:
        yield
    finally:
        butil.modify_mesh = original


def find_factory(task):
    """Twice: modules of infinigen import each other in circles, and some load at the second try alone."""
    for attempt in (1, 2):
        try:
            return getattr(importlib.import_module(task["module"]), task["class"])
        except (ImportError, AttributeError) as e:
            if attempt == 2:
                raise Broken(f"{task['module']}.{task['class']} cannot be loaded: {e}") from e


def spawn(task, factory_class):
    """Has the factory make its object; afterwards the scene holds it."""
    from infinigen.core.util import blender as butil
    from infinigen.core.util.math import FixedSeed

    seed = task["seed"]
    with FixedSeed(seed), without_subdivision(butil, task.get("skip_subdivision")):
        factory = factory_class(seed, **task.get("arguments", {}))
        obj = factory.spawn_asset(seed, loc=(0, 0, 0), rot=(0, 0, 0))
        if not task.get("unfinished"):
            factory.finalize_assets([obj])


def triangles_of(mesh, matrix, np):
    """Vertices (n, 3) in the world, triangles (m, 3) and the material of each."""
    mesh.calc_loop_triangles()
    co = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", co)
    tri = np.empty(len(mesh.loop_triangles) * 3, np.int32)
    mesh.loop_triangles.foreach_get("vertices", tri)
    material = np.empty(len(mesh.loop_triangles), np.int32)
    mesh.loop_triangles.foreach_get("material_index", material)
    m = np.array(matrix, np.float32)
    return co.reshape(-1, 3) @ m[:3, :3].T + m[:3, 3], tri.reshape(-1, 3), material


def collect(bpy, np):
    """All visible meshes of the scene, instances too, as one: vertices, triangles, materials, names of materials."""
    names, parts, base = [], [], 0
    graph = bpy.context.evaluated_depsgraph_get()
    for instance in graph.object_instances:
        obj = instance.object
        if obj.type != "MESH" or obj.original.hide_render:
            continue
        mesh = obj.to_mesh()
        if mesh is None or len(mesh.polygons) == 0:
            obj.to_mesh_clear()
            continue
        co, tri, slot = triangles_of(mesh, instance.matrix_world, np)
        slots = [m.name if m else "" for m in mesh.materials] or [""]
        for name in slots:
            if name not in names:
                names.append(name)
        numbers = np.array([names.index(name) for name in slots], np.int32)
        parts.append((co, tri + base, numbers[np.clip(slot, 0, len(slots) - 1)]))
        base += len(co)
        obj.to_mesh_clear()
    if not parts:
        raise Unusable("no faces")
    co, tri, material = (np.concatenate(x) for x in zip(*parts))
    if len(tri) > MAX_TRIANGLES:
        raise Unusable(f"{len(tri)} triangles")
    return co, tri, material, names


def weld(np, co, tri):
    """Joins vertices at the same place (to 10 micrometres): collapse tears apart what only touches."""
    keys = np.round(co * 1e5).astype(np.int64) + (1 << 20)
    _, first, numbers = np.unique((keys[:, 0] << 42) + (keys[:, 1] << 21) + keys[:, 2], return_index=True, return_inverse=True)
    return co[first], numbers[tri]


def areas(np, co, tri):
    c = co[tri]
    return np.linalg.norm(np.cross(c[:, 1] - c[:, 0], c[:, 2] - c[:, 0]), axis=1) / 2


def part_ratios(np, co, tri, target):
    """For each triangle the share of its connected part that may stay. Parts get faces half by their area and half by the faces
    that they have: by error alone, screws and casters would eat those of seats and backs."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    edges = coo_matrix((np.ones(2 * len(tri), bool), (np.concatenate([tri[:, 0], tri[:, 0]]), np.concatenate([tri[:, 1], tri[:, 2]]))),
                       shape=(len(co), len(co)))
    part = connected_components(edges, directed=False)[1][tri[:, 0]]
    n = np.bincount(part)
    area = np.bincount(part, areas(np, co, tri))
    budget = target * (area / area.sum() + n / n.sum()) / 2
    for keep in KEEP_PART:
        if np.minimum(n, np.maximum(budget, keep)).sum() <= MOST_FACES:
            break
    return (np.maximum(budget, keep) / n)[part]


def collapse(bpy, np, co, tri, material, ratio):
    """One pass of edge collapse."""
    mesh = bpy.data.meshes.new("part")
    mesh.vertices.add(len(co))
    mesh.vertices.foreach_set("co", co.astype(np.float32).ravel())
    mesh.loops.add(3 * len(tri))
    mesh.loops.foreach_set("vertex_index", tri.ravel().astype(np.int32))
    mesh.polygons.add(len(tri))
    mesh.polygons.foreach_set("loop_start", np.arange(0, 3 * len(tri), 3, dtype=np.int32))
    for _ in range(int(material.max()) + 1):
        mesh.materials.append(None)
    mesh.polygons.foreach_set("material_index", material.astype(np.int32))
    mesh.update(calc_edges=True)
    mesh.validate(clean_customdata=False)
    obj = bpy.data.objects.new("part", mesh)
    bpy.context.scene.collection.objects.link(obj)
    obj.modifiers.new("decimate", "DECIMATE").ratio = ratio
    done = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    result = triangles_of(done.to_mesh(), obj.matrix_world, np)
    done.to_mesh_clear()
    bpy.data.objects.remove(obj)
    return result


def decimate(bpy, np, co, tri, material, target):
    """About `target` triangles at most: parts of like ratio are collapsed together."""
    bpy.data.batch_remove(list(bpy.data.objects))
    ratio = part_ratios(np, co, tri, target)
    step = np.where(ratio >= 1, 1, np.round(2 * np.log2(np.minimum(ratio, 1)))).astype(int)
    parts, base = [], 0
    for s in np.unique(step):
        chosen = step == s
        used, numbers = np.unique(tri[chosen], return_inverse=True)
        part = (co[used], numbers.reshape(-1, 3), material[chosen])
        if s < 0:
            part = collapse(bpy, np, *part, float(2 ** (s / 2)))
        parts.append((part[0], part[1] + base, part[2]))
        base += len(part[0])
    return tuple(np.concatenate(x) for x in zip(*parts))


def checked(np, co, tri, material):
    """Without vertices that no face uses and faces without area; says what makes an object unusable."""
    area = areas(np, co, tri)
    tri, material = tri[area > 1e-12], material[area > 1e-12]
    if len(tri) < 12:
        raise Unusable(f"{len(tri)} faces")
    used, numbers = np.unique(tri, return_inverse=True)
    co = co[used]
    extent = co.max(0) - co.min(0)
    if sorted(extent)[1] < MIN_EXTENT:
        raise Unusable("without extent: %.4f x %.4f x %.4f" % tuple(extent))
    return co, numbers.reshape(-1, 3), material


def to_gfla(np, co, turn):
    """Blender's z up to y up; then about y by `turn` degrees, so that the front looks along +z. Stands on y = 0, centred."""
    co = np.stack([co[:, 0], co[:, 2], -co[:, 1]], axis=1)
    c, s = round(math.cos(math.radians(turn)), 6), round(math.sin(math.radians(turn)), 6)
    co = np.stack([c * co[:, 0] + s * co[:, 2], co[:, 1], -s * co[:, 0] + c * co[:, 2]], axis=1)
    lo, hi = co.min(0), co.max(0)
    return co - np.array([(lo[0] + hi[0]) / 2, lo[1], (lo[2] + hi[2]) / 2])


def write_text(path, text):
    with open(path + ".part", "w", encoding="utf-8") as f:
        f.write(text)
    os.replace(path + ".part", path)


def safe_name(name):
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", name) or "unnamed"


def write_model(np, path, comment, co, tri, material, names):
    """PATH.mtl, then PATH.obj: a model that is there is whole."""
    used = [int(i) for i in np.unique(material)]
    write_text(path + ".mtl", f"# {comment}\n" + "".join(f"newmtl {safe_name(names[i])}\nKd 0.8 0.8 0.8\n" for i in used))
    decimals = 4 if float(np.ptp(co, axis=0).max()) > 0.5 else 5
    lines = [f"# {comment}", f"mtllib {os.path.basename(path)}.mtl"]
    vertex = f"v %.{decimals}f %.{decimals}f %.{decimals}f"
    lines += [vertex % tuple(v) for v in co.tolist()]
    for i in used:
        lines.append(f"usemtl {safe_name(names[i])}")
        lines += ["f %d %d %d" % tuple(f) for f in (tri[material == i] + 1).tolist()]
    write_text(path + ".obj", "\n".join(lines) + "\n")
    return [safe_name(names[i]) for i in used]


def make(bpy, np, task):
    """Makes one object; the answer for the index."""
    factory_class = find_factory(task)
    started = time.monotonic()
    clear(bpy)
    spawn(task, factory_class)
    spawned = time.monotonic()
    co, tri, material, names = collect(bpy, np)
    raw = len(tri)
    if not np.abs(co[tri]).max() < MAX_COORDINATE:  # what is no number fails too
        raise Unusable("vertices astray")
    co, tri = weld(np, co, tri)
    if raw > task["faces"]:
        co, tri, material = decimate(bpy, np, co, tri, material, task["faces"])
    co, tri, material = checked(np, co, tri, material)
    co = to_gfla(np, co, task["turn"])
    used = write_model(np, task["path"], f"{task['id']}: infinigen {task['class']}, seed {task['seed']}", co, tri, material, names)
    done = time.monotonic()
    return {"ok": True, "faces": int(len(tri)), "faces_made": raw, "materials": used,
            "size": [round(float(x), 4) for x in np.ptp(co, axis=0)],
            "seconds": [round(spawned - started, 2), round(done - spawned, 2)]}


def main():
    answers = os.fdopen(int(sys.argv[1]), "w", buffering=1)
    limit = int(sys.argv[2]) << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    import bpy
    import numpy as np
    answers.write(json.dumps({"ready": True}) + "\n")
    for line in sys.stdin:
        task = json.loads(line)
        try:
            answer = make(bpy, np, task)
        except Broken as e:
            answer = {"broken": str(e)}
        except Unusable as e:
            answer = {"ok": False, "reason": str(e)}
        except MemoryError:
            answer = {"ok": False, "reason": "out of memory", "restart": True}
        except Exception as e:  # whatever a generator of others raises: named, and the next task follows
            answer = {"ok": False, "reason": f"{type(e).__name__}: {e}".splitlines()[0][:200], "restart": True}
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
