"""What the tests share. Run by ctest, a session in which anything was skipped counts as skipped, never as passed."""
import os
import subprocess

import gfla
import pytest

SKIPPED = 77  # SKIP_RETURN_CODE of tests/python/CMakeLists.txt


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if "GFLA_CTEST" in os.environ and exitstatus in (0, 5) and reporter.stats.get("skipped"):
        session.exitstatus = SKIPPED


@pytest.fixture
def device():
    """The default device; a test that needs one is skipped where there is none."""
    try:
        opened = gfla.Device()
    except gfla.NoDeviceError as error:
        pytest.skip(str(error))
    with opened:
        yield opened


@pytest.fixture(scope="session")
def random_weights(tmp_path_factory):
    """random_weights("dance"): weights of a small network, random but the same each time."""
    program, folder = os.environ.get("GFLA_RANDOM_WEIGHTS"), tmp_path_factory.mktemp("weights")
    if not program:
        pytest.skip("GFLA_RANDOM_WEIGHTS does not name the program of tests/tools")

    def make(network):
        path = folder / f"{network}.safetensors"
        if not path.exists():
            subprocess.run([program, network, "4", path], check=True)
        return path

    return make
