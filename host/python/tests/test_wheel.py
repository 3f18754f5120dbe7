"""The wheel that pip builds: what it holds, and that it works in an environment of its own, away from the sources."""
import os
import pathlib
import subprocess
import sys
import tarfile
import zipfile

import pytest

PACKAGE = pathlib.Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]


def succeed(*command, **options):
    result = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    assert result.returncode == 0, result.stdout[-4000:]
    return result.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A virtual environment with the build tool; skipped where pip gets none, as without network."""
    folder = tmp_path_factory.mktemp("environment")
    try:
        succeed(sys.executable, "-m", "venv", folder)
        succeed(folder / "bin/python", "-m", "pip", "install", "-q", "--retries=0", "--timeout=20", "scikit-build-core", "build",
                "numpy")
    except AssertionError as error:
        pytest.skip(f"no environment to build in: {error}")
    return folder


def clean():
    """The environment without what points at the library and the sources of this build."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("GFLA_", "PYTHON"))}


@pytest.fixture(scope="module")
def wheel(environment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    succeed(environment / "bin/python", "-m", "pip", "wheel", "-q", "--no-build-isolation", "--no-deps", "-w", folder,
            PACKAGE, env={**clean(), "SKBUILD_CMAKE_BUILD_TYPE": "Debug"})  # quicker to build
    (path,) = folder.glob("*.whl")
    return path


def test_wheel_is_for_every_python_and_holds_library_and_models(wheel):
    assert wheel.name.startswith("gfla-") and "-py3-none-linux_" in wheel.name
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {path.name for path in (PACKAGE / "gfla").iterdir() if path.is_file()} | {"_native.py", "libgfla.so"}
    wanted |= {f"models/{path.name}" for path in (ROOT / "models/weights").iterdir() if path.is_file()}
    info = {name for name in names if ".dist-info/" in name}
    assert names - info == {f"gfla/{name}" for name in wanted}
    assert any(name.endswith("/LICENSE") for name in info)


def test_library_is_looked_for_beside_itself(wheel, tmp_path):
    zipfile.ZipFile(wheel).extract("gfla/libgfla.so", tmp_path)
    dynamic = succeed("readelf", "-d", tmp_path / "gfla/libgfla.so")
    assert "[$ORIGIN]" in dynamic and "SONAME" in dynamic and str(ROOT) not in dynamic


def test_installed_wheel_works_away_from_the_sources(wheel, environment, tmp_path):
    succeed(environment / "bin/python", "-m", "pip", "install", "-q", "--no-deps", "--force-reinstall", wheel)
    code = "import gfla, gfla._library; print(gfla.__version__, gfla.__file__, gfla._library.lib._library._name)"
    version, package, library = succeed(environment / "bin/python", "-c", code, cwd=tmp_path, env=clean()).split()
    assert package.startswith(str(environment)) and library == str(pathlib.Path(package).with_name("libgfla.so"))
    assert f'#define GFLA_VERSION "{version}"' in (ROOT / "host/include/gfla/api.h").read_text()


def test_source_archive_is_the_whole_project(environment, tmp_path):
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    succeed(environment / "bin/python", "-m", "build", "-s", "--no-isolation", "-o", tmp_path, PACKAGE, env=clean())
    (path,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
        project = archive.extractfile(path.name.removesuffix(".tar.gz") + "/pyproject.toml").read().decode()
    assert {"PKG-INFO", "CMakeLists.txt", "cl/ops/warp.cl", "host/python/gfla/__init__.py"} <= names
    assert 'cmake.source-dir = "."' in project and "../" not in project
