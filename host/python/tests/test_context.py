import logging

import gfla
import pytest


def test_messages_reach_the_logger_down_to_its_level(caplog, device):
    for level, is_heard in ((logging.DEBUG, True), (logging.WARNING, False)):
        caplog.clear()
        with caplog.at_level(level, logger="gfla"), gfla.Context() as context:
            gfla.Device(device.info.index, context).close()
        assert any(record.getMessage().startswith("device ") for record in caplog.records) == is_heard


def test_settings_that_are_not_known_are_refused(monkeypatch):
    with pytest.raises(gfla.UsageError, match="cache: 'always' is none of auto, off, all"):
        gfla.Context(cache="always")
    monkeypatch.setenv("GFLA_TUNE", "sometimes")
    with pytest.raises(ValueError, match="GFLA_TUNE: 'sometimes' is none of auto, off, read, force"):
        gfla.Context()
    gfla.Context(tuning="off", check="always").close()


def test_a_closed_handle_is_an_error_and_not_a_crash():
    with gfla.Context() as context:
        device = gfla.Device("null", context)
        assert device.info.kind == "null" and repr(device) == "<gfla.Device null>"
        device.close()
        device.close()
    with pytest.raises(gfla.UsageError, match="this device is closed"):
        device.info
    with pytest.raises(gfla.UsageError, match="this context is closed"):
        context.cancel()
    assert repr(device) == "<gfla.Device, closed>"


def test_an_unknown_device_is_an_exception_with_the_message_of_the_library():
    with pytest.raises(gfla.NoDeviceError, match="no device 'nosuch'.*hint: ") as caught:
        gfla.Device("nosuch")
    assert caught.value.status == 4
