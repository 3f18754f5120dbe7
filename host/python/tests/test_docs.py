"""Runs the blocks of docs/python.md from top to bottom in one namespace: what they print must be what stands below them."""
import contextlib
import io
import os
import pathlib
import re
import shutil

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "python.md"


def blocks(text):
    """(first line, code, expected output or None) for each block of Python; a bare block right below one is its output."""
    pattern = r"^```python\n(.*?)^```\n(?:\n?^```\n(.*?)^```\n)?"
    for match in re.finditer(pattern, text, flags=re.S | re.M):
        yield text[: match.start()].count("\n") + 2, match[1], match[2]


def test_blocks_are_found_with_their_output():
    text = "a\n```python\nprint(1)\n```\n\n```\n1\n```\n```sh\nls\n```\n```python\nx\n```\n"
    assert list(blocks(text)) == [(3, "print(1)\n", "1\n"), (13, "x\n", None)]


def run(line, code, namespace):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile("\n" * (line - 1) + code, str(PAGE), "exec"), namespace)
    return printed.getvalue()


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory):
    """The names that the blocks have defined, in a folder with the image that they read."""
    folder = tmp_path_factory.mktemp("tutorial")
    shutil.copy(ROOT / "models/weights/demo/modern-armchair/060_10.png", folder / "chair.png")
    before = os.getcwd()
    os.chdir(folder)
    yield {"__name__": "tutorial"}
    os.chdir(before)


BLOCKS = list(blocks(PAGE.read_text()))


@pytest.mark.parametrize("line, code, expected", BLOCKS, ids=[f"line{line}" for line, *_ in BLOCKS])
def test_block(tutorial, device, line, code, expected):
    if "import torch" in code:
        pytest.importorskip("torch")
    printed = run(line, code, tutorial)
    if expected is not None:
        assert printed == expected


def test_page_has_its_blocks():
    assert len(BLOCKS) >= 8
