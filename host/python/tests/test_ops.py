"""gfla.ops against plain NumPy in doubles, and its gradients against finite differences of that."""
import gfla
import numpy as np
import pytest
import reference


def draw(seed, *shapes):
    random = np.random.default_rng(seed)
    return [random.normal(size=shape).astype(np.float32) for shape in shapes]


def draw_flow(seed, *shape):
    """Positions well inside of pixels, where finite differences are right; some look outside of the source."""
    random = np.random.default_rng(seed)
    return (random.integers(-4, 5, size=shape) + random.uniform(0.2, 0.8, size=shape)).astype(np.float32)


def assert_near(value, expected, tolerance=2e-5):
    assert value.dtype == np.float32 and value.shape == expected.shape
    assert np.abs(value - expected).max() <= tolerance * np.abs(expected).max()


@pytest.mark.parametrize("n, c, source, size", [(1, 1, (1, 1), (3, 2)), (2, 3, (5, 7), (5, 7)), (1, 17, (3, 4), (2, 3))])
def test_warp_and_its_gradients(device, n, c, source, size):
    src, d_dst = draw(1, (n, c, *source), (n, c, *size))
    flow = draw_flow(2, n, 2, *size)
    assert_near(gfla.ops.warp(src, flow, device=device), reference.warp(src, flow))
    expected = reference.gradients(reference.warp, (src, flow), d_dst)
    for value, wanted in zip(gfla.ops.warp_backward(src, flow, d_dst, device=device), expected):
        if wanted.any():
            assert_near(value, wanted, 1e-4)
        else:
            assert np.abs(value).max() < 1e-5


@pytest.mark.parametrize("k, scale", [(1, 1.0), (2, 0.5), (3, 1 / 9), (5, 2.0)])
def test_local_attention_and_its_gradients(device, k, scale):
    weights, src, d_dst = draw(3, (1, k * k, 3, 4), (1, 2, 4, 5), (1, 2, 3, 4))
    flow = draw_flow(4, 1, 2, 3, 4)
    value = gfla.ops.local_attention(weights, src, flow, scale=scale, device=device)
    assert_near(value, reference.local_attention(weights, src, flow, scale))
    expected = reference.gradients(lambda *inputs: reference.local_attention(*inputs, scale), (weights, src, flow), d_dst)
    gradients = gfla.ops.local_attention_backward(weights, src, flow, d_dst, scale=scale, device=device)
    for value, wanted in zip(gradients, expected):
        assert_near(value, wanted, 1e-4)


def best_at(target, source, flow):
    """The cosines at a flow of whole pixels."""
    n, _, height, width = target.shape
    cosines = reference.cosines(target, source).reshape(n, height, width, *source.shape[2:])
    y, x = np.mgrid[:height, :width]
    rows, columns = y + flow[:, 1].astype(int), x + flow[:, 0].astype(int)
    return cosines[np.arange(n)[:, None, None], y, x, rows, columns][:, None]


def test_correlation_and_its_gradients(device):
    target, source, d_best = draw(5, (2, 6, 3, 4), (2, 6, 5, 3), (2, 1, 3, 4))
    best, flow = gfla.ops.correlation(target, source, device=device)
    largest = reference.cosines(target, source).max(axis=2).reshape(best.shape)
    assert_near(best, largest)
    assert_near(best_at(target, source, flow), largest.astype(np.float32))
    expected = reference.gradients(lambda t, s: best_at(t, s, flow), (target, source), d_best)
    for value, wanted in zip(gfla.ops.correlation_backward(target, source, flow, d_best), expected):
        assert_near(value, wanted, 1e-4)


def test_arrays_of_other_types_and_layouts_mean_the_same(device):
    (src,) = draw(6, (1, 3, 6, 8))
    flow = draw_flow(7, 1, 2, 6, 8)
    expected = gfla.ops.warp(src, flow, device=device)
    assert np.array_equal(gfla.ops.warp(src.astype(np.float64), np.asfortranarray(flow), device=device), expected)
    assert np.array_equal(gfla.ops.warp(src.tolist(), flow, device=device), expected)


@pytest.mark.parametrize("call, message", [
    (lambda d: gfla.ops.warp(np.zeros((1, 3, 4, 4)), np.zeros((1, 3, 4, 4)), device=d), "flow"),
    (lambda d: gfla.ops.warp(np.zeros((1, 3, 4, 4)), np.zeros((2, 2, 4, 4)), device=d), ""),
    (lambda d: gfla.ops.warp(np.zeros((3, 4, 4)), np.zeros((1, 2, 4, 4)), device=d), ""),
    (lambda d: gfla.ops.local_attention(np.zeros((1, 8, 4, 4)), np.zeros((1, 3, 4, 4)), np.zeros((1, 2, 4, 4)), device=d),
     "weights: 8 channels are no k . k"),
    (lambda d: gfla.ops.warp_backward(np.zeros((1, 3, 4, 4)), np.zeros((1, 2, 4, 4)), np.zeros((1, 3, 4, 5)), device=d),
     "d_dst: shape .1, 3, 4, 5., but the result has .1, 3, 4, 4."),
    (lambda d: gfla.ops.correlation(np.zeros((1, 3, 4, 4)), np.zeros((1, 4, 4, 4)), device=d), ""),
])
def test_shapes_that_do_not_fit_are_refused(device, call, message):
    with pytest.raises(gfla.UsageError, match=message):
        call(device)


def test_the_device_keeps_a_bounded_number_of_networks(device, monkeypatch):
    monkeypatch.setattr(gfla.ops, "CACHE_SIZE", 2)
    for width in range(2, 6):
        src, flow = np.ones((1, 1, 2, width), np.float32), np.zeros((1, 2, 2, width), np.float32)
        assert np.array_equal(gfla.ops.warp(src, flow, device=device), src)
    assert len(device._planned) == gfla.ops.CACHE_SIZE
    gfla.ops.clear_cache(device)
    assert not hasattr(device, "_planned")
    assert np.array_equal(gfla.ops.warp(src, flow, device=device), src)
