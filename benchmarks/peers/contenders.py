"""Who is timed. Each is a process of its own that runs on request, a line for a line, so that all can take turns.

Threads are bound to processors: where other programs keep these busy, Linux may wake both threads of a pool on one, and what is short
then takes twice as long, or in OpenMP, where threads wait for each other busily, many times."""
import contextlib
import importlib.util
import io
import os
import subprocess
import sys
import tempfile
import warnings

import torch

SERVE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'serve.py')


class Contender:
    """per: views or pictures of one run that the case counts one by one."""

    def __init__(self, kind, name, per=1):
        self.kind, self.name, self.per, self.case = kind, name, per, None

    def start(self, command, environment):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ, **environment))

    def ask(self, line=None):
        if line:
            self.process.stdin.write(line + '\n')
            self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer or answer.startswith('error'):
            raise RuntimeError(answer.strip().replace('error ', '', 1) or 'the process of %s ended' % self.name)
        return answer

    def run(self, count, together=1):
        """The seconds of one run, `count` times, each from so many runs one after another."""
        return [float(word) / self.per for word in self.ask('run %d %d' % (count, together)).split()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Ours(Contender):
    """gfla, by peer_bench: words as subject.h has them."""

    def __init__(self, words, per=1):
        super().__init__('ours', 'gfla', per)
        self.words = words

    def open(self, settings):
        threads = str(settings.threads)
        self.start([settings.bench, settings.device],
                   {'POCL_MAX_PTHREAD_COUNT': threads, 'POCL_CPU_MAX_CU_COUNT': threads, 'POCL_AFFINITY': '1'})
        words = self.ask('open ' + self.words).split()
        self.gflop, self.bytes = float(words[1]), int(words[3])


class Peer(Contender):
    """What serve.py runs, in its context: prepare(threads) there returns a function that does one run."""
    binds_threads = 'false'

    def context(self):
        return contextlib.nullcontext()

    def open(self, settings):
        threads = str(settings.threads)
        self.start([sys.executable, SERVE, self.case, self.name, threads],
                   {'OMP_NUM_THREADS': threads, 'OPENBLAS_NUM_THREADS': threads, 'OMP_PROC_BIND': self.binds_threads})
        self.ask()


class Torch(Peer):
    """make() returns a function that does one run. kind: published or best. learns: not in inference mode."""
    binds_threads = 'true'

    def __init__(self, kind, name, make, per=1, learns=False):
        super().__init__(kind, name, per)
        self.make, self.learns = make, learns

    def context(self):
        return torch.inference_mode(not self.learns)

    def prepare(self, threads):
        return self.make()


class Engine(Peer):
    """Another engine, which runs what PyTorch exports as ONNX. make() returns a module and its inputs."""

    def __init__(self, make, per=1):
        super().__init__('engine', self.title, per)
        self.make = make

    def prepare(self, threads):
        module, inputs = self.make()
        model = io.BytesIO()
        names = ['in%d' % i for i in range(len(inputs))]
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter('ignore')
            torch.onnx.export(module, inputs, model, opset_version=16, input_names=names)
        return self.compile(model.getvalue(), {name: x.numpy() for name, x in zip(names, inputs)}, threads)


class OnnxRuntime(Engine):
    title = 'ONNX Runtime'

    def compile(self, model, inputs, threads):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(model, options, providers=['CPUExecutionProvider'])
        return lambda: session.run(None, inputs)


class OpenVino(Engine):
    title = 'OpenVINO'

    def compile(self, model, inputs, threads):
        import openvino
        settings = {'INFERENCE_NUM_THREADS': threads, 'INFERENCE_PRECISION_HINT': 'f32'}
        core = openvino.Core()
        request = core.compile_model(core.read_model(model, b''), 'CPU', settings).create_infer_request()
        return lambda: request.infer(inputs)


class Mnn(Engine):
    title = 'MNN'

    def compile(self, model, inputs, threads):
        import MNN
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ('net.onnx', 'net.mnn')]
            with open(paths[0], 'wb') as file:
                file.write(model)
            subprocess.run([sys.executable, '-m', 'MNN.tools.mnnconvert', '-f', 'ONNX', '--modelFile', paths[0], '--MNNModel', paths[1],
                            '--bizCode', 'peers'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            net = MNN.Interpreter(paths[1])
        session = net.createSession({'backend': 'CPU', 'numThread': threads, 'precision': 'high'})
        targets = net.getSessionInputAll(session)
        sources = {name: MNN.Tensor(x.shape, MNN.Halide_Type_Float, x, MNN.Tensor_DimensionType_Caffe) for name, x in inputs.items()}

        def once():
            for name, tensor in targets.items():
                tensor.copyFrom(sources[name])
            net.runSession(session)
            return [tensor.getNumpyData() for tensor in net.getSessionOutputAll(session).values()]
        return once


def installed_engines():
    """Those whose packages are there; none is required."""
    engines = ((OnnxRuntime, 'onnxruntime'), (OpenVino, 'openvino'), (Mnn, 'MNN'))
    return [engine for engine, package in engines if importlib.util.find_spec(package)]
