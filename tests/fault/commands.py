"""The commands that faults are tried on, each at the smallest size that does all it does, and the files that they read."""
import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
GOLDEN = SOURCE / "tests" / "golden"

BOX = """v -1 -0.7 -0.5
v 1 -0.7 -0.5
v 1 0.7 -0.5
v -1 0.7 -0.5
v -1 -0.7 0.5
v 1 -0.7 0.5
v 1 0.7 0.5
v -1 0.7 0.5
f 1 4 3 2
f 5 6 7 8
f 1 2 6 5
f 4 8 7 3
f 1 5 8 4
f 2 3 7 6
"""
BODY = [32, 10, 1, 32, 18, 1, 26, 18, 1, 23, 28, 1, 21, 38, 1, 38, 18, 1, 41, 28, 1, 43, 38, 1, 28, 38, 1, 28, 49, 1, 27, 60, 1,
        36, 38, 1, 37, 49, 1, 37, 60, 1, 30, 9, 1, 33, 9, 1, 29, 10, 1, 35, 10, 1]
SMALL = "--size 64 --width 4 --flow-width 4 --attention-width 8 --batch 1 --steps 1 --log-every 1 --seed 3 -q"

# Words of a command line; ../files is the folder that make_files fills.
COMMANDS = {
    "describe": f"describe discriminator-patch --weights {GOLDEN}/D_patch/weights.safetensors --size 64 --runs 1",
    "infer": f"infer discriminator-patch --weights {GOLDEN}/D_patch/weights.safetensors --input x={GOLDEN}/D_patch/in_x.npy"
             " -o out --taps",
    "view": "view ../files/box.png --whole-image --model ../files/view.safetensors --turn 2 --from 60,10 -o turn.gif",
    "person": f"person --weights {GOLDEN}/pose_market/weights.safetensors --size 32x64 ../files/me.png ../files/poses/p2.json"
              " -o person.png",
    "animate": "animate --weights ../files/dance.safetensors --size 64x64 ../files/me.png ../files/poses -o frames",
    "render": "render ../files/box.obj ../files/slab.obj -o set --views 2x1 --size 16",
    "import": "render ../files/box.ply -o set --views 2x1 --size 16",
    "importer": "render ../files/box.ply -o set --views 2x1 --size 16",
    "hdf5": "pack ../files/data_box.hdf5 -o set.gflapack",
    "hdf5-reader": "pack ../files/data_box.hdf5 -o set.gflapack",
    "train": f"train view --data ../files/set -o run {SMALL}",
    "convert": f"convert {GOLDEN}/checkpoints/mixed_legacy.pth out.safetensors",
    "export": "convert ../files/view.safetensors view.onnx",
    "tune": "tune discriminator-patch --size 64",
    "bench": "bench peak --runs 1 --seconds 0 --rounds 1 --json bench.json",
}
# Where the fault is in a process that is started by the one that is started. It may write no file, and so no report: that many
# allocations are tried, which is more than there are.
CHILDREN = {"importer": ("import-worker", 60), "hdf5-reader": ("hdf5-worker", 60)}
# Those that go on after what failed: 8 says so.
BATCHES = {"view", "person", "animate", "render", "import", "importer", "tune"}
# Each frame is made from the one before: where one is left out, and 8 says so, those behind it are others.
RECURRENT = {"animate"}
# What a command that did not end leaves for the next one to go on with.
UNFINISHED = {"animate": {"frames/unfinished.safetensors"}}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def ply():
    """The box as a file that is read in a process of its own."""
    rows = [line.split()[1:] for line in BOX.splitlines()]
    points, faces = rows[:8], rows[8:]
    head = ["ply", "format ascii 1.0", "element vertex 8", "property float x", "property float y", "property float z",
            "element face 6", "property list uchar int vertex_indices", "end_header"]
    return "\n".join(head + [" ".join(p) for p in points] +
                     ["4 " + " ".join(str(int(i) - 1) for i in f) for f in faces]) + "\n"


def pose(shift):
    points = [value + shift if i % 3 == 0 else value for i, value in enumerate(BODY)]
    return f'{{"people":[{{"pose_keypoints_2d":{points}}}]}}'


def make_files(build, folder, environment):
    """What the commands read. Made once; their kernels are compiled by that, too."""
    def run(*words):
        subprocess.run([str(w) for w in words], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)

    gfla, random_weights = build / "gfla", build / "tests" / "tools" / "random_weights"
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "box.obj", BOX)
    write(folder / "slab.obj", BOX.replace("0.7", "0.2"))
    write(folder / "box.ply", ply())
    write(folder / "me_keypoints.json", pose(0))
    for shift in (2, 4):
        write(folder / "poses" / f"p{shift}.json", pose(shift))
    run(random_weights, "dance", 4, "dance.safetensors")
    run(gfla, "pose", "-q", "me_keypoints.json", "-o", "me.png", "--size", "64x64")
    run(gfla, "render", "-q", "box.obj", "slab.obj", "--size", "64", "--views", "4x1", "-o", "set")
    run(gfla, "render", "-q", "box.obj", "slab.obj", "--size", "16", "--layout", "hdf5", "-o", "data_box.hdf5")
    run(gfla, "train", "view", "--data", "set", "-o", "run", *SMALL.split())
    (folder / "run" / "weights.safetensors").rename(folder / "view.safetensors")
    shutil.copy(sorted((folder / "set" / "box").glob("*_??.png"))[0], folder / "box.png")
