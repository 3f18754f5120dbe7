"""check_networks.py GFLA RANDOM_WEIGHTS GOLDEN [NETWORK...]

Every network, converted with random weights, gives in ONNX Runtime what `gfla infer` gives on the same inputs: within
1e-4 of the range of each output, for a batch of two. Exits with 4 where there is no device.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

import numpy
import onnxruntime

TOLERANCE = 1e-4
# Images of every network, width x height.
SIZES = {"person": "96x64", "person-market": "64x128", "dance": "64x96", "face": "96x64", "shapenet": "64", "view": "64",
         "discriminator-res": "64x96", "discriminator-res-market": "64x96", "discriminator-patch": "64",
         "discriminator-temporal": "64", "vgg19": "64x32", "appearance-flow": "128",
         "features": "64x32", "view-solid": "64"}
FRAMES = {"motion": 90, "discriminator-temporal": 6}
WIDTHS = {"motion": 16}  # else 4
# Spectral norms by random vectors divide by next to nothing; these have true ones.
WEIGHTS = {"discriminator-res": "D_res_l4/weights.safetensors",
           "discriminator-res-market": "D_res_l3_market/weights_zip.pth",
           "discriminator-patch": "D_patch/weights.safetensors",
           "discriminator-temporal": "D_temporal/weights.safetensors",
           "vgg19": "vgg19_div8.safetensors"}
FRAME_BY_FRAME = ("dance", "face")


def quarter_turn(n, mirrored):
    """About the axis of sight: pixels fall on the middles of pixels, so that no rounding moves them."""
    c, s = (0, 1) if n % 2 else (-1, 0)
    rotation = numpy.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], numpy.float32)
    rotation[0] *= -1 if mirrored else 1
    return numpy.append(rotation.ravel(), [0, 0, 0])


def turn(n, mirrored):
    """About the object's axis, 4 in front of both cameras, by 40 degrees and more."""
    c, s, side = numpy.cos(0.7 * (n + 1)), numpy.sin(0.7 * (n + 1)), -1 if mirrored else 1
    rotation = numpy.array([[side * c, 0, side * s], [0, 1, 0], [-s, 0, c]])
    return numpy.append(rotation.ravel(), [0, 0, 4] - 4 * rotation[:, 2])


def pose(azimuth, turned):
    """As models/gfla/view_camera.h has it, at elevation 0; radians."""
    return [f(a) for a in (azimuth, 2 * azimuth, 0, turned) for f in (numpy.sin, numpy.cos)]


def make_inputs(inputs, random, batch, camera=quarter_turn):
    arrays = {}
    for value in inputs:
        shape = [batch] + value["shape"][1:]
        if value["name"].endswith("camera"):
            mirrored = value["name"].startswith("mirror")
            arrays[value["name"]] = numpy.array([camera(n, mirrored) for n in range(batch)], numpy.float32)
        else:
            arrays[value["name"]] = random.uniform(-1, 1, shape).astype(numpy.float32)
    return arrays


def infer(gfla, network, weights, arrays, folder):
    """What `gfla infer` writes; of a network that goes frame by frame the first frame, by the names of single ones."""
    framed = network in FRAME_BY_FRAME
    shutil.rmtree(f"{folder}/out", ignore_errors=True)
    command = [gfla, "infer", network, "--weights", weights, "-o", f"{folder}/out", "-q"]
    for name, array in arrays.items():
        numpy.save(f"{folder}/{name}.npy", array[:, None] if framed and name == "BP_frame_step" else array)
        command += ["--input", f"{name}={folder}/{name}.npy"]
    status = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
    if status != 0:
        sys.exit(4 if status == 4 else 1)
    results = {}
    for file in os.listdir(f"{folder}/out"):
        parts = file.removesuffix(".npy").split(".")
        if framed:
            del parts[2]
        results[".".join(parts)] = numpy.load(f"{folder}/out/{file}")
    return results


def find_weights(random_weights, golden, network, folder):
    if network in WEIGHTS:
        return f"{golden}/{WEIGHTS[network]}"
    path = f"{folder}/weights.safetensors"
    subprocess.run([random_weights, network, str(WIDTHS.get(network, 4)), path], check=True)
    return path


def convert(gfla, weights, network, model):
    whole = network if network in SIZES else network.removesuffix("-flow")
    command = [gfla, "convert", weights, model, "--for", network, "--json", "-y"]
    command += ["--size", SIZES[whole]] if whole in SIZES else []
    command += ["--frames", str(FRAMES[whole])] if whole in FRAMES else []
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def differences(gfla, weights, network, folder, report, arrays):
    """Of each output by its name, relative to its range."""
    expected = infer(gfla, network, weights, arrays, folder)
    names = [value["name"] for value in report["outputs"]]
    assert sorted(names) == sorted(expected), f"{network}: outputs {names}, of gfla infer {sorted(expected)}"
    session = onnxruntime.InferenceSession(f"{folder}/net.onnx", providers=["CPUExecutionProvider"])
    result = {}
    for name, out in zip(names, session.run(names, arrays)):
        shape = expected[name].shape
        assert out.shape == shape, f"{network}: {name} is {out.shape}, of gfla infer {shape}"
        extent = numpy.ptp(expected[name])
        assert extent > 0, f"{network}: {name} is {expected[name].flat[0]} everywhere"
        result[name] = numpy.abs(out - expected[name]) / extent
    return result


def check(gfla, weights, network, folder):
    report = convert(gfla, weights, network, f"{folder}/net.onnx")
    arrays = make_inputs(report["inputs"], numpy.random.default_rng(1), 2)
    errors = {name: e.max() for name, e in differences(gfla, weights, network, folder, report, arrays).items()}
    worst = max(errors, key=errors.get)
    print(f"{network}: {errors[worst]:.1e} at {worst}", flush=True)
    return errors[worst] <= TOLERANCE


def check_turned(gfla, weights, folder):
    """The shipped weights and turned cameras: a point on the edge of two pixels may be drawn on either."""
    report = convert(gfla, weights, "view-solid", f"{folder}/net.onnx")
    arrays = make_inputs(report["inputs"], numpy.random.default_rng(1), 4, turn)
    y, x = numpy.mgrid[-1:1:64j, -1:1:64j]
    ball = numpy.sqrt(numpy.clip(0.5 - x * x - y * y, 0, 1))
    arrays["source"][:] = numpy.where(ball > 0, 1.5 * ball * numpy.array([1, 0.6, 0.2])[:, None, None] - 0.8, 1)
    arrays["source_alpha"][:] = ball > 0
    arrays["source_pose"][:] = pose(numpy.pi / 2, 0)
    arrays["target_pose"][:] = [pose(numpy.pi / 2 + 0.7 * (n + 1), 0.7 * (n + 1)) for n in range(4)]
    image = differences(gfla, weights, "view-solid", folder, report, arrays)["out.0"]
    share = (image > TOLERANCE).mean()
    median = numpy.median(image)
    print(f"view-solid, turned: {share:.2%} of the pixels differ by more than {TOLERANCE}, the median is {median:.1e}")
    return share < 0.1 and median < TOLERANCE / 10


def main(gfla, random_weights, golden, *networks):
    known = list(SIZES) + ["motion"] + [f"{name}-flow" for name in list(SIZES)[:6]]
    passed = []
    with tempfile.TemporaryDirectory() as folder:
        for network in networks or known:
            passed.append(check(gfla, find_weights(random_weights, golden, network, folder), network, folder))
        if not networks:
            passed.append(check_turned(gfla, f"{golden}/../../models/weights/view-furniture-128.safetensors", folder))
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
