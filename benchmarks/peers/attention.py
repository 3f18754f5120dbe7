"""The local attention of the networks: for each position the k x k patches of the target around it and of the source around where its
flow points give, through two layers and a softmax, a weight per tap; the result is the weighted sum of the source patch over k * k.

Published: both patches as k x k times larger tensors, a convolution of stride k over them, an average pooling of the products.
Best: all taps of a position share one bilinear fraction, and sampling is linear. So the layer over the sampled patches is an ordinary
convolution of the target and the sampled ordinary convolution of the source (on a grid wider by k // 2, since beyond it nothing changes),
and the weighted sum is one over (k + 1)^2 whole pixels of the source, which torch has as embedding_bag.
"""
import torch
from torch import nn
from torch.nn import functional as F


def positions(flow, height, width):
    """Rows and columns that a flow in pixels points to, [n, h, w] each."""
    return flow[:, 1] + torch.arange(height, dtype=flow.dtype)[:, None], flow[:, 0] + torch.arange(width, dtype=flow.dtype)


def sample(x, rows, columns):
    """Bilinear at rows and columns [n, h, w] of x; beyond the border the border."""
    height, width = x.shape[2:]
    grid = torch.stack((columns * (2 / (width - 1)) - 1, rows * (2 / (height - 1)) - 1), 3)
    return F.grid_sample(x, grid, 'bilinear', 'border', align_corners=True)


def source_blocks(x, flow, k):
    """[n, c, h, w] -> [n, c, h k, w k]: for every position its k x k patch."""
    n, _, h, w = flow.shape
    taps = torch.arange(k, dtype=flow.dtype) - k // 2
    rows, columns = positions(flow, h, w)
    rows = (rows[:, :, None, :, None] + taps[:, None, None]).expand(n, h, k, w, k)
    columns = (columns[:, :, None, :, None] + taps).expand(n, h, k, w, k)
    return sample(x, rows.reshape(n, h * k, w * k), columns.reshape(n, h * k, w * k))


def target_blocks(x, k):
    n, c, h, w = x.shape
    patches = F.unfold(F.pad(x, (k // 2,) * 4, 'replicate'), k)
    return patches.view(n, c, k, k, h, w).permute(0, 1, 4, 2, 5, 3).reshape(n, c, h * k, w * k)


def stencil(weights, fy, fx, k):
    """Weights [n, k k, h, w] of taps, each bilinear with the fractions [n, h, w], as weights [n, k + 1, k + 1, h, w] of whole pixels."""
    n, _, h, w = weights.shape
    weights = weights.view(n, k, k, h, w)
    fx, fy = fx[:, None, None], fy[:, None, None]
    weights = F.pad(weights * (1 - fx), (0, 0, 0, 0, 0, 1)) + F.pad(weights * fx, (0, 0, 0, 0, 1, 0))
    return F.pad(weights * (1 - fy), (0, 0, 0, 0, 0, 0, 0, 1)) + F.pad(weights * fy, (0, 0, 0, 0, 0, 0, 1, 0))


def pixel_indices(rows, columns, k, height, width):
    """Of the stencils at whole rows and columns [n, h, w]: [n, k + 1, k + 1, h, w] into all pixels of n pictures."""
    taps = torch.arange(k + 1) - k // 2
    rows = (rows.long()[:, None] + taps[:, None, None]).clamp(0, height - 1)
    columns = (columns.long()[:, None] + taps[:, None, None]).clamp(0, width - 1)
    first = torch.arange(rows.shape[0])[:, None, None, None, None] * (height * width)
    return first + rows[:, :, None] * width + columns[:, None]


class Attention(nn.Module):
    """best: the formulation. pictures: how the best one sums up: 'bag', or 'loop' where embedding_bag cannot be exported."""

    def __init__(self, channels, k, hidden=128):
        super().__init__()
        self.k, self.channels, self.best, self.sum_by = k, channels, False, 'bag'
        self.fully_connect_layer = nn.Sequential(nn.Conv2d(2 * channels, hidden, k, k), nn.LeakyReLU(0.1), nn.Conv2d(hidden, k * k, 1))

    def prepare(self, source):
        """What depends on the source alone."""
        if not self.best:
            return source, None
        weight = self.fully_connect_layer[0].weight[:, self.channels:]
        return source, F.conv2d(F.pad(source, (self.k // 2 * 2,) * 4, 'replicate'), weight)

    def forward(self, prepared, target, flow):
        source, convolved = prepared
        if source.shape[0] != flow.shape[0]:
            source = source.expand(flow.shape[0], -1, -1, -1)
            convolved = convolved if convolved is None else convolved.expand(flow.shape[0], -1, -1, -1)
        return self.attend(source, convolved, target, flow) if self.best else self.attend_published(source, target, flow)

    def attend_published(self, source, target, flow):
        k = self.k
        blocks = source_blocks(source, flow, k)
        scores = self.fully_connect_layer(torch.cat((target_blocks(target, k), blocks), 1))
        return F.avg_pool2d(blocks * F.pixel_shuffle(torch.softmax(scores, 1), k), k)

    def attend(self, source, convolved, target, flow):
        k, (height, width) = self.k, source.shape[2:]
        first, second = self.fully_connect_layer[0], self.fully_connect_layer[2]
        rows, columns = positions(flow, *flow.shape[2:])
        hidden = F.conv2d(F.pad(target, (k // 2,) * 4, 'replicate'), first.weight[:, :self.channels], first.bias)
        hidden = F.leaky_relu(hidden + sample(convolved, rows + k // 2, columns + k // 2), 0.1)
        weights = torch.softmax(second(hidden), 1) / (k * k)
        row, column = torch.floor(rows.detach()), torch.floor(columns.detach())
        weights = stencil(weights, rows - row, columns - column, k)
        return self.sum(source, weights.flatten(1, 2), pixel_indices(row, column, k, height, width).flatten(1, 2))

    def sum(self, source, weights, indices):
        """weights, indices [n, taps, h, w]; the sum [n, c, h, w]."""
        n, taps, h, w = weights.shape
        pixels = source.permute(0, 2, 3, 1).reshape(-1, self.channels)
        if self.sum_by == 'bag':
            weights, indices = (x.permute(0, 2, 3, 1).reshape(-1, taps) for x in (weights, indices))
            total = F.embedding_bag(indices, pixels, mode='sum', per_sample_weights=weights)
        else:
            weights, indices = weights.transpose(0, 1).reshape(taps, -1, 1), indices.transpose(0, 1).reshape(taps, -1)
            total = pixels[indices[0]] * weights[0]
            for i in range(1, taps):
                total = total + pixels[indices[i]] * weights[i]
        return total.view(n, h, w, self.channels).permute(0, 3, 1, 2)
