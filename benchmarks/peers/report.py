"""Results as text, JSON, CSV, Markdown, and a page with plots."""
import csv
import html
import io
import json

from measure import reached

COLUMNS = ('case', 'unit', 'contender', 'median_ms', 'min_ms', 'p10_ms', 'p90_ms', 'runs', 'gflops', 'ratio', 'ratio_of_least')
COLOURS = {'ours': '#2a6fb0', 'published': '#b0b0b0', 'best': '#8a8a8a', 'engine': '#c8a060'}
GOALS = {'published': 'PyTorch, published', 'best': 'PyTorch, best', 'torch': 'PyTorch, the faster'}


def rows(results):
    for result in results:
        for c in result['contenders']:
            if 'error' not in c:
                yield dict(c, case=result['case'], unit=result['unit'], contender=c['name'], gflops=result['gflop'] / c['median_ms'] * 1e3)


def text(result):
    lines = ['%s (%.2f GFLOP, time of one %s)' % (result['case'], result['gflop'], result['unit'])]
    lines.append('  %-36s %10s %10s %10s %8s %8s %8s' % ('', 'median ms', 'least', '90 %', 'GFLOP/s', 'ratio', 'of least'))
    for r in rows([result]):
        lines.append('  %-36s %10.2f %10.2f %10.2f %8.1f %8.2f %8.2f' % tuple(
            r[k] for k in ('contender', 'median_ms', 'min_ms', 'p90_ms', 'gflops', 'ratio', 'ratio_of_least')))
    lines += ['  %-36s failed: %s' % (c['name'], c['error']) for c in result['contenders'] if 'error' in c]
    return '\n'.join(lines)


def as_csv(results):
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction='ignore', lineterminator='\n')
    writer.writeheader()
    for r in rows(results):
        writer.writerow({k: '%.6g' % v if isinstance(v, float) else v for k, v in r.items()})
    return out.getvalue()


def goal_rows(results):
    for result in results:
        for goal, wanted, rival in reached(result):
            yield (result['case'], GOALS[goal], rival['name'], '%g' % wanted, '%.2f' % rival['ratio'], '%.2f' % rival['ratio_of_least'],
                   'yes' if rival['ratio'] >= wanted else 'no')


GOAL_HEADS = ('case', 'against', 'which was', 'goal', 'ratio', 'ratio of least', 'reached')
TIME_HEADS = ('case', 'contender', 'median ms', 'least ms', '10 .. 90 % ms', 'GFLOP/s', 'ratio', 'ratio of least')


def time_rows(results):
    for r in rows(results):
        yield (r['case'], r['contender'], '%.2f' % r['median_ms'], '%.2f' % r['min_ms'], '%.2f .. %.2f' % (r['p10_ms'], r['p90_ms']),
               '%.1f' % r['gflops'], '%.2f' % r['ratio'], '%.2f' % r['ratio_of_least'])


def markdown_table(heads, body):
    lines = ['| ' + ' | '.join(row) + ' |' for row in [heads, ['---'] * len(heads)] + list(body)]
    return '\n'.join(lines) + '\n'


def as_markdown(results, about):
    return '# gfla beside its peers\n\n%s\n\n## Goals\n\n%s\n## Times\n\n%s' % (
        '\n'.join('- %s: %s' % item for item in about.items()), markdown_table(GOAL_HEADS, goal_rows(results)),
        markdown_table(TIME_HEADS, time_rows(results)))


# ---- the page

def bars(result):
    """One case: a bar for each contender, as long as its median; a line from the 10th to the 90th percentile."""
    contenders = [c for c in result['contenders'] if 'error' not in c]
    longest = max(c['p90_ms'] for c in contenders)
    scale, left, height = 420 / longest, 240, 22
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="820" height="%d" font-family="sans-serif" font-size="12">' % (height * len(contenders) + 4)]
    for i, c in enumerate(contenders):
        y = i * height + 2
        parts.append('<text x="%d" y="%d" text-anchor="end">%s</text>' % (left - 8, y + 14, html.escape(c['name'])))
        parts.append('<rect x="%d" y="%d" width="%.1f" height="16" fill="%s"/>' % (left, y, c['median_ms'] * scale, COLOURS[c['kind']]))
        parts.append('<line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="black"/>' % (
            left + c['p10_ms'] * scale, left + c['p90_ms'] * scale, y + 8, y + 8))
        label = '%.4g ms' % c['median_ms'] + ('' if c['kind'] == 'ours' else ', %.2f times' % c['ratio'])
        parts.append('<text x="%.1f" y="%d">%s</text>' % (left + c['p90_ms'] * scale + 6, y + 13, label))
    return '\n'.join(parts + ['</svg>'])


def html_table(heads, body):
    cells = lambda row, tag: '<tr>' + ''.join('<%s>%s</%s>' % (tag, html.escape(cell), tag) for cell in row) + '</tr>'
    return '<table>' + cells(heads, 'th') + '\n'.join(cells(row, 'td') for row in body) + '</table>'


STYLE = 'body{font:15px sans-serif;max-width:900px;margin:2em auto}table{border-collapse:collapse}td,th{padding:2px 10px;text-align:left;' \
        'border-bottom:1px solid #ddd}h3{margin:1.4em 0 .3em}'


def as_page(results, about):
    parts = ['<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>gfla beside its peers</title><style>%s</style>' % STYLE]
    parts += ['<h1>gfla beside its peers</h1><ul>'] + ['<li>%s: %s</li>' % (html.escape(k), html.escape(str(v))) for k, v in about.items()]
    parts += ['</ul><h2>Goals</h2>', html_table(GOAL_HEADS, goal_rows(results))]
    group = None
    for result in results:
        if result['group'] != group:
            group = result['group']
            parts.append('<h2>%s</h2>' % html.escape(group))
        parts.append('<h3>%s</h3><p>time of one %s, %.2f GFLOP</p>' % (html.escape(result['case']), result['unit'], result['gflop']) + bars(result))
    return '\n'.join(parts) + '</html>\n'


def write(folder, results, about):
    """results.json, .csv, .md and index.html in an existing folder."""
    contents = {'results.json': json.dumps(dict(about, results=results), indent=1) + '\n', 'results.csv': as_csv(results),
                'results.md': as_markdown(results, about), 'index.html': as_page(results, about)}
    for name, content in contents.items():
        with open('%s/%s' % (folder, name), 'w', encoding='utf-8') as file:
            file.write(content)
