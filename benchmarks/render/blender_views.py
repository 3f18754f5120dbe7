# blender -b -P blender_views.py -- MODEL OUT SIZE AZIMUTHS ELEVATIONS ENGINE SAMPLES: the views of `gfla render` by Blender.
# Cameras as viewsynth/render/camera.h has them: distance 4 from a model whose bounding box has a diagonal of 2, 30 degrees.
import math
import sys

import bpy
from mathutils import Vector

model, out, size, azimuths, elevations, engine, samples = sys.argv[sys.argv.index("--") + 1:]
size, azimuths, elevations, samples = int(size), int(azimuths), int(elevations), int(samples)

bpy.ops.wm.read_factory_settings(use_empty=True)
if model.endswith(".ply"):
    bpy.ops.import_mesh.ply(filepath=model)
else:
    bpy.ops.wm.obj_import(filepath=model)
scene = bpy.context.scene

corners = [o.matrix_world @ Vector(c) for o in scene.objects if o.type == "MESH" for c in o.bound_box]
lo = Vector(min(c[k] for c in corners) for k in range(3))
hi = Vector(max(c[k] for c in corners) for k in range(3))
middle, unit = (lo + hi) / 2, (hi - lo).length / 2

camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
scene.collection.objects.link(camera)
scene.camera = camera
camera.data.angle = math.radians(30)
camera.data.clip_start, camera.data.clip_end = unit, 10 * unit
world = bpy.data.worlds.new("world")
scene.world = world
world.color = (0.5, 0.5, 0.5)
sun = bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
sun.data.energy = 2
sun.rotation_euler = (math.radians(50), 0, math.radians(-35))
scene.collection.objects.link(sun)

scene.render.resolution_x = scene.render.resolution_y = size
scene.render.film_transparent = True
scene.render.image_settings.file_format = "PNG"
scene.render.threads_mode = "AUTO"
if engine == "workbench":
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.display.render_aa = str(samples) if samples in (5, 8, 11, 16, 32) else "FXAA"
    scene.display.shading.color_type = "TEXTURE"
else:
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = samples
    scene.cycles.use_denoising = False
    scene.cycles.max_bounces = 0
    scene.render.use_persistent_data = True

for a in range(azimuths):
    for e in range(elevations):
        t, p = math.radians(a * 360 / azimuths), math.radians(10 * e)
        # the importer turns y up into z up: (x, y, z) -> (x, -z, y)
        eye = Vector((math.cos(p) * math.cos(t), -math.cos(p) * math.sin(t), math.sin(p)))
        if model.endswith(".ply"):
            eye = Vector((eye.x, eye.z, -eye.y))
        camera.location = middle + 4 * unit * eye
        camera.rotation_euler = (-eye).to_track_quat("-Z", "Y").to_euler()
        scene.render.filepath = "%s/%03d_%02d.png" % (out, a * 360 // azimuths, 10 * e)
        bpy.ops.render.render(write_still=True)
