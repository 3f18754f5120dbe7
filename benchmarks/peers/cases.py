"""What is timed: every network and layer as gfla has it and as each peer can have it.

Kinds of peers: published, as the networks were published; best, everything that a user of PyTorch can do within it (nets.py, memory order
channels last); engine, what runs an export of the latter."""
import torch
from torch import nn

import nets
from attention import Attention
from contenders import Ours, Torch, installed_engines
from training import Iteration

LAST, FIRST = torch.channels_last, torch.contiguous_format


class Case:
    """goals: how many times as fast gfla shall be as the fastest of a kind, {kind: ratio}. unit: what one time is of."""

    def __init__(self, name, group, contenders, goals, unit='run'):
        self.name, self.group, self.contenders, self.goals, self.unit = name, group, contenders, goals, unit
        for contender in contenders:
            contender.case = name


def random(*shapes, layout=FIRST):
    return tuple(torch.rand(shape).mul(2).sub(1).contiguous(memory_format=layout if len(shape) == 4 else FIRST) for shape in shapes)


FORMULATIONS = {
    'published': (lambda module: module, FIRST),
    'identity': (nets.use_identity, LAST),
    'best': (nets.make_best, FIRST),
    'best, channels last': (nets.make_best, LAST),
    'export': (nets.make_exportable, FIRST),
}


def network(make, shapes, formulation):
    """formulation: a key of FORMULATIONS. Returns the module and its inputs."""
    torch.manual_seed(1)
    change, layout = FORMULATIONS[formulation]
    return change(make().eval()).to(memory_format=layout), random(*shapes, layout=layout)


def network_case(name, words, make, shapes, goals, per=1):
    def runner(formulation):
        def prepare():
            module, inputs = network(make, shapes, formulation)
            return lambda: module(*inputs)
        return prepare
    contenders = [Ours(words, per), Torch('published', 'PyTorch, published', runner('published'), per)]
    contenders += [Torch('best', 'PyTorch, ' + f, runner(f), per) for f in ('identity', 'best', 'best, channels last')]
    contenders += [engine(lambda: network(make, shapes, 'export'), per) for engine in installed_engines()]
    return Case(name, 'networks', contenders, goals, 'picture')


class View(nn.Module):
    """A network that is exported has tensors as inputs and results."""

    def __init__(self):
        super().__init__()
        self.net = nets.Shapenet()

    def forward(self, source, source_pose, target_pose):
        return self.net(source, source_pose, target_pose)[0]


TURN_SHAPES = [(1, 3, 256, 256), (1, 21), (18, 21)]


def single_view():
    net, (source, source_pose, target_pose) = network(nets.Shapenet, TURN_SHAPES, 'published')
    return lambda: net(source, source_pose, target_pose[:1])


def turn(formulation, at_once):
    """18 views of one source; what they share is computed once."""
    net, (source, source_pose, target_pose) = network(nets.Shapenet, TURN_SHAPES, formulation)

    def views():
        shared = net.prepare(source)
        return [net.view(repeat(shared, at_once), source_pose, target_pose[i:i + at_once]) for i in range(0, 18, at_once)]
    return views


def repeat(shared, count):
    """The attention expands its own part."""
    (deepest, jumps), features = shared
    return (deepest.expand(count, -1, -1, -1), [j.expand(count, -1, -1, -1) for j in jumps]), features


def turn_case():
    contenders = [Ours('turn shapenet 1 18 source target_B', 18), Torch('published', 'PyTorch, published', single_view)]
    contenders += [Torch('best', 'PyTorch, %s, %d at once' % (f, n), lambda f=f, n=n: turn(f, n), 18)
                   for f, n in (('best', 1), ('best, channels last', 1), ('best', 3))]
    contenders += [engine(lambda: (nets.make_exportable(View().eval()), random((1, 3, 256, 256), (1, 21), (1, 21))))
                   for engine in installed_engines()]
    return Case('shapenet 256, a view of 18', 'networks', contenders, {'best': 6}, 'view')


def layer_contenders(words, make, shape):
    def runner(layout):
        def prepare():
            torch.manual_seed(1)
            layer, (x,) = make().to(memory_format=layout), random(shape, layout=layout)
            return lambda: layer(x)
        return prepare
    return [Ours(words), Torch('published', 'PyTorch', runner(FIRST)), Torch('best', 'PyTorch, channels last', runner(LAST))]


def conv_case(cin, size, cout, k=3, stride=1, goal=2.5, group='3 x 3'):
    pad = 1
    words = 'conv 1 %d %d %d %d %d %d %d' % (cin, size, size, cout, k, stride, pad)
    contenders = layer_contenders(words, lambda: nn.Conv2d(cin, cout, k, stride, pad), (1, cin, size, size))
    return Case('%d -> %d, %d x %d%s, at %d' % (cin, cout, k, k, ' stride 2' if stride == 2 else '', size), group, contenders, {'torch': goal})


def transposed_case(cin, size, cout):
    words = 'transposed 1 %d %d %d %d 3 2 1 1' % (cin, size, size, cout)
    contenders = layer_contenders(words, lambda: nn.ConvTranspose2d(cin, cout, 3, 2, 1, 1), (1, cin, size, size))
    return Case('%d -> %d transposed, at %d' % (cin, cout, size), 'transposed', contenders, {'torch': 3})


def attention_case(channels, size, k, goal):
    def runner(best, layout=FIRST):
        def prepare():
            torch.manual_seed(1)
            block, maps = Attention(channels, k).to(memory_format=layout), (1, channels, size, size)
            block.best = best
            source, target, flow = random(maps, maps, (1, 2, size, size), layout=layout)
            return lambda: block(block.prepare(source), target, flow * 4)
        return prepare
    contenders = [Ours('attention 1 %d %d %d 128 %d' % (channels, size, size, k)), Torch('published', 'PyTorch, published', runner(False)),
                  Torch('best', 'PyTorch, identity', runner(True)), Torch('best', 'PyTorch, identity, channels last', runner(True, LAST))]
    return Case('attention, k = %d, %d channels at %d' % (k, channels, size), 'attention', contenders, {'published': goal})


def training_case():
    contenders = [Ours('train 1 256 64 32 32'), Torch('published', 'PyTorch, published', lambda: Iteration(False, FIRST).step, learns=True),
                  Torch('best', 'PyTorch, best', lambda: Iteration(True, FIRST).step, learns=True),
                  Torch('best', 'PyTorch, best, channels last', lambda: Iteration(True, LAST).step, learns=True)]
    return Case('training iteration, shapenet 256', 'training', contenders, {'published': 3}, 'iteration')


def all_cases():
    person = lambda n, h, w: [(n, 3, h, w), (n, 18, h, w), (n, 18, h, w)]
    market = lambda: nets.Person(kernels={1: 3})
    cases = [network_case('person 256', 'net person 1', nets.Person, person(1, 256, 256), {'published': 8, 'best': 4}),
             turn_case(),
             network_case('market 128 x 64', 'net person-market 1', market, person(1, 128, 64), {'published': 5}),
             network_case('market 128 x 64, batch 8', 'net person-market 8', market, person(8, 128, 64), {'published': 4}, 8)]
    cases += [conv_case(*c) for c in ((64, 128, 64), (128, 64, 128), (256, 32, 256), (32, 128, 32), (64, 64, 64), (128, 32, 128),
                                      (256, 16, 256), (256, 8, 256), (64, 256, 3))]
    cases += [conv_case(*c, k=4, stride=2, goal=2, group='4 x 4 stride 2')
              for c in ((3, 256, 64), (18, 256, 64), (64, 128, 128), (128, 64, 256), (32, 128, 64), (64, 64, 128), (128, 32, 256), (256, 16, 256))]
    cases += [transposed_case(*c) for c in ((256, 32, 128), (128, 64, 64), (64, 128, 64), (256, 8, 256), (128, 16, 128), (64, 32, 64))]
    cases += [attention_case(128, 64, 5, 20), attention_case(256, 32, 3, 10), training_case()]
    return cases
