"""The operations of gfla.ops as differentiable functions of PyTorch tensors.

    import gfla.torch
    warped = gfla.torch.warp(src, flow)
    warped.square().mean().backward()

They run on the OpenCL device that `device` selects, whatever device the tensors are on: PyTorch's tensors on the processor are
used in place, others are copied there and back. Computation is in float32. Gradients are those of the library's own kernels, and
can be differentiated once.
"""
import typing

import torch
from torch.autograd.function import once_differentiable

from gfla import ops
from gfla._devices import DeviceLike
from gfla._images import Array


def _array(tensor: typing.Any) -> Array:
    return typing.cast(Array, tensor.detach().to("cpu", torch.float32).contiguous().numpy())


def _like(array: Array, tensor: typing.Any) -> typing.Any:
    """The array as a tensor of the same type and on the same device."""
    return torch.from_numpy(array).to(device=tensor.device, dtype=tensor.dtype)


class _Warp(torch.autograd.Function):  # type: ignore[misc]
    @staticmethod
    def forward(ctx: typing.Any, src: typing.Any, flow: typing.Any, device: DeviceLike) -> typing.Any:
        ctx.save_for_backward(src, flow)
        ctx.device = device
        return _like(ops.warp(_array(src), _array(flow), device=device), src)

    @staticmethod
    @once_differentiable  # type: ignore[misc]
    def backward(ctx: typing.Any, d_dst: typing.Any) -> typing.Any:
        src, flow = ctx.saved_tensors
        d_src, d_flow = ops.warp_backward(_array(src), _array(flow), _array(d_dst), device=ctx.device)
        return _like(d_src, src), _like(d_flow, flow), None


class _LocalAttention(torch.autograd.Function):  # type: ignore[misc]
    @staticmethod
    def forward(
        ctx: typing.Any, weights: typing.Any, src: typing.Any, flow: typing.Any, scale: float, device: DeviceLike
    ) -> typing.Any:
        ctx.save_for_backward(weights, src, flow)
        ctx.scale, ctx.device = scale, device
        arrays = (_array(tensor) for tensor in (weights, src, flow))
        return _like(ops.local_attention(*arrays, scale=scale, device=device), src)

    @staticmethod
    @once_differentiable  # type: ignore[misc]
    def backward(ctx: typing.Any, d_dst: typing.Any) -> typing.Any:
        arrays = [_array(tensor) for tensor in (*ctx.saved_tensors, d_dst)]
        gradients = ops.local_attention_backward(*arrays, scale=ctx.scale, device=ctx.device)
        return (*(_like(array, tensor) for array, tensor in zip(gradients, ctx.saved_tensors)), None, None)


class _Correlation(torch.autograd.Function):  # type: ignore[misc]
    @staticmethod
    def forward(ctx: typing.Any, target: typing.Any, source: typing.Any, device: DeviceLike) -> typing.Any:
        best, flow = (_like(array, target) for array in ops.correlation(_array(target), _array(source), device=device))
        ctx.save_for_backward(target, source, flow)
        ctx.mark_non_differentiable(flow)
        return best, flow

    @staticmethod
    @once_differentiable  # type: ignore[misc]
    def backward(ctx: typing.Any, d_best: typing.Any, d_flow: typing.Any) -> typing.Any:
        target, source, flow = ctx.saved_tensors
        gradients = ops.correlation_backward(*(_array(tensor) for tensor in (target, source, flow, d_best)))
        return _like(gradients[0], target), _like(gradients[1], source), None


def warp(src: torch.Tensor, flow: torch.Tensor, *, device: DeviceLike = None) -> torch.Tensor:
    """src [n, c, H, W] sampled where flow [n, 2, h, w] points, in pixels -> [n, c, h, w]; gradients to both."""
    return _Warp.apply(src, flow, device)


def local_attention(
    weights: torch.Tensor, src: torch.Tensor, flow: torch.Tensor, *, scale: float = 1.0, device: DeviceLike = None
) -> torch.Tensor:
    """gfla.ops.local_attention, with gradients to weights, src and flow."""
    return _LocalAttention.apply(weights, src, flow, float(scale), device)


def correlation(
    target: torch.Tensor, source: torch.Tensor, *, device: DeviceLike = None
) -> typing.Tuple[torch.Tensor, torch.Tensor]:
    """gfla.ops.correlation: best, with gradients to target and source, and flow, which has none."""
    best, flow = _Correlation.apply(target, source, device)
    return best, flow
