#!/usr/bin/env python3
"""PyTorch beside gfla on the same GPU, eagerly, with cuDNN's convolutions: networks as published and in the best formulation that PyTorch
allows (nets.py), and layers by their names in gfla's own results. Prints a table in Markdown.

    torch_cuda.py [--quick] [--device cuda] [--nets nets.json] [--layers layers.json] -o peers.json

Times are the median of runs between two synchronisations, after warming up, in float32: TF32 is off, since gfla has none, and once on, to
say so. Exit codes: 0; 3 where PyTorch or its GPU is not there."""
import argparse
import json
import os
import re
import statistics
import sys
import time

sys.dont_write_bytecode = True

NETWORKS = {  # as `gfla bench nets` calls them: class, shapes of the inputs
    'person-256': ('Person', [(1, 3, 256, 256), (1, 18, 256, 256), (1, 18, 256, 256)]),
    'shapenet-256': ('Shapenet', [(1, 3, 256, 256), (1, 21), (1, 21)]),
}
LAYER = re.compile(r'^(conv2d|conv_transpose2d) (\d+)->(\d+) (\d+)x\d+(?: s(\d+))? @(\d+)x(\d+)$')  # a stride of 1 is not named


def give_up(why):
    print(why, file=sys.stderr)
    sys.exit(3)


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--quick', action='store_true', help='small images, few layers, few runs')
    parser.add_argument('--device', default='cuda', help='as PyTorch calls it')
    parser.add_argument('--nets', help="gfla's results: networks")
    parser.add_argument('--layers', help="gfla's results: layers")
    parser.add_argument('-o', dest='output', required=True)
    return parser.parse_args()


def measured(path):
    """Milliseconds by name, of a result of `gfla bench`; none where it was not run."""
    if not path or not os.path.exists(path):
        return {}
    with open(path) as file:
        return {row['name']: row['median_ms'] for row in json.load(file)['results'] if row.get('median_ms')}


class Clock:
    def __init__(self, torch, device, quick):
        self.wait = torch.cuda.synchronize if device.startswith('cuda') else lambda: None
        self.seconds, self.rounds = (0.02, 2) if quick else (0.3, 5)

    def once(self, run, count):
        self.wait()
        start = time.perf_counter()
        for _ in range(count):
            run()
        self.wait()
        return 1e3 * (time.perf_counter() - start) / count

    def milliseconds(self, run):
        self.once(run, 2)  # builds what there is to be built, and lets cuDNN choose
        count = max(1, int(1e3 * self.seconds / self.rounds / max(self.once(run, 1), 1e-3)))
        return statistics.median(self.once(run, count) for _ in range(self.rounds))


def network_runs(torch, nets, name, quick):
    """(formulation, run) of one network."""
    cls, shapes = NETWORKS[name]
    if quick and name.startswith('person'):  # the other's result has one size
        shapes = [s[:2] + (64, 64) for s in shapes]
    inputs = [torch.rand(s) * 2 - 1 for s in shapes]
    for formulation, change in (('published', lambda m: m), ('best', nets.make_best)):
        torch.manual_seed(1)
        module = change(getattr(nets, cls)().eval())
        yield formulation, lambda: module(*inputs)


def layer_run(torch, name):
    found = LAYER.match(name)
    if not found:
        return None
    kind = found.group(1)
    cin, cout, k, stride, h, w = (int(number or 1) for number in found.groups()[1:])
    x = torch.rand(1, cin, h, w) * 2 - 1
    if kind == 'conv2d':
        layer = torch.nn.Conv2d(cin, cout, k, stride, (k - 1) // 2)
    else:
        layer = torch.nn.ConvTranspose2d(cin, cout, k, stride, (k - 1) // 2)
    return lambda: layer(x)


def allow_tf32(torch, on):
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = on


def measure(torch, nets, o):
    clock, rows = Clock(torch, o.device, o.quick), []
    ours, ours_layers = measured(o.nets), measured(o.layers)
    for tf32 in (False, True):
        allow_tf32(torch, tf32)
        for name in NETWORKS:
            for formulation, run in network_runs(torch, nets, name, o.quick):
                # At other sizes than gfla's there is nothing to compare with.
                rows.append((name, formulation + (', TF32' if tf32 else ''), clock.milliseconds(run), None if o.quick else ours.get(name)))
    allow_tf32(torch, False)
    names = [n for n in ours_layers if LAYER.match(n)] or ['conv2d 64->64 3x3 @64x64', 'conv2d 512->512 3x3 @8x8']
    for name in names[:4] if o.quick else names:
        rows.append((name, 'cuDNN', clock.milliseconds(layer_run(torch, name)), ours_layers.get(name)))
    return rows


def table(rows):
    print('| | PyTorch | ms | gfla, ms | gfla is so many times as fast |\n|---|---|--:|--:|--:|')
    for name, how, ms, ours in rows:
        print('| %s | %s | %.4g | %s | %s |' % (name, how, ms, '%.4g' % ours if ours else '', '%.2f' % (ms / ours) if ours else ''))


def main():
    o = options()
    try:
        import torch
    except ImportError as error:
        give_up('no PyTorch: %s' % error)
    if o.device.startswith('cuda') and not torch.cuda.is_available():
        give_up('PyTorch %s finds no GPU' % torch.__version__)
    import nets
    if o.device != 'cpu':
        if not hasattr(torch, 'set_default_device'):
            give_up('PyTorch %s is older than 2.0' % torch.__version__)
        torch.set_default_device(o.device)
    torch.backends.cudnn.benchmark = True
    where = torch.cuda.get_device_name() if o.device.startswith('cuda') else o.device
    print('PyTorch %s on %s, cuDNN %s\n' % (torch.__version__, where, torch.backends.cudnn.version()))
    with torch.inference_mode():
        rows = measure(torch, nets, o)
    table(rows)
    with open(o.output, 'w') as file:
        json.dump({'torch': torch.__version__, 'device': where,
                   'rows': [dict(zip(('name', 'peer', 'ms', 'gfla_ms'), row)) for row in rows]}, file, indent=1)


main()
