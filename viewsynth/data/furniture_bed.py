"""A bed that is made in seconds: infinigen's frame, and bedding of ours.

Infinigen inflates its pillows and lets its blankets fall by simulations that take minutes. Here the mattress is a rounded box or one
with buttons, pillows are cushions by formula, and the blanket is a rounded slab that hangs over the sides.
"""
import bpy
import numpy as np
from infinigen.assets.composition import material_assignments
from infinigen.assets.objects.seating import bed, bedframe
from infinigen.assets.utils.object import new_cube
from infinigen.core import surface
from infinigen.core.util import blender as butil
from infinigen.core.util.random import weighted_sample
from numpy.random import uniform


def rounded_box(lo, hi, radius):
    box = new_cube()
    box.scale, box.location = (hi - lo) / 2, (hi + lo) / 2
    butil.apply_transform(box, True)
    butil.modify_mesh(box, "BEVEL", width=radius, segments=4)
    return box


def cushion(width, depth, thickness, n=24):
    """Thickest in the middle, pulled in between its four corners."""
    t = np.linspace(-1, 1, n + 1)
    x, y = np.meshgrid(t, t, indexing="ij")
    high = np.sqrt(np.maximum(0, (1 - np.abs(x) ** 3) * (1 - np.abs(y) ** 3))) * thickness / 2
    px, py = x * (1 - 0.07 * (1 - y ** 2)) * width / 2, y * (1 - 0.07 * (1 - x ** 2)) * depth / 2
    co = np.concatenate([np.stack([px, py, s * high], -1).reshape(-1, 3) for s in (1, -1)])
    i, j = (k.ravel() for k in np.meshgrid(np.arange(n), np.arange(n), indexing="ij"))
    a = i * (n + 1) + j
    top = np.stack([a, a + n + 1, a + n + 2, a + 1], -1)
    mesh = bpy.data.meshes.new("cushion")
    mesh.from_pydata(co.tolist(), [], top.tolist() + (top[:, ::-1] + (n + 1) ** 2).tolist())
    obj = bpy.data.objects.new("cushion", mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


class QuickBedFactory(bed.BedFactory):
    def create_asset(self, i, **params):
        frame = bedframe.BedFrameFactory.create_asset(self, i=i, **params)
        half = np.array([self.mattress_factory.size, self.mattress_factory.width]) / 2
        lo, hi = np.array([self.size / 2 - half[0], -half[1], 0]), np.array([self.size / 2 + half[0], half[1], uniform(0.18, 0.32)])
        parts = [self.make_mattress(i, lo, hi), *self.make_pillows(hi)]
        if uniform() < 0.8:
            parts.append(self.make_blanket(lo, hi))
        for part in parts:
            part.parent = frame
        butil.select_none()
        return frame

    def make_mattress(self, i, lo, hi):
        factory = self.mattress_factory
        if uniform() < 0.7:
            mattress = rounded_box(lo, hi, uniform(0.03, 0.08))
        else:
            factory.type, factory.thickness = "coiled", hi[2]
            mattress = factory(i)
            mattress.location = self.size / 2, 0, hi[2] / 2
            mattress.rotation_euler[2] = np.pi / 2
            butil.apply_transform(mattress, True)
        surface.assign_material(mattress, factory.surface)
        return mattress

    def make_pillows(self, hi):
        n = 2 if self.width > 1.3 else 1
        depth, wide, thick = uniform(0.35, 0.5), min(uniform(0.55, 0.8), 0.95 * 2 * hi[1] / n), uniform(0.12, 0.2)
        pillows = [cushion(depth, wide, thick) for _ in range(n)]
        for k, p in enumerate(pillows):
            surface.assign_material(p, self.pillow_factory.surface)
            p.location = (0.06 * self.size + depth / 2, (k - (n - 1) / 2) * hi[1], hi[2] + 0.35 * thick)
            p.rotation_euler = (0, uniform(-0.35, 0), uniform(-0.1, 0.1))
            butil.apply_transform(p, True)
        return pillows

    def make_blanket(self, lo, hi):
        """From below the pillows to the foot, hanging over sides and foot."""
        start, hang, thick = lo[0] + uniform(0.3, 0.5) * (hi[0] - lo[0]), uniform(0.3, 0.9) * hi[2], uniform(0.02, 0.06)
        blanket = rounded_box(np.array([start, lo[1] - 0.03, hi[2] - hang]), np.array([hi[0] + 0.03, hi[1] + 0.03, hi[2] + thick]),
                              0.4 * thick + 0.02)
        surface.assign_material(blanket, weighted_sample(material_assignments.fabrics)()())
        return blanket
