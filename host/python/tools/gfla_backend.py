"""The build backend: scikit-build-core, whose source archives are replaced.

The package lies two folders below the CMake project that builds its library, and an archive of the package alone could not be
built. So `build_sdist` packs the whole project, with a pyproject.toml whose paths begin at its top.
"""
import io
import pathlib
import subprocess
import tarfile
import tempfile

from scikit_build_core import build as _build
from scikit_build_core.build import (  # noqa: F401  the other hooks, as they are
    build_editable,
    build_wheel,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

PACKAGE = pathlib.Path("host/python")
LEFT_OUT = ("tests/golden/", "tests/render/baseline/", "docs/images/", "host/python/pyproject.toml")
PATHS = {  # in pyproject.toml: seen from the package, and from the top
    'backend-path = ["tools"]': 'backend-path = ["host/python/tools"]',
    'readme = "README.md"': 'readme = "host/python/README.md"',
    'cmake.source-dir = "../.."': 'cmake.source-dir = "."',
    'wheel.packages = ["gfla"]': 'wheel.packages = ["host/python/gfla"]',
    'input = "../include/gfla/api.h"': 'input = "host/include/gfla/api.h"',
    'files = ["../../build/dev/python/gfla"]': 'files = ["build/dev/python/gfla"]',
    'testpaths = ["tests"]': 'testpaths = ["host/python/tests"]',
}


def _top_project(text):
    for below, top in PATHS.items():
        if text.count(below) != 1:
            raise RuntimeError(f"pyproject.toml does not say '{below}' once: tools/gfla_backend.py must change with it")
        text = text.replace(below, top)
    return text


def _sources(top):
    try:
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=top, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise RuntimeError(f"a source archive is made from a git checkout: {error}") from None
    return [name for name in listed.split("\0") if name and not name.startswith(LEFT_OUT)]


def _metadata():
    with tempfile.TemporaryDirectory() as folder:
        return (pathlib.Path(folder) / _build.prepare_metadata_for_build_wheel(folder) / "METADATA").read_text()


def _add_text(archive, name, text):
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    archive.addfile(entry, io.BytesIO(text.encode()))


def build_sdist(sdist_directory, config_settings=None):
    here = pathlib.Path.cwd()
    if not here.as_posix().endswith(PACKAGE.as_posix()):  # an unpacked archive: it is the source already
        raise RuntimeError("this is an unpacked source archive: build a wheel from it")
    top = here.parents[1]
    metadata = _metadata()
    fields = dict(line.split(": ", 1) for line in metadata.split("\n\n")[0].splitlines() if ": " in line)
    base = f"gfla-{fields['Version']}"
    with tarfile.open(pathlib.Path(sdist_directory) / f"{base}.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as archive:
        _add_text(archive, f"{base}/PKG-INFO", metadata)
        _add_text(archive, f"{base}/pyproject.toml", _top_project((here / "pyproject.toml").read_text()))
        for name in _sources(top):
            if (top / name).exists():
                archive.add(top / name, f"{base}/{name}", recursive=False)
    return f"{base}.tar.gz"
