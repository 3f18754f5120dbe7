#!/usr/bin/env python3
"""campaign.py GFLA TOOLS [--kills N] [--short] [--seed N] [--only NAME,...]

Kills the program, by SIGKILL, at random instants of what it does, lets the same command go on (--resume, -n), and compares
every byte with a run that nobody interrupted. Prints the counts by command; exit code 1: something differs, fails or is
left behind."""
import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import works

MAX_IN_A_ROW = 3  # kills of one work before it may end
LIMIT = 1800      # seconds that an undisturbed run may take


class Failure(Exception):
    pass


def environment(work, out):
    env = dict(os.environ, GFLA_TUNE="off")
    if work.caches:
        env.update(GFLA_TUNE="auto", GFLA_CACHE="all", XDG_CACHE_HOME=os.path.abspath(out) + "/cache",
                   POCL_CACHE_DIR=os.path.abspath(out) + "/cache-driver")
        os.makedirs(out + "/cache-driver", exist_ok=True)
    return env


def start(gfla, command, work, out):
    words = command.replace("{out}", out).split()
    with open("log", "wb") as log:
        return subprocess.Popen([gfla] + words, env=environment(work, out), stdin=subprocess.DEVNULL, stdout=log,
                                stderr=log)


def log_text():
    with open("log", errors="replace") as log:
        return log.read().strip()


def finish(gfla, command, work, out):
    process = start(gfla, command, work, out)
    code = process.wait(LIMIT)
    if code != 0:
        raise Failure("gfla %s: exit code %d: %s" % (command, code, log_text()))


def make_folder(out):
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)


def begin(work, out):
    """A folder for commands that write into it; others make theirs."""
    make_folder(out)
    if "-o {out} " in work.command + " ":
        os.rmdir(out)


def temporaries(out):
    return [name for name in works.files_of(out) if re.search(r"\.tmp-[0-9]+$", name) and not name.startswith("cache")]


def differences(expected, found):
    names = sorted(set(expected) | set(found))
    return [name for name in names if expected.get(name) != found.get(name)]


def check(work, expected, out):
    wrong = differences(expected, work.compare(out))
    if wrong:
        raise Failure("%s: not as without kills: %s" % (work.name, ", ".join(wrong[:5])))
    left = temporaries(out)
    if left:
        raise Failure("%s: left behind: %s" % (work.name, ", ".join(left[:5])))


def round_of_kills(gfla, work, expected, seconds, wanted, rng, counts):
    """One work from its beginning to its end, killed on the way."""
    out = "killed"
    begin(work, out)
    command = work.command
    for _ in range(min(wanted, MAX_IN_A_ROW)):
        process = start(gfla, command, work, out)
        try:
            code = process.wait(rng.uniform(0, seconds))
            if code != 0:
                raise Failure("gfla %s: exit code %d: %s" % (command, code, log_text()))
            break
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            counts["kills"] += 1
            counts["cut"] += bool(temporaries(out)) if os.path.exists(out) else 0
        command = work.again(out)
    finish(gfla, work.again(out), work, out)
    check(work, expected, out)
    counts["ends"] += 1


def campaign_of(gfla, work, kills, rng, is_short):
    begin(work, "whole")
    finish(gfla, work.command, work, "whole")
    began = time.monotonic()
    begin(work, "twice")
    finish(gfla, work.command, work, "twice")
    seconds = time.monotonic() - began
    expected = work.compare("whole")
    if differences(expected, work.compare("twice")):
        raise Failure("%s: two undisturbed runs differ" % work.name)
    counts = {"kills": 0, "cut": 0, "ends": 0, "seconds": seconds}
    for _ in range(20 * kills):
        if counts["kills"] < kills:
            round_of_kills(gfla, work, expected, seconds, kills - counts["kills"], rng, counts)
    return counts


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gfla")
    parser.add_argument("tools")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only")
    parser.add_argument("--short", action="store_true")
    return parser.parse_args()


def main():
    options = arguments()
    gfla, tools = os.path.abspath(options.gfla), os.path.abspath(options.tools)
    chosen = works.SHORT if options.short else works.WHOLE
    if options.only:
        chosen = [work for work in chosen if work.name in options.only.split(",")]
    rng, failures, total = random.Random(options.seed), 0, 0
    with tempfile.TemporaryDirectory(prefix="gfla-kills-") as folder:
        os.chdir(folder)
        works.prepare(gfla, tools, options.short)
        print("%-16s %6s %14s %10s %9s" % ("command", "kills", "in a write", "identical", "seconds"))
        share = sum(work.share for work in chosen)
        for work in chosen:
            kills, share = round((options.kills - total) * work.share / share), share - work.share
            try:
                counts = campaign_of(gfla, work, kills, rng, options.short)
                total += counts["kills"]
                print("%-16s %6d %14d %10d %9.1f" % (work.name, counts["kills"], counts["cut"], counts["ends"],
                                                    counts["seconds"]), flush=True)
            except (Failure, subprocess.TimeoutExpired) as failure:
                failures += 1
                print("%-16s FAILED: %s" % (work.name, failure), flush=True)
        os.chdir("/")
    print("%d kills, %d commands, %d failures" % (total, len(chosen), failures))
    return 1 if failures or not chosen else 0


sys.exit(main())
