#!/bin/sh
# check_prose.sh ROOT [LAYER...]: the headers of each layer (host/base, runtime, graph, ops, tasks and the public ones unless named)
# hold 0.7 lines of prose or more for every line of declaration. Prose is a line of a comment, alone or behind code, that has a word;
# declarations are the other lines that are neither empty nor for the preprocessor. `-v` lists the headers, the barest first.
set -eu
cd "$1"
shift
verbose=
[ "${1:-}" != -v ] || { verbose=1; shift; }
[ $# -gt 0 ] || set -- host/base host/runtime host/graph host/ops host/tasks host/include
status=0
for layer; do
  files=$(find "$layer" -name '*.h' | LC_ALL=C sort)
  [ -n "$files" ] || { echo "$layer: no headers were found"; status=1; continue; }
  # shellcheck disable=SC2086
  awk -v layer="$layer" -v verbose="$verbose" -v least=0.7 '
    FNR == 1 { inside = 0; macro = 0 }
    {
        line = $0; code = ""; text = ""
        while (line != "")
            if (inside) {
                end = index(line, "*/")
                text = text (end ? substr(line, 1, end - 1) : line)
                line = end ? substr(line, end + 2) : ""
                inside = !end
            } else if (start = index(line, "/*")) {
                code = code substr(line, 1, start - 1)
                line = substr(line, start + 2)
                inside = 1
            } else { code = code line; line = "" }
        if (text ~ /[a-zA-Z]/) { prose[FILENAME]++; all_prose++ }
        macro = macro || code ~ /^[ \t]*#/
        if (code ~ /[^ \t]/ && !macro && code !~ /^[ \t]*[{}]/) { code_lines[FILENAME]++; all_code++ }
        macro = macro && code ~ /\\$/
    }
    END {
        if (verbose)
            for (f in code_lines) printf "%5.2f %4d of prose %4d of code %s\n", prose[f] / code_lines[f], prose[f], code_lines[f], f | "sort -n"
        if (verbose) close("sort -n")
        ratio = all_code ? all_prose / all_code : 0
        if (verbose || ratio < least) printf "%s: %.2f lines of prose for a line of declaration, %.1f are asked for\n", layer, ratio, least
        exit ratio < least
    }' $files || status=1
done
[ $status = 0 ] || echo "hint: tests/tools/check_prose.sh . -v LAYER lists the headers that have the least"
exit $status
