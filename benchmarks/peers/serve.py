"""One contender that is not gfla, for peers.py: serve.py CASE CONTENDER THREADS. Says "ready", then for each line "run N M" the seconds of
one run, N times, each from M runs; or "error MESSAGE"."""
import os
import sys
import time

sys.dont_write_bytecode = True
answers = os.fdopen(os.dup(1), 'w')  # engines print what they like
os.dup2(2, 1)
processors = sorted(os.sched_getaffinity(0))  # before OpenMP binds this thread

import torch  # noqa: E402

import cases  # noqa: E402


def bind_blas():
    """OpenBLAS made its threads on whatever processor the first was bound to: one each."""
    others = sorted(int(t) for t in os.listdir('/proc/self/task') if int(t) != os.getpid())
    for i, thread in enumerate(others, 1):
        os.sched_setaffinity(thread, {processors[i % len(processors)]})


def answer(once, count, together):
    seconds = []
    for _ in range(count):
        start = time.perf_counter()
        for _ in range(together):
            once()
        seconds.append((time.perf_counter() - start) / together)
    return ' '.join('%.9f' % s for s in seconds)


def main(case, contender, threads):
    if os.environ.get('OMP_PROC_BIND') == 'true':
        bind_blas()
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    peer = next(c for k in cases.all_cases() if k.name == case for c in k.contenders if c.name == contender)
    with peer.context():
        once = peer.prepare(threads)
        print('ready', file=answers, flush=True)
        for line in sys.stdin:
            print(answer(once, *map(int, line.split()[1:])), file=answers, flush=True)


try:
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
except Exception as error:  # whatever a peer fails with is its answer
    print('error %s: %s' % (type(error).__name__, str(error).split('\n')[0]), file=answers, flush=True)
    sys.exit(1)
