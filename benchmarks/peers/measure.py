"""Contenders of a case by turns, so that whatever else the machine does meets all of them alike."""
import statistics

TURN_SECONDS = 0.3  # of a contender, if it is that fast
TOGETHER_SECONDS = 0.02 # of runs that are timed as one: waiting for a device, or for a processor on a busy machine, is not theirs
WARM_SECONDS = 0.03 # of runs in front of each turn, at least one; processors that were idle are slow at first
WARM_BELOW = 0.5    # seconds of one run; what takes longer needs none


def quantile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(part * len(values)))]


class Timing:
    def __init__(self, contender):
        self.contender, self.rounds, self.error = contender, [], None

    @property
    def times(self):
        return [t for r in self.rounds for t in r]

    def summary(self, ours):
        """ratio: how many times as long as gfla took, the median over the rounds; ratio_of_least: of the shortest times of all."""
        if self.error:
            return {'name': self.contender.name, 'kind': self.contender.kind, 'error': self.error}
        times = self.times
        return {
            'name': self.contender.name, 'kind': self.contender.kind, 'runs': len(times),
            'median_ms': 1e3 * statistics.median(times), 'min_ms': 1e3 * min(times),
            'p10_ms': 1e3 * quantile(times, 0.1), 'p90_ms': 1e3 * quantile(times, 0.9),
            'ratio': statistics.median(statistics.median(a) / statistics.median(b) for a, b in zip(self.rounds, ours.rounds)),
            'ratio_of_least': min(times) / min(ours.times),
        }


def plan_turn(contender):
    """(runs to warm up, times, runs that are timed as one), after a first run that builds what there is to be built."""
    seconds = contender.run(1)[0] * contender.per
    if seconds < 2:
        seconds = contender.run(1)[0] * contender.per
    warm_up = max(1, int(WARM_SECONDS / seconds)) if seconds < WARM_BELOW else 0
    together = max(1, int(TOGETHER_SECONDS / seconds))
    return warm_up, max(1, int(TURN_SECONDS / (seconds * together))), together


def take_turn(timing, warm_up, count, together):
    if warm_up:
        timing.contender.run(1, warm_up)
    timing.rounds.append(timing.contender.run(count, together))


def measure(case, settings, say):
    """One summary for each contender, gfla first; a peer that fails is named with its error."""
    timings, turns = [Timing(c) for c in case.contenders], {}
    for timing in timings:
        try:
            timing.contender.open(settings)
            turns[timing] = plan_turn(timing.contender)
        except Exception as error:
            if timing.contender.kind == 'ours':
                raise
            timing.error = str(error)
            say('%s: %s: %s' % (case.name, timing.contender.name, timing.error))
    for _ in range(settings.rounds):
        for timing in turns:
            take_turn(timing, *turns[timing])
    for timing in turns:
        timing.contender.close()
    ours = timings[0]
    return {'case': case.name, 'group': case.group, 'unit': case.unit, 'goals': case.goals, 'gflop': ours.contender.gflop / ours.contender.per,
            'device_bytes': ours.contender.bytes, 'contenders': [t.summary(ours) for t in timings]}


KINDS = {'published': ('published',), 'best': ('best',), 'torch': ('published', 'best')}


def reached(result):
    """For each goal the fastest contender of that kind: (goal, wanted ratio, its summary)."""
    rows = []
    for goal, wanted in result['goals'].items():
        rivals = [c for c in result['contenders'] if c['kind'] in KINDS[goal] and 'error' not in c]
        rows += [(goal, wanted, min(rivals, key=lambda c: c['median_ms']))] if rivals else []
    return rows
