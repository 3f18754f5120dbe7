"""One try: a command with one fault (fault.h), and what is wrong with how it ended."""
import hashlib
import itertools
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from commands import BATCHES, CHILDREN, COMMANDS, RECURRENT, UNFINISHED

TIMEOUT = 120  # seconds: of a run that takes less than one

FILES = ("open", "write", "flush", "fsync", "rename", "mkdir")
CL_MEMORY = (-4, -6, -61)
# What a call of OpenCL fails with, beside its usual code.
CL_CODES = {"cl-buffer": (-5, -6, -61), "cl-build": (-11, -5), "cl-enqueue": (-4, -54), "cl-finish": (-36,), "cl-read": (-6,),
            "cl-context": (-6,), "cl-kernel": (-6,)}
USUAL_CODE = {"cl-buffer": -4, "cl-view": -4, "cl-source": -6, "cl-binary": -6, "cl-build": -6, "cl-fill": -4, "cl-flush": -6,
              "cl-wait": -14}


@dataclass
class Outcome:
    """How a run ended: its files by name and hash, what it left alive by kind and site."""
    code: int
    message: str
    files: dict
    live: Counter
    calls: dict = field(default_factory=dict)
    failed: str = ""  # the site of the call that failed; empty: it was not reached


def split_fault(fault):
    """KIND:N or KIND:N:ERROR."""
    kind, _, rest = fault.partition(":")
    error = rest.partition(":")[2]
    return kind, int(error) if error else USUAL_CODE.get(kind, -5)


def right_codes(command, fault):
    """The exit codes that are documented for this fault. 0 is right where the program can do without."""
    kind, error = split_fault(fault)
    if kind in ("allocation", "library"):
        codes = {3, 6} if command in CHILDREN else {6}  # a file that needs more memory than the child has is the file's fault
    elif kind in ("thread", "spawn", "pipe"):
        codes = {1}
    elif kind in FILES:
        codes = {7}
    else:
        codes = {6 if error in CL_MEMORY or kind in ("cl-buffer", "cl-view") else 5}
    return codes | ({8} if command in BATCHES else set())


def names_an_object(message):
    """gfla: COMMAND: OBJECT: ...; the name of a function of OpenCL, or nothing, is no object."""
    match = re.match(r"gfla: [a-z]+: (standard output|[^:]*: )", message)
    return bool(match and match[1].strip(": ") and not re.match(r"cl[A-Z]\w+: $", match[1])) and "unnamed" not in message \
        and "(null)" not in message and ": :" not in message


def judge(command, fault, outcome, right, volatile=frozenset()):
    """What is wrong with an outcome: a list of sentences. `right` is that of a run without a fault; of volatile files
    only the names are the same in each run."""
    wrong = []
    if outcome.code is None:
        return ["did not end"]
    if outcome.code < 0 or outcome.code > 130:
        wrong.append(f"ended by signal {-outcome.code}")
    elif outcome.code and outcome.code not in right_codes(command, fault):
        wrong.append(f"exit code {outcome.code} instead of {sorted(right_codes(command, fault))}")
    if outcome.code and outcome.code > 0 and not names_an_object(outcome.message):
        wrong.append("the message names no object")
    if not outcome.code and outcome.files.keys() != right.files.keys():
        wrong.append(f"exit code 0, but not all files: {sorted(right.files.keys() ^ outcome.files.keys())}")
    for name, content in sorted(outcome.files.items()):
        if re.search(r"\.tmp-\d+$", name):
            wrong.append(f"the temporary file {name} is left")
        elif outcome.code and name in UNFINISHED.get(command, ()):
            continue
        elif name not in right.files:
            wrong.append(f"{name} is no file of this command")
        elif content != right.files[name] and name not in volatile and not (command in RECURRENT and outcome.code == 8):
            wrong.append(f"{name} is not what it should be")
    leaks = outcome.live - right.live
    if leaks and outcome.live:
        kinds = Counter()
        for (thing, _), n in leaks.items():
            kinds[thing] += n
        wrong.append("leaks: " + ", ".join(f"{n} {thing}" for thing, n in sorted(kinds.items())))
    return wrong


def read_report(path):
    calls, live, failed = {}, Counter(), ""
    for line in path.read_text().splitlines() if path.exists() else []:
        words = line.split()
        if words[0] == "failed":
            failed = words[1]
        elif words[0] == "calls":
            calls[words[1]] = int(words[2])
        else:
            live[(words[1], words[3])] += int(words[2])
    return calls, live, failed


def read_files(folder):
    """Outputs by hash; an animation's folder or a run's is files like any other."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            files[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return files


def last_message(text):
    """The program's own words: the last line that says who speaks, and of a batch what it says of an item."""
    lines = [line for line in text.splitlines() if line.startswith("gfla: ")]
    lines = [line for line in lines if not re.search(r"items? failed\b", line)] or lines
    return lines[-1] if lines else text.strip().splitlines()[-1] if text.strip() else ""


class Runner:
    """Runs commands in an empty folder beside the folder `files`."""

    def __init__(self, build, work, environment, driver=""):
        """`driver`: a library to preload that is in the place of OpenCL; what it computes is not checked."""
        self.build, self.work, self.environment = Path(build), Path(work), environment
        self.preload = str(self.build / "tests" / "fault" / "libfault.so")
        if driver:
            self.preload += f":{driver}"
            self.environment = dict(environment, GFLA_CHECK="off")
        self.report, self.sites = self.work / "report", self.work / "sites"

    def run(self, command, fault=None, with_sites=False):
        folder, cache = self.work / "try", self.work / "cache"
        for path in (folder, cache):
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir()
        self.report.unlink(missing_ok=True)
        environment = dict(self.environment, LD_PRELOAD=self.preload,
                           XDG_CACHE_HOME=str(cache), GFLA_FAULT_ROOT=str(self.work), GFLA_FAULT_REPORT=str(self.report))
        if fault:
            environment["GFLA_FAULT"] = fault
        if with_sites:
            environment["GFLA_FAULT_SITES"] = str(self.sites)
        if command in CHILDREN:
            environment["GFLA_FAULT_CHILD"] = CHILDREN[command][0]
        code, text = self.start([str(self.build / "gfla")] + COMMANDS[command].split(), folder, environment)
        calls, live, failed = read_report(self.report)
        return Outcome(code, last_message(text), read_files(folder), live, calls, failed)

    @staticmethod
    def start(words, folder, environment):
        """Exit code, None after the time limit; and standard error. Standard output is a file that may fail, too."""
        with open(folder.parent / "output", "wb") as output:
            try:
                done = subprocess.run(words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output,
                                      stderr=subprocess.PIPE, timeout=TIMEOUT)
            except subprocess.TimeoutExpired as stopped:
                return None, (stopped.stderr or b"").decode(errors="replace")
        return done.returncode, done.stderr.decode(errors="replace")

    def calls_by_site(self, command):
        """Kind -> the site of each call, in order."""
        if command in CHILDREN:
            return self.run(command), {"allocation": [""] * CHILDREN[command][1]}
        outcome = self.run(command, with_sites=True)
        sites = {}
        for line in self.sites.read_text().splitlines():
            kind, site = line.split()
            sites.setdefault(kind, []).append(site)
        return outcome, sites


def by_turns(faults, random):
    """Mixed, the kinds by turns: where time is short, no kind is left out."""
    of_kind = {}
    for fault in random.sample(faults, len(faults)):
        of_kind.setdefault(split_fault(fault)[0], []).append(fault)
    turns = itertools.zip_longest(*of_kind.values())
    return [fault for turn in turns for fault in turn if fault]


def pick_faults(sites, random, kinds=None):
    """Faults in the order in which they are tried: the first call of every site, then the last, then, mixed, all others."""
    first, last, rest = [], [], []
    for kind, calls in sites.items():
        if kinds and kind not in kinds:
            continue
        firsts = {site: n for n, site in reversed(list(enumerate(calls, 1)))}
        lasts = {site: n for n, site in enumerate(calls, 1)}
        first += [f"{kind}:{n}" for n in firsts.values()]
        first += [f"{kind}:{n}:{code}" for n in firsts.values() for code in CL_CODES.get(kind, ())]
        last += [f"{kind}:{n}" for n in set(lasts.values()) - set(firsts.values())]
        rest += [f"{kind}:{n}" for n in range(1, len(calls) + 1) if n not in lasts.values() and n not in firsts.values()]
    return tuple(by_turns(faults, random) for faults in (first, last, rest))
