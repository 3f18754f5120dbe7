"""check_cases.py ONNX_CASES: what that program writes, computed by ONNX Runtime and compared with the reference."""
import collections
import os
import subprocess
import sys
import tempfile

import numpy
import onnxruntime

TOLERANCE = 1e-5  # of the largest magnitude
# Ops all cases of which have to be written.
OPS = """activation add attention_block block_extract concat conv2d conv3d conv_transpose2d depth_flow instance_norm
layer_norm local_attention mask_blend mul pack point_splat pool resize slice softmax tile warp window""".split()


def error(folder, number):
    """The largest difference, relative to the largest magnitude."""
    session = onnxruntime.InferenceSession(f"{folder}/{number}.onnx", providers=["CPUExecutionProvider"])
    arrays = dict(numpy.load(f"{folder}/{number}.npz"))
    expected = arrays.pop("out")
    (out,) = session.run(["out"], arrays)
    assert out.shape == expected.shape, f"shape {out.shape}, expected {expected.shape}"
    return numpy.abs(out - expected).max() / max(1e-6, numpy.abs(expected).max())


def main(folder):
    failed = collections.Counter()
    worst = collections.defaultdict(float)
    refused = collections.defaultdict(set)
    for line in open(os.path.join(folder, "cases.txt"), encoding="utf-8"):
        number, op, variant, status, name = line.rstrip("\n").split("\t")
        if status != "written":
            refused[op].add(status)
            if op in OPS:
                failed[op] += 1
                print(f"{name} ({variant}): {status}")
            continue
        try:
            e = error(folder, number)
        except Exception as exception:  # of ONNX Runtime, with a class of its own for each status
            failed[op] += 1
            print(f"{name} ({variant}): {str(exception).splitlines()[0]}")
            continue
        worst[op] = max(worst[op], e)
        if not e <= TOLERANCE:
            failed[op] += 1
            print(f"{name} ({variant}): error {e:.2e}")
    missing = set(OPS) - set(worst)
    for op in sorted(missing):
        print(f"{op}: no case")
    for op, e in sorted(worst.items()):
        print(f"{op}: {e:.1e}")
    for op, reasons in sorted(refused.items()):
        print(f"{op}: refused, {sorted(reasons)[0]}")
    return 1 if failed or missing else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        subprocess.run([sys.argv[1], made], check=True)
        sys.exit(main(made))
