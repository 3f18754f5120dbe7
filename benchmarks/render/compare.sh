#!/bin/bash
# compare.sh MODEL... - gfla, f3d and Blender draw the same views of the same models; prints a table in Markdown.
#
# For each model (.obj or .ply) and renderer: views, seconds from start to end, seconds of all processors together, views per second, and
# the most memory it took. What else the machine does spoils the first kind of seconds; compare the second then.
# Environment: GFLA (the program; default gfla), SIZE (default 256), AZIMUTHS and ELEVATIONS (default 18 and 3), PEERS (default
# "f3d workbench cycles"; "" measures gfla alone), OUT (the pictures stay there; default: a folder that is removed).
# f3d draws one view per start, so it is measured on ONE_BY_ONE of the views (default 6). f3d and Blender need xvfb-run where there
# is no display. Needs GNU time.
set -u
GFLA=${GFLA:-gfla} SIZE=${SIZE:-256} AZIMUTHS=${AZIMUTHS:-18} ELEVATIONS=${ELEVATIONS:-3} ONE_BY_ONE=${ONE_BY_ONE:-6}
PEERS=${PEERS-f3d workbench cycles}
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
command -v /usr/bin/time >/dev/null || { echo "compare.sh: /usr/bin/time is missing. hint: apt-get install time" >&2; exit 2; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
out=${OUT:-$scratch}
display=
if [ -n "$PEERS" ] && [ -z "${DISPLAY:-}" ]; then display="xvfb-run -a"; fi

# row MODEL NAME VIEWS COMMAND...: runs it and prints a line of the table; what it says is shown when it fails.
row() {
    local model=$1 name=$2 views=$3 code=0
    shift 3
    /usr/bin/time -o "$scratch/time" -f '%e %U %S %M' "$@" >"$scratch/log" 2>&1 || code=$?
    if [ "$code" -ne 0 ]; then
        printf '| %s | %s | failed (%d): %s | | | | | |\n' "$model" "$name" "$code" "$(grep -v '^ *$' "$scratch/log" | tail -1 | tr '|' '/')"
        return
    fi
    awk -v m="$model" -v n="$name" -v v="$views" '{printf "| %s | %s | %d | %.1f | %.1f | %.1f | %.1f | %.0f |\n", m, n, v, $1, $2 + $3, v / $1, 1000 * ($2 + $3) / v, $4 / 1024}' "$scratch/time"
}

# f3d_views MODEL VIEWS FOLDER: one start for each view, because f3d 1.3 draws one. It frames the model itself, about as large as the
# others draw it.
f3d_views() {
    for i in $(seq 1 "$2"); do
        $display f3d "$1" --output="$3/$i.png" --resolution="$SIZE,$SIZE" --camera-azimuth-angle="$((360 * i / $2))" --camera-elevation-angle=10 \
            --no-background --fxaa || return
    done
}
export -f f3d_views
export SIZE display

echo "| model | renderer | views | s | processor s | views/s | processor ms/view | MiB |"
echo "|---|---|---|---|---|---|---|---|"
views=$((AZIMUTHS * ELEVATIONS))
for path; do
    model=$(basename "$path"); model=${model%.*}
    for samples in 2 4; do
        row "$model" "gfla, $((samples * samples)) samples" "$views" "$GFLA" render "$path" -o "$out/gfla$samples" -y -q --depth none \
            --size "$SIZE" --samples $samples --views "${AZIMUTHS}x$ELEVATIONS"
    done
    row "$model" "gfla, 4 samples, depth too" "$views" "$GFLA" render "$path" -o "$out/gfla_depth" -y -q --size "$SIZE" --samples 2 \
        --views "${AZIMUTHS}x$ELEVATIONS"
    for peer in $PEERS; do
        mkdir -p "$out/$peer/$model"
        # shellcheck disable=SC2086 # display is two words or none
        case $peer in
        f3d) row "$model" "f3d, FXAA" "$ONE_BY_ONE" bash -c 'f3d_views "$@"' - "$path" "$ONE_BY_ONE" "$out/$peer/$model" ;;
        workbench) row "$model" "Blender Workbench, 5 samples" "$views" $display blender -b -noaudio -P "$here/blender_views.py" -- "$path" \
            "$out/$peer/$model" "$SIZE" "$AZIMUTHS" "$ELEVATIONS" workbench 5 ;;
        cycles) for samples in 4 16; do
            row "$model" "Blender Cycles, $samples samples" "$views" blender -b -noaudio -P "$here/blender_views.py" -- "$path" \
                "$out/$peer/$model" "$SIZE" "$AZIMUTHS" "$ELEVATIONS" cycles $samples
        done ;;
        *) echo "compare.sh: PEERS: $peer is none of f3d, workbench and cycles" >&2; exit 2 ;;
        esac
    done
done
