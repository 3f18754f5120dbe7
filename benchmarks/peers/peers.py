#!/usr/bin/python3
"""Times gfla beside PyTorch and, where they are installed, ONNX Runtime, OpenVINO and MNN: the same networks and layers on random numbers, by
turns in one run. Prints a table for each case and writes results.json, .csv, .md and index.html. See benchmarks/README.md.

Needs Debian's python3-torch, and a fast BLAS (libopenblas0-pthread), without which its transposed convolutions are ten times as slow."""
import argparse
import datetime
import os
import platform
import re
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('--bench', default=os.path.join(ROOT, 'build/release/benchmarks/peer_bench'), help='the program peer_bench')
    parser.add_argument('--device', default='cpu', help="gfla's device, as `gfla devices` has it (default cpu)")
    parser.add_argument('--threads', type=int, default=os.cpu_count(), help='of everyone (default: all processors)')
    parser.add_argument('--only', default='', help='cases whose names contain this')
    parser.add_argument('--rounds', type=int, default=5, help='turns of each (default 5)')
    parser.add_argument('-o', '--output', default=os.path.join(ROOT, 'out/peers'), help='folder of the results (default out/peers)')
    parser.add_argument('--check', nargs='?', metavar='FOLDER', const=os.path.join(ROOT, 'tests/golden'),
                        help='time nothing: compare these networks in PyTorch with tensors of the published code (default tests/golden)')
    return parser.parse_args()


def blas():
    """Of this process: PyTorch takes the system's."""
    with open('/proc/self/maps') as file:
        found = re.search(r'lib(openblas|mkl|blis|blas)[^/]*$', file.read(), re.MULTILINE)
    return found.group(0) if found else 'unknown'


def machine():
    with open('/proc/cpuinfo') as file:
        name = re.search(r'model name\s*: (.*)', file.read())
    return '%s, %s %s' % (name.group(1) if name else platform.machine(), platform.system(), platform.release())


def main():
    settings = arguments()
    if settings.check:
        import golden
        return 0 if golden.check(settings.check) else 1
    if not os.access(settings.bench, os.X_OK):
        print('peers: there is no program %s. hint: ninja -C build/release peer_bench' % settings.bench, file=sys.stderr)
        return 2
    import torch
    import cases
    import measure
    import report
    about = {'date': datetime.datetime.now().isoformat(timespec='minutes'), 'machine': machine(), 'threads': settings.threads,
             'device of gfla': settings.device, 'PyTorch': '%s, BLAS %s' % (torch.__version__, blas()),
             'other engines': ', '.join(e.title for e in cases.installed_engines()) or 'none installed', 'rounds': settings.rounds}
    print('\n'.join('%s: %s' % item for item in about.items()), flush=True)
    if blas().startswith('libblas'):
        print('peers: PyTorch runs with the reference BLAS and looks slower than it is. hint: apt-get install libopenblas0-pthread',
              file=sys.stderr)
    os.makedirs(settings.output, exist_ok=True)
    results = []
    for case in cases.all_cases():
        if settings.only in case.name or settings.only in case.group:
            results.append(measure.measure(case, settings, lambda message: print('peers: ' + message, file=sys.stderr)))
            print('\n' + report.text(results[-1]), flush=True)
            report.write(settings.output, results, about)
    print('\n' + report.markdown_table(report.GOAL_HEADS, report.goal_rows(results)) + '\nwritten: %s/index.html' % settings.output)
    return 0


if __name__ == '__main__':
    sys.exit(main())
