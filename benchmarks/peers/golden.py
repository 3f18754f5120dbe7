"""Whether these networks compute what the published code computed: peers.py --check [FOLDER]."""
import json
import os

import numpy
import torch

import nets

WIDTHS = dict(channels=8, most=64, flow_channels=8, flow_most=32)
NETWORKS = [
    ('pose_fashion', lambda: nets.Person(**WIDTHS), ('source', 'source_B', 'target_B')),
    ('pose_market', lambda: nets.Person(kernels={1: 3}, **WIDTHS), ('source', 'source_B', 'target_B')),
    ('shapenet', lambda: nets.Shapenet(**WIDTHS), ('source', 'source_B', 'target_B')),
    ('D_res_l4', lambda: nets.ResDiscriminator(8, 32), ('x',)),
]
SHARED_INPUTS = {'D_res_l4': {'x': 'D_patch/in_x.npy'}}
LIMITS = {'0': 1e-4, '1': 5e-4, '2': 1e-4}  # pictures, flows, masks


def read_safetensors(path):
    with open(path, 'rb') as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), 'little')))
        data = file.read()
    return {name: torch.from_numpy(numpy.frombuffer(data[slice(*entry['data_offsets'])], numpy.float32).reshape(entry['shape']).copy())
            for name, entry in header.items() if name != '__metadata__'}


def load(module, folder):
    path = os.path.join(folder, 'weights.safetensors')
    state = read_safetensors(path) if os.path.exists(path) else torch.load(os.path.join(folder, 'weights_zip.pth'))
    state = {name.replace('.conv1.', '.model.2.'): value for name, value in state.items()}
    module.load_state_dict(state)
    return module.eval()


def flatten(results):
    """Names as the golden folders call them."""
    if torch.is_tensor(results):
        return {'out': results}
    image, flows, masks = results
    named = {'out.0': image}
    named.update(('out.%d.%d' % (group, i), x) for group, maps in ((1, flows), (2, masks)) for i, x in enumerate(maps))
    return named


def worst(found, path):
    """The largest difference; the file may have every second or fourth row and column."""
    expected = torch.from_numpy(numpy.load(path))
    step = found.shape[-1] // expected.shape[-1]
    return float((found[..., ::step, ::step] - expected).abs().max())


def check_one(root, name, make, inputs):
    folder = os.path.join(root, name)
    module = load(make(), folder)
    shared = SHARED_INPUTS.get(name, {})
    values = [torch.from_numpy(numpy.load(os.path.join(root, shared.get(i, '%s/in_%s.npy' % (name, i))))) for i in inputs]
    values = [v.flatten(1) if name == 'shapenet' and v.shape[1] == 21 else v for v in values]
    ok = True
    for what in ('published', 'best', 'best, channels last', 'best, for export'):
        if what == 'best':
            nets.make_best(module)
        if what == 'best, channels last':
            module = module.to(memory_format=torch.channels_last)
        if what == 'best, for export':
            nets.make_exportable(module)
        with torch.inference_mode():
            results = flatten(module(*values))
        for key, found in results.items():
            error, limit = worst(found, os.path.join(folder, 'f64_%s.npy' % key)), LIMITS[key[4:5] or '2']
            ok = ok and error <= limit
            print('%-14s %-20s %-8s off by %.1e, allowed %.0e%s' % (name, what, key, error, limit, '' if error <= limit else ': FAILED'))
    return ok


def check(root):
    found = [n for n in NETWORKS if os.path.isdir(os.path.join(root, n[0]))]
    return bool(found) and all([check_one(root, *n) for n in found])
