"""gfla.torch against the same operations in pure PyTorch, differentiated by PyTorch."""
import numpy as np
import pytest

torch = pytest.importorskip("torch")
import gfla.torch
import torch_reference


def leaf(seed, *shape, dtype=torch.float32):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=dtype).requires_grad_()


def flow_leaf(seed, *shape):
    generator = torch.Generator().manual_seed(seed)
    whole = torch.randint(-4, 5, shape, generator=generator)
    return (whole + 0.2 + 0.6 * torch.rand(shape, generator=generator)).requires_grad_()


def results(function, tensors):
    """The value and the gradients of a function that is not linear in what it makes."""
    leaves = [tensor.detach().clone().requires_grad_() for tensor in tensors]
    value = function(*leaves)
    (value.square() + 3 * value).mean().backward()
    return [value.detach(), *(leaf.grad for leaf in leaves)]


def assert_same(ours, theirs):
    for value, expected in zip(ours, theirs):
        assert value.dtype == torch.float32 and value.shape == expected.shape
        assert (value - expected).abs().max() <= 1e-4 * expected.abs().max()


def doubles(tensors):
    return [tensor.detach().double() for tensor in tensors]


def test_warp(device):
    tensors = [leaf(1, 2, 5, 8, 9), flow_leaf(2, 2, 2, 7, 6)]
    ours = results(lambda *t: gfla.torch.warp(*t, device=device), tensors)
    assert_same(ours, results(torch_reference.warp, doubles(tensors)))


@pytest.mark.parametrize("k", [1, 3, 4])
def test_local_attention(device, k):
    tensors = [leaf(3, 2, k * k, 6, 7), leaf(4, 2, 5, 8, 9), flow_leaf(5, 2, 2, 6, 7)]
    ours = results(lambda *t: gfla.torch.local_attention(*t, scale=0.5, device=device), tensors)
    assert_same(ours, results(lambda *t: torch_reference.local_attention(*t, 0.5), doubles(tensors)))


def test_correlation(device):
    tensors = [leaf(6, 2, 8, 4, 5), leaf(7, 2, 8, 6, 3)]
    ours = results(lambda *t: gfla.torch.correlation(*t, device=device)[0], tensors)

    def largest_cosine(target, source):
        a = torch.nn.functional.normalize(target.flatten(2), dim=1)
        b = torch.nn.functional.normalize(source.flatten(2), dim=1)
        return torch.einsum("nci,ncj->nij", a, b).max(dim=2)[0].reshape(target.shape[0], 1, *target.shape[2:])

    assert_same(ours, results(largest_cosine, doubles(tensors)))
    flow = gfla.torch.correlation(*tensors, device=device)[1]
    assert not flow.requires_grad


def test_gradients_are_finite_differences(device):
    """torch.autograd.gradcheck, with the step and the tolerance that float32 allows."""
    src, flow = leaf(8, 1, 2, 5, 6, dtype=torch.float64), flow_leaf(9, 1, 2, 3, 4).detach().double().requires_grad_()
    weights = leaf(10, 1, 9, 3, 4, dtype=torch.float64)
    options = dict(eps=1e-2, atol=2e-3, rtol=1e-3, nondet_tol=0.0)
    assert torch.autograd.gradcheck(lambda *t: gfla.torch.warp(*t, device=device), (src, flow), **options)
    attention = lambda *t: gfla.torch.local_attention(*t, scale=1 / 9, device=device)  # noqa: E731
    assert torch.autograd.gradcheck(attention, (weights, src, flow), **options)


def test_tensors_on_the_processor_are_used_in_place():
    tensor = leaf(11, 1, 2, 3, 4)
    assert gfla.torch._array(tensor).ctypes.data == tensor.data_ptr()
    array = np.zeros((2, 3), np.float32)
    assert gfla.torch._like(array, tensor).data_ptr() == array.ctypes.data


def test_a_flow_is_learned(device):
    """Descent over the gradients of warp finds the displacement of an image."""
    y, x = torch.meshgrid(torch.arange(16.0), torch.arange(16.0), indexing="ij")
    blob = lambda cy, cx: torch.exp(-((y - cy) ** 2 + (x - cx) ** 2) / 12)[None, None]  # noqa: E731
    src, goal = blob(8, 8), blob(6.5, 9)
    shift = torch.zeros(1, 2, 1, 1, requires_grad=True)
    optimizer = torch.optim.Adam([shift], lr=0.1)
    for _ in range(60):
        optimizer.zero_grad()
        loss = (gfla.torch.warp(src, shift.expand(1, 2, 16, 16), device=device) - goal).square().sum()
        loss.backward()
        optimizer.step()
    assert torch.allclose(shift.flatten(), torch.tensor([-1.0, 1.5]), atol=0.1) and loss < 0.05
