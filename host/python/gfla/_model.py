"""Any network of the library on arrays of one's own."""
import collections
import ctypes as ct
import dataclasses
import os
import threading
import typing

import numpy as np

from gfla import _native
from gfla._context import Context, default_context
from gfla._devices import Device, DeviceLike, device_for
from gfla._errors import UsageError
from gfla._handle import Handle
from gfla._images import Array
from gfla._library import lib

#: Sessions that a model keeps for calls, in each thread.
SESSIONS = 4


@dataclasses.dataclass(frozen=True)
class TensorInfo:
    """An input or an output of a network."""

    name: str
    shape: typing.Tuple[int, ...]
    is_frame: bool  # an input of which each run has its own, frame after frame
    is_carried: bool  # an input that need not be set: it becomes the last frame's output


@dataclasses.dataclass(frozen=True)
class Description:
    """A network in one size."""

    inputs: typing.Dict[str, TensorInfo]
    outputs: typing.Dict[str, TensorInfo]
    n_parameters: int
    flops: float  # of one run: 2 for a multiplication and addition


@dataclasses.dataclass(frozen=True)
class MemoryPlan:
    """Device memory of a session, in bytes."""

    weights: int  # with copies of them in the order of the kernels
    parameters: int  # of these, as in the file
    inputs: int
    activations: int
    total: int  # the most at any time


def networks() -> typing.Dict[str, str]:
    """The networks that there are, and what each is for."""
    found: typing.Dict[str, str] = {}
    while True:
        name = lib.gfla_model_network_name(len(found))
        if name is None:
            return found
        found[name.decode()] = lib.gfla_model_network_summary(len(found)).decode()


def models(context: typing.Optional[Context] = None) -> typing.List[str]:
    """The models that come with the library, or lie in the model folders of the context."""
    context = context or default_context()
    names = ct.POINTER(ct.c_char_p)()
    count = ct.c_size_t()
    lib.gfla_model_list(ct.byref(names), ct.byref(count), context._handle)
    try:
        return [(names[i] or b"").decode() for i in range(count.value)]
    finally:
        lib.gfla_free(names)


def _session_params(options: typing.Mapping[str, typing.Any]) -> typing.Any:
    params = _native.gfla_session_params()
    lib.gfla_session_params_init(ct.byref(params))
    for name, value in options.items():
        if name == "keep":
            value = (ct.c_char_p * (len(value) + 1))(*(text.encode() for text in value), None) if value else None
        setattr(params, name, value)
    return params


def _tensors(rows: typing.Any, count: int) -> typing.Dict[str, TensorInfo]:
    infos = (rows[i] for i in range(count))
    found = (
        TensorInfo(row.name.decode(), tuple(row.dim[: row.rank]), bool(row.is_frame), bool(row.is_carried)) for row in infos
    )
    return {info.name: info for info in found}


class Model(Handle):
    """A network with its weights. It does not change: any number of threads may use it at once.

    name: a bundled model, or a file of weights, of `gfla train` or of PyTorch (of which nothing is executed).
    weights: with these, a path or the bytes of a file, `name` is the network that they are of: "person", "dance", ...

        model = gfla.Model("person", "latest_net_G.pth")
        image = model(source=source, source_B=source_maps, target_B=target_maps)["out.0"]

    Raises InputError: there is no such model, or the file is damaged or of another network.
    """

    _kind = "model"

    def __init__(
        self,
        name: typing.Union[str, "os.PathLike[str]"],
        weights: typing.Union[None, str, "os.PathLike[str]", bytes] = None,
        *,
        context: typing.Optional[Context] = None,
    ) -> None:
        self._context = context or default_context()
        self._kept = threading.local()
        params = _native.gfla_model_params()
        lib.gfla_model_params_init(ct.byref(params))
        pointer = ct.POINTER(_native.gfla_model)()
        arguments: typing.Tuple[typing.Any, ...] = (ct.byref(pointer), self._context._handle)
        if weights is not None:
            params.network = os.fsencode(name)
        if isinstance(weights, bytes):
            arguments += (weights, len(weights), ct.byref(params))
            self._context._call(lib.gfla_model_open_memory, *arguments)
        else:
            arguments += (os.fsencode(name if weights is None else weights), ct.byref(params))
            self._context._call(lib.gfla_model_open, *arguments)
        self._own(pointer, _after_use_of(weights, lib.gfla_model_close), self._context)

    @property
    def _info(self) -> typing.Any:
        info = _native.gfla_model_info()
        lib.gfla_model_get_info(self._handle, ct.byref(info))
        return info

    @property
    def network(self) -> str:
        """The network that it is of."""
        return str(self._info.network.decode())

    @property
    def path(self) -> str:
        """Of its weights; "" for those in memory, and without weights."""
        return os.fsdecode(self._info.path)

    @property
    def has_weights(self) -> bool:
        """Whether it can run: the name of a network alone opens it as published, without weights."""
        return bool(self._info.has_weights)

    def metadata(self, key: str) -> typing.Optional[str]:
        """What the file says under a key: "licence", "name", "steps"; None: nothing."""
        text = lib.gfla_model_metadata(self._handle, key.encode())
        return text.decode() if text is not None else None

    def describe(
        self, *, batch: int = 0, width: int = 0, height: int = 0, frames: int = 0, keep: typing.Sequence[str] = ()
    ) -> Description:
        """What it takes and gives in this size; zeros: one item, as it was trained. Needs no device.

        keep: names of activations, which are listed behind the outputs.
        """
        params = _session_params({"batch": batch, "width": width, "height": height, "frames": frames, "keep": keep})
        raw = ct.POINTER(_native.gfla_model_description)()
        lib.gfla_model_describe(ct.byref(raw), self._handle, ct.byref(params))
        try:
            it = raw.contents
            tensors = (_tensors(it.inputs, it.n_inputs), _tensors(it.outputs, it.n_outputs))
            return Description(*tensors, it.n_parameters, it.flops)
        finally:
            lib.gfla_free(raw)

    def plan(
        self, device: DeviceLike = None, *, batch: int = 0, width: int = 0, height: int = 0, frames: int = 0
    ) -> MemoryPlan:
        """The memory that a session would take on a device, of which this takes none."""
        opened = device_for(device)
        params = _session_params({"batch": batch, "width": width, "height": height, "frames": frames})
        raw = _native.gfla_memory_plan()
        opened.context._call(lib.gfla_model_plan, ct.byref(raw), self._handle, opened._handle, ct.byref(params))
        return MemoryPlan(raw.weights, raw.parameters, raw.inputs, raw.activations, raw.total)

    def __call__(
        self,
        *,
        device: DeviceLike = None,
        keep: typing.Sequence[str] = (),
        **inputs: typing.Any,
    ) -> typing.Dict[str, Array]:
        """Runs once, in the size that the inputs have, and returns the outputs by name.

        inputs: arrays by the names of describe().inputs, converted to float32 in C order where they are not.
        keep: names of activations that are returned too.
        Networks of sequences make a first frame: for those that follow, keep a gfla.Session.
        """
        opened = device_for(device)
        size = self._size_of(inputs)
        key = (id(opened), tuple(sorted(size.items())), tuple(keep))
        kept: typing.Dict[typing.Any, Session] = self._kept.__dict__.setdefault("sessions", collections.OrderedDict())
        session = kept.pop(key, None)
        if session is None or session.device is not opened or not session._finalizer.alive:
            while len(kept) >= SESSIONS:
                kept.pop(next(iter(kept))).close()
            session = Session(self, opened, keep=keep, **typing.cast(typing.Any, size))
        kept[key] = session
        session.restart()
        return session(**inputs)

    def _size_of(self, inputs: typing.Mapping[str, typing.Any]) -> typing.Dict[str, int]:
        """What the shapes of the inputs say of batch, width, height and frames."""
        size: typing.Dict[str, int] = {}
        trained = self._info
        for name, info in self.describe().inputs.items():
            shape, usual = np.shape(inputs.get(name, ())), info.shape
            if len(shape) != len(usual):
                continue
            size.setdefault("batch", shape[0])
            if len(usual) == 4 and usual[2:] == (trained.height, trained.width):
                size.setdefault("height", shape[2])
                size.setdefault("width", shape[3])
            elif trained.frames and trained.frames in usual[1:]:
                size.setdefault("frames", shape[usual.index(trained.frames, 1)])
        return size


#: A model: itself, the name of a bundled one, or the path of weights.
ModelLike = typing.Union[Model, str, "os.PathLike[str]"]


def model_for(model: ModelLike, context: Context) -> Model:
    return model if isinstance(model, Model) else Model(model, context=context)


def _after_use_of(memory: typing.Any, function: typing.Callable[..., typing.Any]) -> typing.Callable[..., typing.Any]:
    """The function, and with it memory that must stay until it was called."""

    def destroy(pointer: typing.Any, memory: typing.Any = memory) -> None:
        function(pointer)

    return destroy


class Session(Handle):
    """A model on a device, in one size, with room for what it computes. It belongs to one thread at a time.

    batch, width, height, frames: zeros: one item, as the model was trained.
    keep: names of activations that calls return too.
    keep_unchanged: what depends on inputs that were not set since the last run is not computed again.
    """

    _kind = "session"

    def __init__(
        self,
        model: ModelLike,
        device: DeviceLike = None,
        *,
        batch: int = 0,
        width: int = 0,
        height: int = 0,
        frames: int = 0,
        keep: typing.Sequence[str] = (),
        keep_unchanged: bool = False,
    ) -> None:
        self.device: Device = device_for(device)
        self._context = self.device.context
        opened = model_for(model, self._context)
        size = {"batch": batch, "width": width, "height": height, "frames": frames}
        params = _session_params({**size, "keep": keep, "keep_unchanged": keep_unchanged})
        pointer = ct.POINTER(_native.gfla_session)()
        arguments = (ct.byref(pointer), opened._handle, self.device._handle, ct.byref(params))
        self._context._call(lib.gfla_session_create, *arguments)
        self._own(pointer, lib.gfla_session_destroy, self.device)
        self.description = opened.describe(**size, keep=keep)

    def set(self, name: str, values: typing.Any) -> None:
        """Copies an array to an input, where it stays until it is set again."""
        array = np.ascontiguousarray(values, dtype=np.float32)
        if name not in self.description.inputs:
            raise UsageError(f"'{name}' is no input; there are {', '.join(self.description.inputs)}")
        shape = self.description.inputs[name].shape
        if array.shape != shape:
            raise UsageError(f"{name}: shape {list(array.shape)}, but the network takes {list(shape)}")
        pointer = array.ctypes.data_as(ct.POINTER(ct.c_float))
        self._context._call(lib.gfla_session_set, self._handle, name.encode(), pointer, array.size)

    def run(self) -> None:
        """Enqueues one run, of one frame in networks of sequences. Does not wait for the device."""
        self._context._call(lib.gfla_session_run, self._handle)

    def get(self, name: str) -> Array:
        """An output, or an activation that was kept, as the last run left it. Waits for the run."""
        if name not in self.description.outputs:
            raise UsageError(f"'{name}' is no output; there are {', '.join(self.description.outputs)}")
        array = np.empty(self.description.outputs[name].shape, np.float32)
        pointer = array.ctypes.data_as(ct.POINTER(ct.c_float))
        self._context._call(lib.gfla_session_get, self._handle, name.encode(), pointer, array.size)
        return array

    def restart(self) -> None:
        """The next run is of a first frame again; what was set stays set."""
        lib.gfla_session_restart(self._handle)

    def wait(self) -> None:
        """Waits until everything that was enqueued is done."""
        self._context._call(lib.gfla_session_wait, self._handle)

    def __call__(self, **inputs: typing.Any) -> typing.Dict[str, Array]:
        """Sets these inputs, runs once, and returns the outputs by name."""
        for name, values in inputs.items():
            self.set(name, values)
        self.run()
        return {name: self.get(name) for name in self.description.outputs}
