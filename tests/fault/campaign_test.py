#!/usr/bin/env python3
"""The judge of tests/fault finds what is wrong with outcomes that were made up, and nothing in those that are right."""
import random
import sys
from collections import Counter

sys.dont_write_bytecode = True
from campaign import Outcome, judge, last_message, pick_faults

RIGHT = Outcome(0, "", {"out.png": "a", "log": "b"}, Counter({("block", "s"): 1}))
MESSAGE = "gfla: infer: out.png: out of memory (12 bytes)"


def outcome(code=6, message=MESSAGE, files=None, live=None):
    return Outcome(code, message, {} if files is None else files, Counter(live or {("block", "s"): 1}), failed="s")


def check(expected, fault, result, command="infer"):
    found = "; ".join(judge(command, fault, result, RIGHT, {"log"}))
    assert (expected in found) if expected else not found, f"{fault}: expected {expected!r}, found {found!r}"


check("", "allocation:1", outcome())
check("", "allocation:1", outcome(0, "", RIGHT.files))
check("", "cl-buffer:3:-5", outcome())
check("", "cl-enqueue:3", outcome(5))
check("", "cl-enqueue:3:-4", outcome(6))
check("", "write:3", outcome(7, files={"log": "another"}))
check("", "write:3", outcome(8), "render")
check("did not end", "write:3", outcome(None))
check("", "write:3", outcome(7, "gfla: bench: standard output could not be written"))
check("signal 11", "write:3", outcome(-11))
check("exit code 6 instead of [5]", "cl-enqueue:3", outcome(6))
check("exit code 8 instead of [7]", "write:3", outcome(8))
check("exit code 0, but not all files: ['out.png']", "write:3", outcome(0, "", {"log": "b"}))
check("out.png is not what it should be", "write:3", outcome(7, files={"out.png": "half"}))
check("temporary file out.png.tmp-0 is left", "write:3", outcome(7, files={"out.png.tmp-0": "half"}))
check("junk is no file of this command", "write:3", outcome(7, files={"junk": "half"}))
check("", "library:3", outcome(8, files={"out.png": "another"}), "animate")
check("out.png is not what it should be", "library:3", outcome(8, files={"out.png": "another"}), "person")
check("leaks: 1 block", "write:3", outcome(7, live={("block", "s"): 2}))
check("leaks: 2 cl-buffer", "write:3", outcome(7, live={("cl-buffer", "t"): 2}))
for message in ("", "gfla: infer: clFinish: CL_OUT_OF_RESOURCES (-5)", "gfla: infer: : kernel x: failed", "gfla: infer: no memory",
                "gfla: infer: unnamed: kernel x: failed", "gfla: infer: (null): failed"):
    check("names no object", "write:3", outcome(7, message))

assert last_message("gfla: render: box: bad\ngfla: render: 1 of 2 items failed\n") == "gfla: render: box: bad"
assert last_message("10 of 20\ngfla: infer: a: b\n") == "gfla: infer: a: b"

first, last, rest = pick_faults({"cl-read": ["a", "b", "a", "a", "b"]}, random.Random(1))
assert sorted(first) == ["cl-read:1", "cl-read:1:-6", "cl-read:2", "cl-read:2:-6"]
assert sorted(last) == ["cl-read:4", "cl-read:5"] and rest == ["cl-read:3"]
first, _, _ = pick_faults({"write": ["a", "b", "c"], "rename": ["d"]}, random.Random(1))
assert "rename:1" in first[:2] and len(first) == 4
