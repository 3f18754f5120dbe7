import gfla
import numpy as np
import pytest
from gfla.graph import Network


def test_a_network_learns_a_convolution(device):
    random = np.random.default_rng(0)
    image = random.normal(size=(1, 2, 12, 12)).astype(np.float32)
    wanted = random.normal(size=(1, 2, 3, 3)).astype(np.float32) / 3
    with Network() as teacher:
        src = teacher.input("src", image.shape)
        dst = teacher.output(teacher.conv2d(src, teacher.param("w", wanted), pad=1), "dst")
        teacher.plan(device)
        teacher.write(src, image)
        teacher.run()
        goal = teacher.read(dst)
    net = Network()
    src, target = net.input("src", image.shape), net.input("goal", goal.shape)
    weights = net.param("w", np.zeros_like(wanted))
    loss = net.output(net.l2_loss(net.conv2d(src, weights, pad=1), target), "loss")
    net.differentiate(loss)
    net.add_adam(learning_rate=0.02)
    net.plan(device)
    assert net.memory.weights > 0 and net.memory.optimizer > 0
    net.write(src, image)
    net.write(target, goal)
    losses = []
    for _ in range(150):
        net.run()
        losses.append(net.read(loss).item())
    assert losses[-1] < 1e-3 * losses[0]
    assert np.abs(net.read(weights) - wanted).max() < 0.02
    net.close()


def test_gradients_of_inputs_and_parameters(device):
    net = Network()
    src = net.input("src", (1, 2, 3, 4), require_gradient=True)
    factor = net.param("factor", np.full((1, 2, 3, 4), 2.0))
    loss = net.dot(net.mul(src, net.feature_map(factor)), net.scale(src, 0.5))
    net.differentiate(net.output(loss, "loss"))
    value = np.arange(24, dtype=np.float32).reshape(1, 2, 3, 4) / 10
    d_src, d_factor = net.gradient(src), net.gradient(factor)
    net.plan(device)
    net.write(src, value)
    net.run()
    assert np.allclose(net.read(d_src), 2 * value, rtol=1e-5)
    assert np.allclose(net.read(d_factor), 0.5 * value**2, rtol=1e-5)
    out = np.empty((1, 2, 3, 4), np.float32)
    assert net.read(d_src, out) is out and np.allclose(out, 2 * value, rtol=1e-5)
    assert net.find("src").shape == (1, 2, 3, 4) and repr(src) == "<gfla.graph.Tensor [1, 2, 3, 4]>"
    with pytest.raises(KeyError):
        net.find("nothing")


def every_op(net):
    x = net.input("x", (1, 4, 8, 8))
    flow = net.input("flow", (1, 2, 8, 8))
    vector = net.param("v", np.ones(4))
    square = net.conv2d(x, net.param("w", np.ones((4, 4, 3, 3))), vector, pad=1, padding="reflect")
    up = net.conv_transpose2d(x, net.param("u", np.ones((4, 4, 3, 3))), stride=2, pad=1, output_pad=1)
    norms = net.add(net.instance_norm(square, vector, vector), net.layer_norm(square, vector, vector))
    bends = net.add(net.add(net.relu(x), net.leaky_relu(x, 0.2)), net.add(net.tanh(x), net.sigmoid(x)))
    mask = net.slice(net.softmax(x), 1, 1)
    both = net.concat(norms, net.mul(bends, mask), net.resize(up, 8, 8))
    warped = net.warp(x, flow)
    local = net.local_attention(net.input("taps", (1, 9, 8, 8)), x, flow, 0.5)
    sizes = [(6, 8, 3, 3), (6,), (9, 6, 1, 1), (9,)]
    published = net.attention(x, square, flow, *(net.param(f"p{i}", np.ones(size)) for i, size in enumerate(sizes)))
    best, found = net.correlation(x, net.detach(square))
    assert best.shape == (1, 1, 8, 8) and found.shape == (1, 2, 8, 8) and up.shape == (1, 4, 16, 16)
    assert both.shape == (1, 12, 8, 8) and local.shape == warped.shape == published.shape == x.shape
    losses = [net.l1_loss(warped, x), net.l2_loss(local, published, mask), net.affine_loss(flow, 3)]
    losses += [net.correctness_loss(warped, x, best), net.dot(both, net.scale(both, 0.1))]
    total = losses[0]
    for loss in losses[1:]:
        total = net.add(total, loss)
    return net.output(total, "loss")


def test_every_operation_is_planned_with_its_gradient():
    with gfla.Device("null") as device, Network() as net:
        loss = every_op(net)
        assert loss.shape == (1,)
        net.differentiate(loss)
        assert net.plan(device).memory.activations > 0


def test_what_does_not_fit_is_an_exception_where_it_is_built():
    net = Network()
    x = net.input("x", (1, 3, 8, 8))
    with pytest.raises(gfla.UsageError, match="padding: 'wrap' is none of zero"):
        net.conv2d(x, net.param("w", np.ones((4, 3, 3, 3))), padding="wrap")
    with pytest.raises(gfla.UsageError, match="a tensor of another network"):
        net.relu(Network().input("x", (1, 3, 8, 8)))
    with pytest.raises(gfla.UsageError):
        net.conv2d(x, net.param("v", np.ones((4, 2, 3, 3))))


def test_a_network_ends_with_its_device():
    device = gfla.Device("null")
    net = Network()
    x = net.input("x", (1, 3, 8, 8))
    net.output(net.relu(x), "dst")
    net.plan(device)
    device.close()
    with pytest.raises(gfla.UsageError, match="this network is closed"):
        net.run()
    with pytest.raises(gfla.UsageError, match="this network is closed"):
        x.shape
