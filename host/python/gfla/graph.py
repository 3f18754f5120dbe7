"""Networks of one's own, built from the operations of the library, with gradients, on any device.

UNSTABLE: while the version is 0.x, this module may change with any of them, as gfla/graph.h does.

    net = gfla.graph.Network()
    src = net.input("src", (1, 3, 64, 64))
    flow = net.param("flow", numpy.zeros((1, 2, 64, 64)))
    dst = net.output(net.warp(src, net.feature_map(flow)), "dst")

The operations are methods of the network, with the shapes and meanings that gfla/graph.h states: feature maps are n c h w, a flow
[n, 2, h, w] holds x and y in pixels.
"""
import ctypes as ct
import dataclasses
import typing

import numpy as np

from gfla import _native
from gfla._devices import DeviceLike, device_for
from gfla._errors import Error, UsageError
from gfla._handle import Handle
from gfla._images import Array
from gfla._library import lib

_PADDINGS = {"zero": _native.GFLA_PAD_ZERO, "reflect": _native.GFLA_PAD_REFLECT, "replicate": _native.GFLA_PAD_REPLICATE}


class Tensor:
    """A value of a network: an input, a parameter, or what an operation makes."""

    def __init__(self, network: "Network", pointer: typing.Any) -> None:
        self.network = network
        self._pointer = pointer

    @property
    def shape(self) -> typing.Tuple[int, ...]:
        dims = (ct.c_int64 * _native.GFLA_TENSOR_MAX_DIMS)()
        self.network._handle  # closed: an error and not a crash
        return tuple(dims[: lib.gfla_tensor_get_dims(self._pointer, dims)])

    def __repr__(self) -> str:
        return f"<gfla.graph.Tensor {list(self.shape)}>"


@dataclasses.dataclass(frozen=True)
class Memory:
    """Bytes on the device."""

    weights: int  # parameters, and the form in which kernels read them
    optimizer: int  # what the updates keep from run to run
    inputs: int
    activations: int  # results of operations, gradients among them, in memory that they share


def _values(values: typing.Any) -> Array:
    return np.ascontiguousarray(values, dtype=np.float32)


def _floats(array: Array) -> typing.Any:
    return array.ctypes.data_as(ct.POINTER(ct.c_float))


class Network(Handle):
    """A static graph: build it, differentiate it where it has a loss, plan it for a device, and run it.

    A network, and the device that it is planned on, belong to one thread at a time.
    """

    _kind = "network"

    def __init__(self) -> None:
        pointer = ct.POINTER(_native.gfla_network)()
        lib.gfla_network_create(ct.byref(pointer))
        self._own(pointer, lib.gfla_network_destroy)

    # --- building

    def _tensor(self, pointer: typing.Any) -> Tensor:
        if not pointer:
            lib.gfla_network_status(self._handle)
            raise Error("the library made no tensor and said no reason")
        return Tensor(self, pointer)

    def _use(self, tensor: typing.Optional[Tensor]) -> typing.Any:
        if tensor is not None and tensor.network is not self:
            raise UsageError("a tensor of another network")
        return tensor._pointer if tensor is not None else None

    def _op(self, name: str, *arguments: typing.Any) -> Tensor:
        values = [self._use(value) if isinstance(value, Tensor) else value for value in arguments]
        return self._tensor(getattr(lib, "gfla_op_" + name)(self._handle, *values))

    def input(self, name: str, shape: typing.Sequence[int], require_gradient: bool = False) -> Tensor:
        """What is written before runs, zero until then. Of four dimensions it is a feature map, else an array."""
        dims = (ct.c_int64 * len(shape))(*shape)
        tensor = self._tensor(lib.gfla_network_input(self._handle, name.encode(), len(shape), dims))
        if require_gradient:
            tensor = self._tensor(lib.gfla_network_require_gradient(self._handle, tensor._pointer))
        return tensor

    def param(self, name: str, values: typing.Any) -> Tensor:
        """What is trained: an array that begins as `values`. The same name again is the same parameter."""
        array = _values(values)
        dims = (ct.c_int64 * array.ndim)(*array.shape)
        return self._tensor(lib.gfla_network_param(self._handle, name.encode(), array.ndim, dims, _floats(array)))

    def output(self, tensor: Tensor, name: str) -> Tensor:
        """Names a result, and keeps it readable after a run."""
        return self._tensor(lib.gfla_network_output(self._handle, self._use(tensor), name.encode()))

    def find(self, name: str) -> Tensor:
        """The leaf or output of that name."""
        pointer = lib.gfla_network_find(self._handle, name.encode())
        if not pointer:
            raise KeyError(name)
        return Tensor(self, pointer)

    # --- gradients and training

    def differentiate(self, loss: Tensor) -> None:
        """Appends the gradients of a loss of one element to all parameters, and to inputs that require them. Once."""
        lib.gfla_network_differentiate(self._handle, self._use(loss))

    def gradient(self, leaf: Tensor) -> typing.Optional[Tensor]:
        """d loss / d leaf, readable after each run; None where none reaches the leaf."""
        pointer = lib.gfla_network_gradient(self._handle, self._use(leaf))
        if not pointer:
            lib.gfla_network_status(self._handle)
            return None
        return Tensor(self, pointer)

    def add_adam(
        self,
        learning_rate: float = 0.0,
        betas: typing.Tuple[float, float] = (0.0, 0.0),
        eps: float = 0.0,
        weight_decay: float = 0.0,
        clip: float = 0.0,
    ) -> None:
        """After differentiate: each run ends with an update of every parameter (torch.optim.Adam). Zeros are its defaults."""
        params = _native.gfla_network_adam_params()
        lib.gfla_network_adam_params_init(ct.byref(params))
        params.learning_rate, params.eps, params.weight_decay, params.clip = learning_rate, eps, weight_decay, clip
        params.beta1, params.beta2 = betas
        lib.gfla_network_add_adam(self._handle, ct.byref(params))

    def set_learning_rate(self, rate: float) -> None:
        """From the next run on."""
        lib.gfla_network_set_learning_rate(self._handle, rate)

    # --- running

    def plan(self, device: DeviceLike = None, skip_unchanged: bool = False) -> "Network":
        """Makes it ready to run on a device; afterwards nothing can be built on. Returns itself.

        skip_unchanged: what depends on no input that was written since the last run is not computed again.
        """
        opened = device_for(device)
        params = _native.gfla_network_plan_params()
        lib.gfla_network_plan_params_init(ct.byref(params))
        params.skip_unchanged = skip_unchanged
        opened.context._call(lib.gfla_network_plan, self._handle, opened._handle, ct.byref(params))
        self._depend_on(opened)
        return self

    @property
    def memory(self) -> Memory:
        """Of a planned network."""
        raw = _native.gfla_network_memory()
        lib.gfla_network_get_memory(self._handle, ct.byref(raw))
        return Memory(raw.weights, raw.optimizer, raw.inputs, raw.activations)

    def write(self, leaf: Tensor, values: typing.Any) -> None:
        """Copies all values of an input or a parameter in; float32 in C order needs no other copy."""
        array = _values(values)
        lib.gfla_network_write(self._handle, self._use(leaf), _floats(array), array.size)

    def run(self) -> None:
        """Runs once. Does not wait for the device: reading does."""
        lib.gfla_network_run(self._handle)

    def read(self, tensor: Tensor, out: typing.Optional[Array] = None) -> Array:
        """The values of a leaf, an output or a gradient; into `out`, float32 in C order, where that is given."""
        if out is None:
            out = np.empty(tensor.shape, np.float32)
        elif out.dtype != np.float32 or not out.flags.c_contiguous or not out.flags.writeable:
            raise UsageError("out: not a writeable float32 array in C order")
        lib.gfla_network_read(self._handle, self._use(tensor), _floats(out), out.size)
        return out

    # --- operations

    def conv2d(
        self,
        src: Tensor,
        weights: Tensor,
        bias: typing.Optional[Tensor] = None,
        *,
        stride: int = 1,
        pad: int = 0,
        padding: str = "zero",
    ) -> Tensor:
        """torch conv2d; padding: "zero", "reflect" or "replicate"."""
        if padding not in _PADDINGS:
            raise UsageError(f"padding: '{padding}' is none of {', '.join(_PADDINGS)}")
        params = _native.gfla_op_conv2d_params()
        lib.gfla_op_conv2d_params_init(ct.byref(params))
        params.stride, params.pad, params.padding = stride, pad, _PADDINGS[padding]
        return self._op("conv2d", src, weights, bias, ct.byref(params))

    def conv_transpose2d(
        self,
        src: Tensor,
        weights: Tensor,
        bias: typing.Optional[Tensor] = None,
        *,
        stride: int = 1,
        pad: int = 0,
        output_pad: int = 0,
    ) -> Tensor:
        """torch conv_transpose2d."""
        params = _native.gfla_op_conv_transpose2d_params()
        lib.gfla_op_conv_transpose2d_params_init(ct.byref(params))
        params.stride, params.pad, params.output_pad = stride, pad, output_pad
        return self._op("conv_transpose2d", src, weights, bias, ct.byref(params))

    def instance_norm(self, src: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return self._op("instance_norm", src, weight, bias)

    def layer_norm(self, src: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return self._op("layer_norm", src, weight, bias)

    def relu(self, src: Tensor) -> Tensor:
        return self._op("relu", src)

    def leaky_relu(self, src: Tensor, slope: float = 0.01) -> Tensor:
        return self._op("leaky_relu", src, slope)

    def tanh(self, src: Tensor) -> Tensor:
        return self._op("tanh", src)

    def sigmoid(self, src: Tensor) -> Tensor:
        return self._op("sigmoid", src)

    def softmax(self, src: Tensor) -> Tensor:
        """Over the channels of each pixel."""
        return self._op("softmax", src)

    def add(self, a: Tensor, b: Tensor) -> Tensor:
        return self._op("add", a, b)

    def mul(self, a: Tensor, b: Tensor) -> Tensor:
        """Of one shape; or [n, c, h, w] and a mask [n, 1, h, w]."""
        return self._op("mul", a, b)

    def scale(self, src: Tensor, factor: float) -> Tensor:
        return self._op("scale", src, factor)

    def concat(self, *tensors: Tensor) -> Tensor:
        """Feature maps behind one another along channels."""
        rows = (ct.POINTER(_native.gfla_tensor) * len(tensors))(*(self._use(tensor) for tensor in tensors))
        return self._op("concat", rows, len(tensors))

    def slice(self, src: Tensor, first: int, count: int) -> Tensor:
        """Channels first to first + count - 1."""
        return self._op("slice", src, first, count)

    def feature_map(self, param: Tensor) -> Tensor:
        """A parameter [n, c, h, w] as the feature map of these values."""
        return self._op("feature_map", param)

    def detach(self, src: Tensor) -> Tensor:
        """The same values, through which no gradient flows."""
        return self._op("detach", src)

    def resize(self, src: Tensor, height: int, width: int, value_scale: float = 1.0) -> Tensor:
        """Bilinear, the values times value_scale: a flow in pixels grows with the image."""
        return self._op("resize", src, height, width, value_scale)

    def warp(self, src: Tensor, flow: Tensor) -> Tensor:
        """src [n, c, H, W] sampled where flow [n, 2, h, w] points -> [n, c, h, w]."""
        return self._op("warp", src, flow)

    def local_attention(self, weights: Tensor, src: Tensor, flow: Tensor, scale: float = 1.0) -> Tensor:
        """weights [n, k * k, h, w]: the weighted sum of the k x k samples around each position that the flow points at."""
        return self._op("local_attention", weights, src, flow, _taps(weights.shape[1]), scale)

    def attention(
        self,
        src: Tensor,
        target: Tensor,
        flow: Tensor,
        weights0: Tensor,
        bias0: Tensor,
        weights1: Tensor,
        bias1: Tensor,
        *,
        k: int = 3,
        slope: float = 0.1,
        scale: float = 1.0,
    ) -> Tensor:
        """The whole of local attention as it was published: see gfla_op_attention."""
        params = _native.gfla_op_attention_params()
        lib.gfla_op_attention_params_init(ct.byref(params))
        params.k, params.slope, params.scale = k, slope, scale
        return self._op("attention", src, target, flow, weights0, bias0, weights1, bias1, ct.byref(params))

    def correlation(self, target: Tensor, source: Tensor) -> typing.Tuple[Tensor, Tensor]:
        """Where in source the features are most like each of target: the cosine [n, 1, h, w] and the flow [n, 2, h, w] there."""
        best, flow = (ct.POINTER(_native.gfla_tensor)() for _ in range(2))
        arguments = (self._use(target), self._use(source), ct.byref(best), ct.byref(flow))
        lib.gfla_op_correlation(self._handle, *arguments)
        return self._tensor(best), self._tensor(flow)

    def l1_loss(self, a: Tensor, b: Tensor, weight: typing.Optional[Tensor] = None, scale: float = 1.0) -> Tensor:
        return self._op("l1_loss", a, b, weight, scale)

    def l2_loss(self, a: Tensor, b: Tensor, weight: typing.Optional[Tensor] = None, scale: float = 1.0) -> Tensor:
        return self._op("l2_loss", a, b, weight, scale)

    def dot(self, a: Tensor, b: Tensor) -> Tensor:
        """sum(a * b)."""
        return self._op("dot", a, b)

    def correctness_loss(
        self,
        sampled: Tensor,
        target: Tensor,
        best: Tensor,
        weight: typing.Optional[Tensor] = None,
        scale: float = 1.0,
    ) -> Tensor:
        """Whether a flow samples what is like the target; best as correlation() finds it."""
        return self._op("correctness_loss", sampled, target, best, weight, scale)

    def affine_loss(self, flow: Tensor, k: int, scale: float = 1.0) -> Tensor:
        """How far a flow is from affine in its k x k windows."""
        return self._op("affine_loss", flow, k, scale)


def _taps(channels: int) -> int:
    """k, of weights with k * k channels."""
    k = int(round(channels**0.5))
    if k * k != channels or not 1 <= k <= 7:
        raise UsageError(f"weights: {channels} channels are no k * k of k 1 to 7")
    return k
