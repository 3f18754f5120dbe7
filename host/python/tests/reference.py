"""The operations of gfla.ops in plain NumPy, in doubles, and gradients by central differences: what the tests compare with."""
import numpy as np


def bilinear(plane, y, x):
    """plane [H, W] at positions y, x: indices are clamped to the border, weights come from the unclamped fractions."""
    height, width = plane.shape
    y0, x0 = np.floor(y), np.floor(x)
    fy, fx = y - y0, x - x0

    def at(row, column):
        return plane[np.clip(row, 0, height - 1).astype(int), np.clip(column, 0, width - 1).astype(int)]

    return (1 - fy) * ((1 - fx) * at(y0, x0) + fx * at(y0, x0 + 1)) + fy * ((1 - fx) * at(y0 + 1, x0) + fx * at(y0 + 1, x0 + 1))


def positions(flow, offset_y=0, offset_x=0):
    """flow [2, h, w] in pixels, channel 0 = x, to the positions that it samples."""
    y, x = np.mgrid[: flow.shape[1], : flow.shape[2]]
    return y + flow[1] + offset_y, x + flow[0] + offset_x


def warp(src, flow):
    """src [n,c,H,W], flow [n,2,h,w] -> [n,c,h,w]"""
    return np.array([[bilinear(plane, *positions(flow[n])) for plane in src[n]] for n in range(len(src))])


def local_attention(weights, src, flow, scale=1.0):
    """weights [n,k*k,h,w], src [n,c,H,W], flow [n,2,h,w] -> [n,c,h,w]"""
    k = int(round(weights.shape[1] ** 0.5))
    dst = np.zeros((src.shape[0], src.shape[1]) + flow.shape[2:])
    for n in range(src.shape[0]):
        for tap in range(k * k):
            y, x = positions(flow[n], tap // k - k // 2, tap % k - k // 2)
            for c in range(src.shape[1]):
                dst[n, c] += scale * weights[n, tap] * bilinear(src[n, c], y, x)
    return dst


def cosines(target, source):
    """target [n,c,h,w], source [n,c,H,W] -> [n, h*w, H*W]"""
    a = target.reshape(target.shape[0], target.shape[1], -1)
    b = source.reshape(source.shape[0], source.shape[1], -1)
    a = a / (np.linalg.norm(a, axis=1, keepdims=True) + 1e-8)
    b = b / (np.linalg.norm(b, axis=1, keepdims=True) + 1e-8)
    return np.einsum("nci,ncj->nij", a, b)


def gradients(function, inputs, d_dst, step=1e-5):
    """Of sum(function(*inputs) * d_dst) to each input, by central differences."""
    inputs = [np.array(x, dtype=np.float64) for x in inputs]
    result = []
    for x in inputs:
        d_x = np.zeros_like(x)
        for index in np.ndindex(*x.shape):
            value = x[index]
            x[index] = value + step
            above = np.sum(function(*inputs) * d_dst)
            x[index] = value - step
            d_x[index] = (above - np.sum(function(*inputs) * d_dst)) / (2 * step)
            x[index] = value
        result.append(d_x)
    return result
