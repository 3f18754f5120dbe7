#!/bin/bash
# interrupt.sh GFLA SLOW: a signal ends the program within two seconds even while a driver or a disk hangs (SLOW is preloaded and
# makes them), and leaves no temporary file. A loaded machine gets a second more.
set -eu
gfla=$1 slow=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset GFLA_DEVICE
seq 68 | sed 's/.*/&,&/' >face.txt
echo of the user >old.ppm.tmp-5

# check SIGNAL CODE COMMAND...: the command hangs, gets the signal and ends with that exit code.
check() {
  local signal=$1 code=$2 began got=0
  shift 2
  rm -f begun
  # A shell without job control starts background jobs with SIGINT ignored.
  LD_PRELOAD=$slow env --default-signal "$@" >output 2>&1 &
  local pid=$!
  for _ in $(seq 300); do [ -e begun ] && break; sleep 0.1; done
  [ -e begun ] || { echo "$*: did not hang"; cat output; exit 1; }
  began=$(date +%s%N)
  kill -"$signal" $pid
  wait $pid || got=$?
  local ms=$((($(date +%s%N) - began) / 1000000))
  [ $got = "$code" ] && [ $ms -lt 3000 ] || { echo "$*: SIG$signal: exit code $got, not $code, after $ms ms"; cat output; exit 1; }
  [ "$(ls)" = "$(printf 'begun\nface.txt\nold.ppm.tmp-5\noutput')" ] || { echo "$*: SIG$signal left this:"; ls; exit 1; }
  echo "SIG$signal: exit code $got after $ms ms: ${*:2}"
}

check TERM 130 "$gfla" selftest -d cpu --op conv2d
grep -q '^gfla: selftest: interrupted$' output
check INT 130 "$gfla" selftest -d cpu --op conv2d
check HUP 130 "$gfla" selftest -d cpu --op conv2d
GFLA_SLOW=fsync check TERM 130 "$gfla" pose face.txt -o face.ppm
grep -q '^gfla: pose: interrupted$' output
