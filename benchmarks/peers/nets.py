"""The networks in PyTorch, written from the description of what they compute, with the parameter names of the published checkpoints.

Each has two formulations with the same parameters. Published: attention through k x k times larger blocks, every layer as a module.
Best: the identity of attention.py, instance norms as group norms of one channel each, which PyTorch computes two to ten times as fast, and
a transposed convolution together with its bypass as one 2 x 2 convolution and a pixel shuffle.
"""
import torch
from torch import nn
from torch.nn import functional as F

from attention import Attention


def lrelu():
    return nn.LeakyReLU(0.1)


class Norm(nn.InstanceNorm2d):
    def __init__(self, channels):
        super().__init__(channels, affine=True)
        self.best = False

    def forward(self, x):
        return F.group_norm(x, self.num_features, self.weight, self.bias, self.eps) if self.best else super().forward(x)


class EncoderBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.model = nn.Sequential(Norm(cin), lrelu(), nn.Conv2d(cin, cout, 4, 2, 1), Norm(cout), lrelu(), nn.Conv2d(cout, cout, 3, 1, 1))

    def forward(self, x):
        return self.model(x)


class ResBlock(nn.Module):
    def __init__(self, cin, cout, hidden):
        super().__init__()
        self.model = nn.Sequential(Norm(cin), lrelu(), nn.Conv2d(cin, hidden, 3, 1, 1), Norm(hidden), lrelu(), nn.Conv2d(hidden, cout, 3, 1, 1))
        self.shortcut = nn.Sequential(nn.Conv2d(cin, cout, 1)) if cin != cout else nn.Identity()

    def forward(self, x):
        return self.model(x) + self.shortcut(x)


class ResBlocks(nn.Module):
    def __init__(self, cin, cout, hidden):
        super().__init__()
        self.model = nn.Sequential(ResBlock(cin, cout, hidden))

    def forward(self, x):
        return self.model(x)


class ResBlockDecoder(nn.Module):
    def __init__(self, cin, cout, hidden):
        super().__init__()
        self.model = nn.Sequential(Norm(cin), lrelu(), nn.Conv2d(cin, hidden, 3, 1, 1), Norm(hidden), lrelu(),
                                   nn.ConvTranspose2d(hidden, cout, 3, 2, 1, 1))
        self.shortcut = nn.Sequential(nn.ConvTranspose2d(cin, cout, 3, 2, 1, 1))
        self.merged = None

    def forward(self, x):
        hidden = self.model[4](self.model[3](self.model[2](self.model[1](self.model[0](x)))))
        if self.merged is None:
            return self.model[5](hidden) + self.shortcut(x)
        both = F.pad(torch.cat((hidden, x), 1), (0, 1, 0, 1))
        return F.pixel_shuffle(F.conv2d(both, *self.merged), 2)

    def merge(self):
        """Pixel (2 y + a, 2 x + b) of a transposed convolution reads pixels y and y + 1, x and x + 1 alone: along one axis weight 1 at y
        for a = 0, weight 2 at y and weight 0 at y + 1 for a = 1."""
        weight = torch.cat((self.model[5].weight, self.shortcut[0].weight)).permute(1, 0, 2, 3)
        zero = torch.zeros_like(weight[:, :, 0])
        rows = [torch.stack(pair, 2) for pair in ((weight[:, :, 1], zero), (weight[:, :, 2], weight[:, :, 0]))]
        zero = torch.zeros_like(rows[0][:, :, :, 0])
        parts = [torch.stack(pair, 3) for r in rows for pair in ((r[:, :, :, 1], zero), (r[:, :, :, 2], r[:, :, :, 0]))]
        bias = (self.model[5].bias + self.shortcut[0].bias).repeat_interleave(4)
        self.merged = torch.stack(parts, 1).flatten(0, 1), bias


class Painter(nn.Module):
    """Jump and Output: a rectifier, a reflected border, a convolution."""

    def __init__(self, cin, cout):
        super().__init__()
        self.model = nn.Sequential(lrelu(), nn.ReflectionPad2d(1), nn.Conv2d(cin, cout, 3))

    def forward(self, x):
        return self.model(x)


class Encoder(nn.Module):
    """All outputs, the finest first."""

    def __init__(self, cin, channels, most, layers):
        super().__init__()
        widths = [cin] + [min(channels << i, most) for i in range(layers)]
        self.names = ['block0'] + ['encoder%d' % i for i in range(layers - 1)]
        for name, a, b in zip(self.names, widths, widths[1:]):
            self.add_module(name, EncoderBlock(a, b))

    def encode(self, x):
        features = []
        for name in self.names:
            x = getattr(self, name)(x)
            features.append(x)
        return features


class FlowNet(Encoder):
    """Flows and masks, deepest first. poses: the shapenet form, which joins a pose to the deepest features."""

    def __init__(self, cin, channels, most, attention_layers, poses=0):
        super().__init__(cin, channels, most, 5)
        deepest = min(channels << 4, most)
        self.cat = ResBlocks(deepest + poses, deepest, deepest + poses) if poses else None
        self.heads, self.n_steps = [], 5 - min(attention_layers)
        previous = deepest
        for i in range(self.n_steps):
            width = min(channels << (3 - i), most)
            self.add_module('decoder%d' % i, ResBlockDecoder(previous, width, width))
            self.add_module('jump%d' % i, Painter(width, width))
            if 4 - i in attention_layers:
                self.add_module('output%d' % i, nn.Conv2d(width, 2, 3, 1, 1))
                self.add_module('mask%d' % i, nn.Sequential(nn.Conv2d(width, 1, 3, 1, 1), nn.Sigmoid()))
                self.heads.append(i)
            previous = width

    def prepare(self, x):
        """Everything that does not depend on a pose."""
        features = self.encode(x)
        return features[-1], [getattr(self, 'jump%d' % i)(features[3 - i]) for i in range(self.n_steps)]

    def decode(self, deepest, jumps, pose=None):
        x, flows, masks = deepest, [], []
        if pose is not None:
            x = self.cat(torch.cat((x, pose[:, :, None, None].expand(-1, -1, *x.shape[2:])), 1))
        for i in range(self.n_steps):
            x = getattr(self, 'decoder%d' % i)(x) + jumps[i]
            if i in self.heads:
                flows.append(getattr(self, 'output%d' % i)(x))
                masks.append(getattr(self, 'mask%d' % i)(x))
        return flows, masks


class Target(nn.Module):
    """The decoder with attention. kernels: {scale i: k}, scale 0 being the deepest."""

    def __init__(self, channels, kernels):
        super().__init__()
        self.kernels = kernels
        widths = [channels * 4, channels * 2, channels, channels]
        for i in range(3):
            if i in kernels:
                self.add_module('attn%d' % i, Attention(widths[i], kernels[i]))
            self.add_module('decoder%d' % i, nn.Sequential(ResBlocks(widths[i], widths[i], widths[i]),
                                                           ResBlockDecoder(widths[i], widths[i + 1], widths[i])))
        self.outconv = Painter(channels, 3)

    def prepare_source(self, features):
        """Of the source alone, deepest first."""
        return {i: getattr(self, 'attn%d' % i).prepare(features[i]) for i in self.kernels}

    def decode(self, x, prepared, flows, masks):
        counter = 0
        for i in range(3):
            if i in self.kernels:
                attended = getattr(self, 'attn%d' % i)(prepared[i], x, flows[counter])
                x = x * (1 - masks[counter]) + attended * masks[counter]
                counter += 1
            x = getattr(self, 'decoder%d' % i)(x)
        return torch.tanh(self.outconv(x))


class PersonTarget(Target):
    def __init__(self, channels, most, kernels):
        super().__init__(channels, kernels)
        self.encoder = [Encoder(18, channels, most, 3)]  # in a list: its modules are this one's, by their published names
        for name in self.encoder[0].names:
            self.add_module(name, getattr(self.encoder[0], name))

    def encode(self, structure):
        return self.encoder[0].encode(structure)[-1]


class ShapenetTarget(Target):
    def __init__(self, channels, kernels):
        super().__init__(channels, kernels)
        self.block0 = ResBlockDecoder(21, channels, 21)
        self.block1 = ResBlockDecoder(channels, 4 * channels, channels)

    def encode(self, pose):
        return self.block1(self.block0(pose[:, :, None, None].expand(-1, -1, 8, 8)))


class Person(nn.Module):
    def __init__(self, channels=64, most=512, flow_channels=32, flow_most=256, kernels={0: 3, 1: 5}):
        super().__init__()
        self.source = Encoder(3, channels, most, 3)
        self.target = PersonTarget(channels, most, kernels)
        self.flow_net = FlowNet(3 + 18 + 18, flow_channels, flow_most, [3 - i for i in kernels])

    def forward(self, source, source_b, target_b):
        flows, masks = self.flow_net.decode(*self.flow_net.prepare(torch.cat((source, source_b, target_b), 1)))
        prepared = self.target.prepare_source(self.source.encode(source)[::-1])
        return self.target.decode(self.target.encode(target_b), prepared, flows, masks), flows, masks


class Shapenet(nn.Module):
    def __init__(self, channels=64, most=512, flow_channels=32, flow_most=256):
        super().__init__()
        kernels = {0: 3, 1: 5}
        self.source = Encoder(3, channels, most, 3)
        self.target = ShapenetTarget(channels, kernels)
        self.flow_net = FlowNet(3, flow_channels, flow_most, [3 - i for i in kernels], 21)

    def prepare(self, source):
        """Everything that all views of one source share."""
        return self.flow_net.prepare(source), self.target.prepare_source(self.source.encode(source)[::-1])

    def view(self, prepared, source_pose, target_pose):
        (deepest, jumps), features = prepared
        flows, masks = self.flow_net.decode(deepest, jumps, source_pose - target_pose)
        return self.target.decode(self.target.encode(target_pose), features, flows, masks), flows, masks

    def forward(self, source, source_pose, target_pose):
        return self.view(self.prepare(source), source_pose, target_pose)


class ResBlockEncoder(nn.Module):
    def __init__(self, cin, cout, hidden):
        super().__init__()
        sn = nn.utils.spectral_norm
        self.model = nn.Sequential(lrelu(), sn(nn.Conv2d(cin, hidden, 3, 1, 1)), lrelu(), sn(nn.Conv2d(hidden, cout, 4, 2, 1)))
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), sn(nn.Conv2d(cin, cout, 1)))

    def forward(self, x):
        return self.model(x) + self.shortcut(x)


class ResDiscriminator(nn.Module):
    def __init__(self, channels=32, most=128, layers=4):
        super().__init__()
        widths = [3] + [min(channels << i, most) for i in range(layers)]
        blocks = [('block0', ResBlockEncoder(3, channels, channels))]
        blocks += [('encoder%d' % i, ResBlockEncoder(widths[i + 1], widths[i + 2], widths[i + 1])) for i in range(layers - 1)]
        for name, block in blocks:
            self.add_module(name, block)
        self.names = [name for name, _ in blocks]
        self.conv = nn.utils.spectral_norm(nn.Conv2d(widths[-1], 1, 1))

    def forward(self, x):
        for name in self.names:
            x = getattr(self, name)(x)
        return self.conv(F.leaky_relu(x, 0.1))


def use_identity(module):
    for part in module.modules():
        if isinstance(part, Attention):
            part.best = True
    return module


def make_best(module, merge=True):
    """Switches a network to its best formulation; merge only where weights stay as they are."""
    for part in use_identity(module).modules():
        if isinstance(part, Norm):
            part.best = True
        if merge and isinstance(part, ResBlockDecoder):
            with torch.no_grad():
                part.merge()
    return module


def make_exportable(module):
    """The best formulation in operations that other engines have too, and know as what they are."""
    for part in make_best(module).modules():
        if isinstance(part, Attention):
            part.sum_by = 'loop'
        if isinstance(part, Norm):
            part.best = False
    return module
