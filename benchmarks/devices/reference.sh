#!/bin/sh
# reference.sh FILE "MACHINE" >host/bench/submission_reference.h: makes the machine of a submission the one whose score is 1. A change
# of the reference is a change of the profile: GFLA_SUBMISSION_PROFILE in host/bench/submission.h goes up with it once it was released.
# Needs jq.
set -eu
[ $# = 2 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
numbers=$(jq -e -r '
  {"fma": "FMA", "copy": "COPY", "launch": "LAUNCH", "launch and wait": "WAIT", "person-256": "PERSON", "face-256": "FACE",
   "shapenet-256-per-view-of-18": "VIEW", "render-256": "RENDER", "train-shapenet-256": "TRAIN", "cold start": "COLD",
   "warm start": "WARM"} as $names
  | if .void then error("it has no score: " + .void) else .results[] | "#define REFERENCE_\($names[.name]) \(.median)" end' "$1")
cat <<HEAD
/* bench/submission_reference.h - the machine whose score is 1, in profile $(jq .profile "$1"). Written by benchmarks/devices/reference.sh
 * from its submission. */
#ifndef GFLA_BENCH_SUBMISSION_REFERENCE_H
#define GFLA_BENCH_SUBMISSION_REFERENCE_H

#define REFERENCE_MACHINE "$2"
$numbers

#endif
HEAD
