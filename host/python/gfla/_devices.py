"""The OpenCL devices of this machine, and the choice of one."""
import ctypes as ct
import dataclasses
import os
import threading
import typing

from gfla import _native
from gfla._context import Context, default_context
from gfla._handle import Handle
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


class Device(Handle):
    """An open device. It belongs to one thread at a time.

    selector: an index of devices(), "cpu", "gpu", "null" (plans networks and computes nothing), or a part of a name in any
        case. None: the environment variable GFLA_DEVICE, or else the best GPU, or else the CPU.
    context: None: default_context().
    """

    _kind = "device"

    def __init__(
        self, selector: typing.Union[None, int, str] = None, context: typing.Optional[Context] = None
    ) -> None:
        self.context = context or default_context()
        name = os.environ.get("GFLA_DEVICE", "") if selector is None else str(selector)
        pointer = ct.POINTER(_native.gfla_device)()
        self.context._call(lib.gfla_device_open, ct.byref(pointer), self.context._handle, name.encode())
        self._own(pointer, lib.gfla_device_destroy, self.context)

    @classmethod
    def wrap(cls, queue: int, context: typing.Optional[Context] = None) -> "Device":
        """The device of a caller's own command queue, by its address: `queue.int_ptr` in PyOpenCL.

        What the library enqueues for it, it enqueues there. The queue must be in order; it is retained.
        """
        context = context or default_context()
        pointer = ct.POINTER(_native.gfla_device)()
        lib.gfla_device_wrap(ct.byref(pointer), context._handle, queue)
        return cls._adopt(pointer, context)

    @classmethod
    def _adopt(cls, pointer: typing.Any, context: Context) -> "Device":
        device = cls.__new__(cls)
        device.context = context
        device._own(pointer, lib.gfla_device_destroy, context)
        return device

    @property
    def queue(self) -> int:
        """The address of its command queue, for PyOpenCL's `CommandQueue.from_int_ptr`; 0 on the null device."""
        return lib.gfla_device_get_queue(self._handle) or 0

    @property
    def info(self) -> DeviceInfo:
        return _info(lib.gfla_device_get_info(self._handle).contents)

    def __repr__(self) -> str:
        return f"<gfla.Device {self.info.name}>" if self._finalizer.alive else "<gfla.Device, closed>"


def open_devices(
    selectors: typing.Union[None, int, str] = None, context: typing.Optional[Context] = None
) -> typing.List[Device]:
    """All devices that are named, to share work among them: give each a thread, and a View, Pose or Session of its own.

    selectors: as those of Device, with commas between them: "0,1"; "gpus": all real GPUs; "cpu:2": two equal parts of a device.
        None: the environment variable GFLA_DEVICE, or the default device alone.
    Which of them makes an image makes no difference to its bytes where they are of one kind and driver, or parts of one device.
    """
    context = context or default_context()
    names = os.environ.get("GFLA_DEVICE", "") if selectors is None else str(selectors)
    rows, count = ct.POINTER(ct.POINTER(_native.gfla_device))(), ct.c_size_t()
    context._call(lib.gfla_device_open_all, ct.byref(rows), ct.byref(count), context._handle, names.encode())
    opened = []
    for i in range(count.value):
        opened.append(Device._adopt(ct.POINTER(_native.gfla_device).from_buffer_copy(rows[i]), context))
        rows[i] = ct.POINTER(_native.gfla_device)()
    lib.gfla_device_destroy_all(ct.byref(rows), ct.byref(count))  # the list: they are the caller's now
    return opened


#: What the functions that take a device accept.
DeviceLike = typing.Union[None, int, str, Device]

_opened = threading.local()


def device_for(device: DeviceLike) -> Device:
    """The device itself, or the one that a selector names, which this thread opens once and keeps."""
    if isinstance(device, Device):
        return device
    by_selector: typing.Dict[str, Device] = _opened.__dict__.setdefault("by_selector", {})
    key = os.environ.get("GFLA_DEVICE", "") if device is None else str(device)
    if key not in by_selector or not by_selector[key]._finalizer.alive:
        by_selector[key] = Device(key)
    return by_selector[key]
