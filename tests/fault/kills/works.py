"""The works that are killed: their inputs, commands, and what two runs of one have in common."""
import json
import os
import re
import shutil
import struct
import subprocess

BOX = (["v %s" % v for v in ("-1 -0.7 -0.5", "1 -0.7 -0.5", "1 0.7 -0.5", "-1 0.7 -0.5",
                             "-1 -0.7 0.5", "1 -0.7 0.5", "1 0.7 0.5", "-1 0.7 0.5")] +
       ["f %s" % f for f in ("1 4 3 2", "5 6 7 8", "1 2 6 5", "4 8 7 3", "1 5 8 4", "2 3 7 6")])
NET = "--data set --size 64 --width 4 --flow-width 4 --attention-width 8 --batch 2 --seed 3"
BODY = [(32, 10), (32, 18), (26, 18), (23, 28), (21, 38), (38, 18), (41, 28), (43, 38), (28, 38), (28, 49), (27, 60),
        (36, 38), (37, 49), (37, 60), (30, 9), (33, 9), (29, 10), (35, 10)]


class Work:
    """A command that writes below {out}; `again` goes on with what a killed one left; share: of the kills."""

    def __init__(self, name, command, again=None, compare=None, caches=False, share=1.0):
        self.name, self.command, self.compare, self.caches, self.share = name, command, compare or files_of, caches, share
        self.again = again or (lambda out: command + " -n")


def files_of(out):
    """Every file by its bytes."""
    found = {}
    for folder, _, names in os.walk(out):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, out)] = file.read()
    return found


def run_of(out):
    """A training: its times are not the same twice, nor are the samples of steps that a clock chose."""
    found = files_of(out)
    found = {name: data for name, data in found.items() if not name.startswith(("samples/", "report.html"))}
    if "gfla.lock" in found:
        del found["gfla.lock"]  # of the process that was killed
    lines = [json.loads(line) for line in found.get("log.jsonl", b"").splitlines()]
    for line in lines:
        line.pop("samples_per_second", None)
        line.pop("gflops", None)
    found["log.jsonl"] = json.dumps(lines).encode()
    return found


def store_of(out):
    """A tuning store: sound lines, and which choices are made; what is the fastest may change."""
    found = {}
    for name, data in files_of(out).items():
        if "/tuning/" in name and not name.endswith(".lock"):
            lines = data.decode().splitlines()
            found[name] = "\n".join(lines[:2] + sorted(re.sub(r"^[0-9a-f]{8} | = .*", "", line) for line in lines[2:]))
    return found


def images_of(out):
    """The results without the caches beside them."""
    return {name: data for name, data in files_of(out).items() if not name.startswith("cache")}


def resume(command):
    def again(out):
        return command + (" --resume" if os.path.exists(out + "/checkpoint.safetensors") else "")
    return again


def put(path, text):
    with open(path, "w") as file:
        file.write(text)


def put_npy(path, shape):
    count = 1
    for side in shape:
        count *= side
    head = ("{'descr': '<f4', 'fortran_order': False, 'shape': %s, }" % (shape,)).ljust(117) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode())
        file.write(struct.pack("<%df" % count, *(i * 37 % 101 / 50 - 1 for i in range(count))))


def prepare(gfla, tools, short):
    """Inputs in the current folder."""
    box = "\n".join(BOX) + "\n"
    for i, width in enumerate(("-0.7", "-0.2", "-0.5", "-0.4", "-0.3", "-0.6")):
        put("model%d.obj" % i, box.replace("-0.7", width))
    run = lambda *words: subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    run(gfla, "render", "-q", "model0.obj", "model1.obj", "model2.obj", "--size", "64", "-o", "set")
    for name in ("dance", "motion") if short else ("dance", "motion", "person", "discriminator-patch"):
        run(tools + "/random_weights", name, "4", name + ".safetensors")
    if short:
        return
    run(gfla, "render", "-q", "model0.obj", "model1.obj", "--size", "128", "--views", "12x1", "-o", "large")
    put_npy("x.npy", (1, 3, 64, 64))
    os.mkdir("poses")
    person = lambda dx: json.dumps({"people": [{"pose_keypoints_2d": [
        n for i, (x, y) in enumerate(BODY) for n in (x + (dx if i in (6, 7) else 0), y, 1)]}]})
    put("me_keypoints.json", person(0))
    for i in range(6):
        put("poses/p%d.json" % i, person(i - 3))
    run(gfla, "pose", "-q", "me_keypoints.json", "-o", "me.png", "--size", "64x64")
    command = "train view %s --steps 2 -q -o net" % NET
    run(gfla, *command.split())
    shutil.copy("set/model0/000_00.png", "box.png")


TRAIN = "train view %s --steps %%d --log-every 3 --save-every 0.01 -q -o {out}" % NET
GROW = TRAIN.replace("--data set --size 64", "--data large --sizes 64:0.6,128:0.4")
RENDER = "render -q %s --views 12x1 --size 96 -o {out}" % " ".join("model%d.obj" % i for i in range(6))
ANIMATE = "animate -q --weights dance.safetensors --size 64x64 me.png poses -o {out}"
VIEW = "view -q --whole-image --from 0,10 --model net/weights.safetensors "
TUNE = "tune -q -d cpu discriminator-patch --size 64"

SHORT = [
    Work("render", RENDER),
    Work("convert", "convert -q motion.safetensors {out}/motion.safetensors"),
    Work("train", TRAIN % 9, resume(TRAIN % 9), run_of),
]
WHOLE = [
    Work("train", TRAIN % 30 + " --validate-every 7", resume(TRAIN % 30 + " --validate-every 7"), run_of),
    Work("train grows", GROW % 18, resume(GROW % 18), run_of),
    Work("render", RENDER),
    Work("render hdf5", "render -q model0.obj model1.obj -o {out}/data_x.hdf5 --layout hdf5 --size 64"),
    Work("render people", "render --people 6 --figures blocks --poses-per-person 2 --size 44x64 -o {out} --seed 3 -q"),
    Work("animate folder", ANIMATE),
    Work("animate apng", ANIMATE.replace("{out}", "{out}/a.apng")),
    Work("animate webm", ANIMATE.replace("{out}", "{out}/a.webm")),
    Work("view page", VIEW + "box.png -o {out}/turn.html"),
    Work("view folder", VIEW + "set/model0/000_00.png set/model1/000_00.png --turn 4 -o {out}"),
    Work("convert", "convert -q dance.safetensors {out}/dance.safetensors --half"),
    Work("convert onnx", "convert -q person.safetensors {out}/person.onnx"),
    Work("pack", "pack -q set -o {out}/set.pack"),
    Work("tune", TUNE, lambda out: TUNE, store_of, caches=True, share=0.4),
    Work("first compile", "infer -q discriminator-patch --weights discriminator-patch.safetensors --input x=x.npy "
         "-o {out}/o", None, images_of, caches=True, share=0.4),
]
