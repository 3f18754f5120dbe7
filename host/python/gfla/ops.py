"""The operations of the networks on NumPy arrays, and their gradients, on any device.

    warped = gfla.ops.warp(src, flow)
    d_src, d_flow = gfla.ops.warp_backward(src, flow, d_warped)

All arrays are float32 (others are converted), n c h w. A flow [n, 2, h, w] holds x and y in pixels: position (y, x) looks at
(y + flow_y, x + flow_x) of the source, bilinearly, borders repeated. `device` is a gfla.Device or what selects one. The first
call with a shape compiles and allocates; the next ones with it, on that device, only compute (see clear_cache).
"""
import collections
import typing

import numpy as np

from gfla._devices import DeviceLike, device_for
from gfla._errors import UsageError
from gfla._images import Array
from gfla.graph import Network, Tensor

#: Networks that are kept on each device, one for each operation and shape.
CACHE_SIZE = 16

_Op = typing.Callable[..., typing.Union[Tensor, typing.Tuple[Tensor, ...]]]


class _Planned:
    """One operation, or its gradients, ready to run."""

    def __init__(self, network: Network, inputs: typing.List[Tensor], outputs: typing.List[Tensor]) -> None:
        self.network, self.inputs, self.outputs = network, inputs, outputs

    def __call__(self, *values: Array) -> typing.List[Array]:
        for leaf, value in zip(self.inputs, values):
            self.network.write(leaf, value)
        self.network.run()
        return [self.network.read(tensor) for tensor in self.outputs]


def _build(op: _Op, arrays: typing.Sequence[Array], options: typing.Tuple[typing.Any, ...], backward: bool) -> _Planned:
    network = Network()
    inputs = [network.input(f"in{i}", array.shape, backward) for i, array in enumerate(arrays)]
    made = op(network, *inputs, *options)
    made = made if isinstance(made, tuple) else (made,)
    if not backward:
        return _Planned(network, inputs, [network.output(tensor, f"out{i}") for i, tensor in enumerate(made)])
    d_dst = network.input("d_dst", made[0].shape)
    network.differentiate(network.dot(made[0], d_dst))
    gradients = [network.gradient(leaf) for leaf in inputs]
    return _Planned(network, [*inputs, d_dst], [gradient for gradient in gradients if gradient is not None])


def _run(
    op: _Op,
    arrays: typing.Sequence[typing.Any],
    options: typing.Tuple[typing.Any, ...] = (),
    d_dst: typing.Any = None,
    device: DeviceLike = None,
) -> typing.List[Array]:
    """The results of an operation, or, with d_dst, the gradients of all its inputs."""
    opened = device_for(device)
    values = [np.ascontiguousarray(array, dtype=np.float32) for array in arrays]
    key = (op.__name__, options, d_dst is not None, *(value.shape for value in values))
    cache: typing.Dict[typing.Any, _Planned] = opened.__dict__.setdefault("_planned", collections.OrderedDict())
    if key not in cache:
        planned = _build(op, values, options, d_dst is not None)
        planned.network.plan(opened)
        while len(cache) >= CACHE_SIZE:
            cache.pop(next(iter(cache))).network.close()
    else:
        planned = cache.pop(key)
    cache[key] = planned  # the last to go
    if d_dst is not None:
        values.append(np.ascontiguousarray(d_dst, dtype=np.float32))
        expected = planned.inputs[-1].shape
        if values[-1].shape != expected:
            raise UsageError(f"d_dst: shape {list(values[-1].shape)}, but the result has {list(expected)}")
    return planned(*values)


def clear_cache(device: DeviceLike = None) -> None:
    """Frees what earlier calls of this module left on the device for the next ones."""
    cache = device_for(device).__dict__.pop("_planned", {})
    for planned in cache.values():
        planned.network.close()


def warp(src: typing.Any, flow: typing.Any, *, device: DeviceLike = None) -> Array:
    """src [n, c, H, W] sampled where flow [n, 2, h, w] points -> [n, c, h, w]."""
    return _run(Network.warp, (src, flow), device=device)[0]


def warp_backward(
    src: typing.Any, flow: typing.Any, d_dst: typing.Any, *, device: DeviceLike = None
) -> typing.Tuple[Array, Array]:
    """The gradients of src and flow, of d_dst [n, c, h, w], the gradient of what warp makes."""
    d_src, d_flow = _run(Network.warp, (src, flow), d_dst=d_dst, device=device)
    return d_src, d_flow


def local_attention(
    weights: typing.Any, src: typing.Any, flow: typing.Any, *, scale: float = 1.0, device: DeviceLike = None
) -> Array:
    """weights [n, k * k, h, w], src [n, c, H, W], flow [n, 2, h, w] -> [n, c, h, w].

    The weighted sum, times scale, of the k x k samples around each position that the flow points at; k is 1 to 7. Channel
    i * k + j weighs row i - k // 2 and column j - k // 2. The k * k times larger tensor of samples never exists.
    """
    return _run(Network.local_attention, (weights, src, flow), (float(scale),), device=device)[0]


def local_attention_backward(
    weights: typing.Any,
    src: typing.Any,
    flow: typing.Any,
    d_dst: typing.Any,
    *,
    scale: float = 1.0,
    device: DeviceLike = None,
) -> typing.Tuple[Array, Array, Array]:
    """The gradients of weights, src and flow, of d_dst [n, c, h, w], the gradient of what local_attention makes."""
    arrays = (weights, src, flow)
    d_weights, d_src, d_flow = _run(Network.local_attention, arrays, (float(scale),), d_dst, device)
    return d_weights, d_src, d_flow


def correlation(target: typing.Any, source: typing.Any, *, device: DeviceLike = None) -> typing.Tuple[Array, Array]:
    """target [n, c, h, w], source [n, c, H, W] -> best [n, 1, h, w], flow [n, 2, h, w].

    Where in source the features are that are most like those of each position of target: the largest cosine, and the way
    there in whole pixels. Cosines of all pairs of positions are compared, and never kept.
    """
    best, flow = _run(Network.correlation, (target, source), device=device)
    return best, flow


def correlation_backward(
    target: typing.Any, source: typing.Any, flow: typing.Any, d_best: typing.Any
) -> typing.Tuple[Array, Array]:
    """The gradients of target and source, of d_best [n, 1, h, w], the gradient of the largest cosines.

    flow: what correlation found. It is constant almost everywhere, so nothing flows back through it.
    """
    target, source = (np.asarray(array, dtype=np.float32) for array in (target, source))
    n, c, height, width = target.shape
    rows = np.arange(height)[None, :, None] + np.rint(flow[:, 1]).astype(np.int64)
    columns = np.arange(width)[None, None, :] + np.rint(flow[:, 0]).astype(np.int64)
    batch = np.arange(n)[:, None, None]
    t = np.moveaxis(target, 1, -1)  # [n, h, w, c]
    s = np.moveaxis(source, 1, -1)[batch, rows, columns]
    t_length, s_length = (np.linalg.norm(x, axis=-1, keepdims=True) for x in (t, s))
    t_unit, s_unit = t / np.maximum(t_length, 1e-30), s / np.maximum(s_length, 1e-30)
    t_scaled, s_scaled = t / (t_length + 1e-8), s / (s_length + 1e-8)
    cosine = np.sum(t_scaled * s_scaled, axis=-1, keepdims=True)
    d = np.moveaxis(np.asarray(d_best, dtype=np.float32), 1, -1)
    d_target = d * (s_scaled - cosine * t_unit) / (t_length + 1e-8)
    d_source = np.zeros((n, *source.shape[2:], c), np.float32)
    np.add.at(d_source, (batch, rows, columns), d * (t_scaled - cosine * s_unit) / (s_length + 1e-8))
    return np.ascontiguousarray(np.moveaxis(d_target, -1, 1)), np.ascontiguousarray(np.moveaxis(d_source, -1, 1))
