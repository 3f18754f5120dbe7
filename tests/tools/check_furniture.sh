#!/bin/sh
# check_furniture.sh SOURCE: make-furniture with a worker of ours in place of Blender: shares, failures, limits, going on, one a folder.
# Skipped (4) where there is no python3.
set -eu
make=$1/viewsynth/data/make-furniture
command -v python3 >/dev/null || exit 4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The worker: ready, then an object for each line, but for those that fail, hang, or end it.
mkdir -p venv/bin
cat >venv/bin/python <<'WORKER'
#!/bin/sh
exec 3>"/dev/fd/$2"
echo '{"ready": true}' >&3
while IFS= read -r task; do
  path=$(printf '%s' "$task" | sed 's/.*"path": "\([^"]*\)".*/\1/')
  case $path in
  */chair_aaaab) echo '{"ok": false, "reason": "no faces"}' >&3 ;;
  */chair_aaaac) sleep 60 ;;
  */sofa_aaaaa) exit 3 ;;
  */pan_*) echo '{"broken": "no module of that name"}' >&3 ;;
  *)
    echo "$path" >>made
    : >"$path.mtl"
    : >"$path.obj"
    echo '{"ok": true, "faces": 12, "faces_made": 99, "materials": ["shader_wood"], "size": [1, 1, 1], "seconds": [0, 0]}' >&3
    ;;
  esac
done
WORKER
chmod +x venv/bin/python

fail() { echo "check_furniture: $*"; cat log 2>/dev/null || true; exit 1; }
run() { # EXPECTED ARGUMENT...
  expected=$1
  shift
  code=0
  "$make" "$@" >out 2>log || code=$?
  [ $code = "$expected" ] || fail "exit code $code, not $expected: $*"
}
count() { find set -name '*.obj' | wc -l; }

run 8 set --venv venv --factories chair,sofa --count 9 --jobs 2 --seconds 1
[ "$(count)" = 9 ] || fail "$(count) objects, not 9"
[ "$(wc -l <set/index.jsonl)" = 9 ] || fail "$(wc -l <set/index.jsonl) lines in the index"
[ -e set/chair/chair_aaaad.obj ] || fail "no object took the place of those that failed"
[ "$(ls set/chair/*.obj | wc -l)" = 5 ] || fail "shares: $(ls set/chair/*.obj | wc -l) of 9 are chairs, not 5"
grep -q '"chair_aaaab".*"reason": "no faces"' set/failures.jsonl || fail "a failure without its reason"
grep -q '"chair_aaaac".*"reason": "took longer than 1 s"' set/failures.jsonl || fail "the time limit"
grep -q '"sofa_aaaaa".*"reason": "the process ended (3)"' set/failures.jsonl || fail "the end of a worker"
grep -q '"front": -90.*"licence": "own output of infinigen' set/index.jsonl || fail "front and licence are not in the index"

# Nothing is made twice, a larger count goes on, what is lost is made again, and a line that was cut off counts for nothing.
before=$(wc -l <made)
run 0 set --venv venv --factories chair,sofa --count 9
[ "$(wc -l <made)" = "$before" ] || fail "objects that were there were made again"
printf '{"id": "chair_aaa' >>set/index.jsonl
rm set/chair/chair_aaaaa.obj
run 0 set --venv venv --factories chair,sofa --count 10
[ "$(wc -l <made)" = $((before + 2)) ] || fail "one object was lost and one more asked for"
[ "$(count)" = 10 ] || fail "$(count) objects, not 10"
[ "$(grep -c . set/index.jsonl)" = 11 ] || fail "the line that was cut off is still there"
run 0 set --venv venv --factories chair,sofa --count 10
[ "$(wc -l <made)" = $((before + 2)) ] || fail "objects that were there were made again"

# Wrong usage, a broken installation, and a second one in the same folder.
run 2 set --venv nowhere
grep -q 'hint: make-furniture --setup' log || fail "no hint"
run 2 set --venv venv --factories sofas
run 2 set
run 1 set2 --venv venv --factories pan --count 1
grep -q 'no module of that name' log || fail "the broken installation is not named"
flock set/.lock "$make" set --venv venv --factories chair,sofa --count 12 2>log && fail "two in one folder"
grep -q 'being filled by another' log || fail "two in one folder"
run 0 --list
[ "$(wc -l <out)" -ge 15 ] || fail "too few factories"
