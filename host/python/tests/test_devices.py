import os
import subprocess
import sys

import gfla
import pytest


def test_devices_are_listed_with_one_default():
    try:
        found = gfla.devices()
    except gfla.NoDeviceError as error:
        pytest.skip(str(error))
    assert [device.index for device in found] == list(range(len(found)))
    assert sum(device.is_default for device in found) == 1
    for device in found:
        assert device.name and device.kind in ("gpu", "cpu", "other")
        assert 0 < device.max_allocation <= device.global_memory


def in_another_process(code, **environment):
    return subprocess.run([sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True)


def test_no_platform_is_an_exception_that_says_what_to_install(tmp_path):
    code = "import gfla\ntry: gfla.devices()\nexcept gfla.NoDeviceError as e: print(type(e).__name__, e.status, e)"
    result = in_another_process(code, OCL_ICD_VENDORS=str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("NoDeviceError 4 ") and "pocl-opencl-icd" in result.stdout


def test_a_library_that_is_not_there_is_named():
    result = in_another_process("import gfla", GFLA_LIBRARY="/nowhere/libgfla.so")
    assert "ImportError: libgfla was not loaded: /nowhere/libgfla.so: no such file" in result.stderr


def test_a_queue_of_the_callers_own_is_wrapped(device):
    with gfla.Device.wrap(device.queue) as wrapped:
        assert wrapped.info.name == device.info.name and wrapped.queue == device.queue
    with gfla.Device("null") as null:
        assert null.queue == 0


def test_several_devices_are_opened_at_once():
    try:
        halves = gfla.open_devices("cpu:2")
    except gfla.NoDeviceError as error:
        pytest.skip(str(error))
    assert [half.info.name[-13:] for half in halves] == [", part 1 of 2", ", part 2 of 2"]
    assert halves[0].queue != halves[1].queue
    for half in halves:
        half.close()
    assert [device.info.kind for device in gfla.open_devices("null,null,null")] == ["null"] * 3
    with pytest.raises(gfla.UsageError, match="empty place"):
        gfla.open_devices("0,")
