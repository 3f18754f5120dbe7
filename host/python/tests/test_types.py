"""The package under mypy --strict, with the binding as the build generated it: a name that the C headers lack is found here."""
import os
import pathlib
import subprocess
import sys

import gfla
import pytest

PYTHON = pathlib.Path(__file__).resolve().parents[1]


def test_package_is_typed(tmp_path):
    pytest.importorskip("mypy")
    package = pathlib.Path(gfla.__file__).parent
    command = [sys.executable, "-m", "mypy", "--config-file", PYTHON / "pyproject.toml", "--cache-dir", tmp_path, package]
    result = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": ""}, cwd=package.parent)
    assert result.returncode == 0, result.stdout + result.stderr
