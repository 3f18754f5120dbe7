"""What the tests share. Run by ctest, a session in which anything was skipped counts as skipped, never as passed."""
import os

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
