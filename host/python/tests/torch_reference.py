"""The operations of gfla.torch in pure PyTorch, differentiated by it."""
import torch


def bilinear(src, y, x):
    """src [n,c,H,W] at y, x [n,h,w]: indices are clamped to the border, weights come from the unclamped fractions."""
    n, c, height, width = src.shape
    y0, x0 = y.detach().floor(), x.detach().floor()
    fy, fx = (y - y0)[:, None], (x - x0)[:, None]

    def at(row, column):
        index = row.clamp(0, height - 1).long() * width + column.clamp(0, width - 1).long()
        return src.reshape(n, c, -1).gather(2, index.reshape(n, 1, -1).expand(n, c, -1)).reshape(n, c, *y.shape[1:])

    top = (1 - fx) * at(y0, x0) + fx * at(y0, x0 + 1)
    bottom = (1 - fx) * at(y0 + 1, x0) + fx * at(y0 + 1, x0 + 1)
    return (1 - fy) * top + fy * bottom


def positions(flow, offset_y=0, offset_x=0):
    y = torch.arange(flow.shape[2], dtype=flow.dtype)[None, :, None] + flow[:, 1] + offset_y
    x = torch.arange(flow.shape[3], dtype=flow.dtype)[None, None, :] + flow[:, 0] + offset_x
    return y, x


def warp(src, flow):
    return bilinear(src, *positions(flow))


def local_attention(weights, src, flow, scale=1.0):
    k = int(round(weights.shape[1] ** 0.5))
    taps = [bilinear(src, *positions(flow, tap // k - k // 2, tap % k - k // 2)) for tap in range(k * k)]
    return scale * sum(weights[:, tap : tap + 1] * taps[tap] for tap in range(k * k))
