#!/usr/bin/env python3
"""metric_values.py - the values that metrics_networks_test and metrics_test expect, by PyTorch, NumPy, SciPy and scikit-image.

Not needed to build or test: run it to see where the numbers come from. Weights and images are formulas that the tests repeat.
    metric_values.py networks    features of AlexNet and Inception at small widths (PyTorch)
    metric_values.py scores      FID, SSIM and the like (NumPy, SciPy, scikit-image)
"""
import sys
import numpy as np


def pattern(n, k):
    """n numbers in -1 .. 1."""
    i = np.arange(n, dtype=np.int64)
    return (((i * 7919 + k * 104729) % 2001) - 1000) / 1000.0


def key(name):
    return sum((i + 1) * ord(c) for i, c in enumerate(name)) % 1000


def image(k, h, w):
    """[3, h, w] in 0 .. 1: waves, so that neighbouring pixels resemble each other."""
    c, y, x = np.meshgrid(np.arange(3), np.arange(h), np.arange(w), indexing="ij")
    return 0.5 + 0.3 * np.sin(0.21 * x + 0.7 * c + k) + 0.2 * np.cos(0.17 * y * (c + 1) - 0.5 * k)


def networks():
    import torch
    import torch.nn.functional as F

    torch.set_grad_enabled(False)

    def weights(shape, k):
        fan = float(np.prod(shape[1:]))
        return torch.tensor(pattern(int(np.prod(shape)), k).reshape(shape) * np.sqrt(3.0 / fan), dtype=torch.float64)

    def alexnet(x, width):
        rows = [(0, 1, 11, 4, 2, False), (3, 3, 5, 1, 2, True), (6, 6, 3, 1, 1, True), (8, 4, 3, 1, 1, False), (10, 4, 3, 1, 1, False)]
        out = []
        for number, part, k, stride, pad, pools in rows:
            if pools:
                x = F.max_pool2d(x, 3, 2)
            oc = part * width
            x = F.relu(F.conv2d(x, weights((oc, x.shape[1], k, k), key(f"features.{number}")),
                                torch.tensor(pattern(oc, key(f"features.{number}") + 1)) * 0.1, stride, pad))
            out.append(x)
        return out

    shift = np.array([-0.030, -0.088, -0.188]).reshape(3, 1, 1)
    scale = np.array([0.458, 0.448, 0.450]).reshape(3, 1, 1)
    features = [alexnet(torch.tensor((2 * image(k, 70, 65) - 1 - shift) / scale)[None], 4) for k in (0, 1)]
    total = 0.0
    for i, (a, b) in enumerate(zip(*features)):
        a, b = [f / (f.pow(2).sum(1, keepdim=True).sqrt() + 1e-10) for f in (a, b)]
        lin = torch.tensor(np.abs(pattern(a.shape[1], 200 + i)))
        total += ((a - b).pow(2) * lin.view(1, -1, 1, 1)).sum(1).mean().item()
    print("alexnet", [f"{f.sum().item():.6f}" for f in features[0]], "lpips %.8f" % total)

    def inception(x, modern, divisor):
        def conv(x, name, oc, k, stride=1, pad=0):
            kh, kw = k if isinstance(k, tuple) else (k, k)
            n = key(name)
            oc //= divisor
            gain, shift, mean = pattern(oc, n + 1) * 0.2 + 1, pattern(oc, n + 2) * 0.1, pattern(oc, n + 3) * 0.1
            var = pattern(oc, n + 4) * 0.3 + 1
            x = F.conv2d(x, weights((oc, x.shape[1], kh, kw), n), None, stride, pad)
            return F.relu(F.batch_norm(x, *[torch.tensor(v) for v in (mean, var, gain, shift)], eps=0.001))

        row7, column7, row3, column3 = ((1, 7), 1, (0, 3)), ((7, 1), 1, (3, 0)), ((1, 3), 1, (0, 1)), ((3, 1), 1, (1, 0))

        def mean3(x):
            return F.avg_pool2d(x, 3, 1, 1, count_include_pad=not modern)

        def dbl(x, b, last):
            x = conv(conv(x, b + "branch3x3dbl_1", 64, 1), b + "branch3x3dbl_2", 96, 3, 1, 1)
            return conv(x, b + "branch3x3dbl_3", 96, 3, *last)

        def a(x, b, pooled):
            b1 = conv(x, b + "branch1x1", 64, 1)
            b5 = conv(conv(x, b + "branch5x5_1", 48, 1), b + "branch5x5_2", 64, 5, 1, 2)
            return torch.cat([b1, b5, dbl(x, b, (1, 1)), conv(mean3(x), b + "branch_pool", pooled, 1)], 1)

        def c(x, b, inner):
            b1 = conv(x, b + "branch1x1", 192, 1)
            b7 = conv(conv(x, b + "branch7x7_1", inner, 1), b + "branch7x7_2", inner, *row7)
            d = conv(conv(x, b + "branch7x7dbl_1", inner, 1), b + "branch7x7dbl_2", inner, *column7)
            d = conv(conv(d, b + "branch7x7dbl_3", inner, *row7), b + "branch7x7dbl_4", inner, *column7)
            return torch.cat([b1, conv(b7, b + "branch7x7_3", 192, *column7), conv(d, b + "branch7x7dbl_5", 192, *row7),
                              conv(mean3(x), b + "branch_pool", 192, 1)], 1)

        def e(x, b, largest):
            b1 = conv(x, b + "branch1x1", 320, 1)
            y = conv(x, b + "branch3x3_1", 384, 1)
            b3 = [conv(y, b + "branch3x3_2a", 384, *row3), conv(y, b + "branch3x3_2b", 384, *column3)]
            y = conv(conv(x, b + "branch3x3dbl_1", 448, 1), b + "branch3x3dbl_2", 384, 3, 1, 1)
            d = [conv(y, b + "branch3x3dbl_3a", 384, *row3), conv(y, b + "branch3x3dbl_3b", 384, *column3)]
            p = F.max_pool2d(x, 3, 1, 1) if largest else mean3(x)
            return torch.cat([b1, *b3, *d, conv(p, b + "branch_pool", 192, 1)], 1)

        x = F.interpolate(x, size=(299, 299), mode="bilinear", align_corners=False)
        x = conv(conv(conv(x, "Conv2d_1a_3x3", 32, 3, 2), "Conv2d_2a_3x3", 32, 3), "Conv2d_2b_3x3", 64, 3, 1, 1)
        x = F.max_pool2d(x, 3, 2)
        x = F.max_pool2d(conv(conv(x, "Conv2d_3b_1x1", 80, 1), "Conv2d_4a_3x3", 192, 3), 3, 2)
        for name, pooled in (("5b", 32), ("5c", 64), ("5d", 64)):
            x = a(x, f"Mixed_{name}.", pooled)
        x = torch.cat([conv(x, "Mixed_6a.branch3x3", 384, 3, 2), dbl(x, "Mixed_6a.", (2, 0)), F.max_pool2d(x, 3, 2)], 1)
        for name, inner in (("6b", 128), ("6c", 160), ("6d", 160), ("6e", 192)):
            x = c(x, f"Mixed_{name}.", inner)
        b = "Mixed_7a."
        b3 = conv(conv(x, b + "branch3x3_1", 192, 1), b + "branch3x3_2", 320, 3, 2)
        b7 = conv(conv(x, b + "branch7x7x3_1", 192, 1), b + "branch7x7x3_2", 192, *row7)
        b7 = conv(conv(b7, b + "branch7x7x3_3", 192, *column7), b + "branch7x7x3_4", 192, 3, 2)
        x = torch.cat([b3, b7, F.max_pool2d(x, 3, 2)], 1)
        x = e(e(x, "Mixed_7b.", False), "Mixed_7c.", modern)
        return x.mean((2, 3))

    mean, dev = [np.array(v).reshape(3, 1, 1) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]
    v = image(2, 96, 128)
    for name, scaled in (("pytorch-fid", 2 * v - 1), ("gfla", v * (dev / 0.5) + (mean - 0.5) / 0.5)):
        f = inception(torch.tensor(scaled)[None], name == "pytorch-fid", 16)[0].numpy()
        print(name, len(f), "sum %.7f" % f.sum(), "largest %.7f at %d" % (f.max(), f.argmax()))


def scores():
    import scipy.linalg
    from skimage.metrics import structural_similarity

    for n_a, n_b, d in ((5, 7, 4), (4, 3, 6), (9, 4, 6)):
        a, b = pattern(n_a * d, 1).reshape(n_a, d), pattern(n_b * d, 2).reshape(n_b, d) * 0.7 + 0.1
        ca, cb = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
        root = np.sum(np.sqrt(np.maximum(np.real(np.linalg.eigvals(ca @ cb)), 0)))
        print("fid", n_a, n_b, d, "%.10f" % (np.sum((a.mean(0) - b.mean(0)) ** 2) + np.trace(ca) + np.trace(cb) - 2 * root))
    a, b = [image(k, 60, 64).transpose(1, 2, 0) for k in (0, 0.4)]
    print("ssim_51 %.8f" % structural_similarity(a, b, win_size=51, data_range=1, channel_axis=2))
    p, q = np.floor(255 * a + 0.5), np.floor(255 * b + 0.5)
    print("ssim_256 %.8f" % structural_similarity(q, p, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, channel_axis=2,
                                                  data_range=p.max() - p.min()))
    print("mae %.8f" % (np.abs(a - b).sum() / (a + b).sum()))
    from scipy.signal import convolve2d
    g = np.exp(-(np.arange(11) - 5.0) ** 2 / (2 * 1.5 * 1.5))
    g = np.outer(g, g) / g.sum() ** 2
    y = [v @ np.array([0.299, 0.587, 0.114]) for v in (p, q)]
    m = [convolve2d(v, g, "full") for v in y]
    s = [convolve2d(u * v, g, "full") for u, v in ((y[0], y[0]), (y[1], y[1]), (y[0], y[1]))]
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    t = (2 * m[0] * m[1] + c1) * (2 * (s[2] - m[0] * m[1]) + c2)
    print("ssim_tvsn %.8f" % (t / ((m[0] ** 2 + m[1] ** 2 + c1) * (s[0] - m[0] ** 2 + s[1] - m[1] ** 2 + c2))).mean())


if __name__ == "__main__":
    {"networks": networks, "scores": scores}[sys.argv[1]]()
