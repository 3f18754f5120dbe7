"""The OpenCL devices of this machine."""
import ctypes as ct
import dataclasses
import typing

from gfla import _native
from gfla._library import lib

_KINDS = {
    _native.GFLA_DEVICE_GPU: "gpu",
    _native.GFLA_DEVICE_CPU: "cpu",
    _native.GFLA_DEVICE_OTHER: "other",
    _native.GFLA_DEVICE_NULL: "null",
}


@dataclasses.dataclass(frozen=True)
class DeviceInfo:
    """What a device says of itself. Sizes are in bytes."""

    name: str
    vendor: str
    driver: str
    version: str
    platform: str
    kind: str  # "gpu", "cpu", "other" or "null"
    index: int  # position in devices(); -1 for the null device
    is_default: bool  # used when no device is named
    is_software_gpu: bool
    has_half: bool
    global_memory: int
    max_allocation: int
    local_memory: int
    n_compute_units: int
    max_work_group: int
    base_alignment: int


def _info(raw: typing.Any) -> DeviceInfo:
    values: typing.Dict[str, typing.Any] = {}
    for field in dataclasses.fields(DeviceInfo):
        value = getattr(raw, field.name)
        values[field.name] = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    values["kind"] = _KINDS[raw.kind]
    return DeviceInfo(**values)


def devices() -> typing.List[DeviceInfo]:
    """Every device of every OpenCL platform: GPUs first, then CPUs, then the rest.

    Raises NoDeviceError where there is none; its message says what to install.
    """
    rows = ct.POINTER(_native.gfla_device_info)()
    count = ct.c_size_t()
    lib.gfla_device_list(ct.byref(rows), ct.byref(count))
    try:
        return [_info(rows[i]) for i in range(count.value)]
    finally:
        lib.gfla_device_list_free(ct.byref(rows))
