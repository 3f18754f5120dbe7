# dockerfile.sh - does what a Dockerfile says in rooms (room.sh), without docker: sourced by run. Knows FROM debian:bookworm-slim,
# WORKDIR, COPY, RUN, ENV, VOLUME, ENTRYPOINT and CMD, as the Dockerfile of this project has them; anything else ends it.

declare -A stage_rooms=()
stage_entry=() stage_command=()

# The words of a JSON list of plain strings: ["gfla"].
json_words() { grep -oE '"[^"]*"' <<<"$1" | tr -d '"'; }

start_stage() { # debian:bookworm-slim [AS NAME]
  [ "$1" = "debian:$suite-slim" ] || die "Dockerfile: FROM $1"
  room_folder=/ room_environment=() stage_entry=() stage_command=()
  make_room "docker-${3:-last}"
  stage_rooms[${3:-last}]=$room
}

copy_files() { # [--from=STAGE] FROM TO
  local from=$docker_context to=$2 pattern=$1
  case $1 in --from=*) from=${stage_rooms[${1#--from=}]} pattern=$2 to=$3 ;; esac
  [[ $to == /* ]] || to=$room_folder/$to
  mkdir -p "$room$to"
  if [ "$pattern" = . ]; then
    cp -a "$from/." "$room$to"
    while read -r pattern; do rm -rf "${room:?}$to/${pattern:?}"; done <"$from/.dockerignore"
  else
    # shellcheck disable=SC2086
    cp -a "$from"$pattern "$room$to"
  fi
}

docker_step() { # WORD REST
  local -a words
  read -ra words <<<"$2"
  printf -- '-- %s %s\n' "$1" "${2:0:100}"
  case $1 in
  FROM) start_stage "${words[@]}" ;;
  WORKDIR) room_folder=$2 && mkdir -p "$room$2" ;;
  COPY) copy_files "${words[@]}" ;;
  RUN) in_room sh -c "$2" >"$room.log" 2>&1 || { tail -50 "$room.log"; die "RUN failed: $room.log"; } ;;
  ENV) room_environment+=("$2") ;;
  VOLUME) mkdir -p "$room$2" ;;
  ENTRYPOINT) mapfile -t stage_entry < <(json_words "$2") ;;
  CMD) mapfile -t stage_command < <(json_words "$2") ;;
  *) die "Dockerfile: $1 is not known to tests/package/dockerfile.sh" ;;
  esac
}

docker_build() { # CONTEXT
  local line text=
  docker_context=$1
  while IFS= read -r line; do
    [[ $line != \#* ]] || continue
    text+=$line
    [[ $text != *\\ ]] || { text=${text%\\} && continue; }
    [[ -z $text ]] || docker_step "${text%% *}" "${text#* }"
    text=
  done <"$docker_context/Dockerfile"
}

# As docker run --user USER IMAGE ARGUMENT... in the last stage.
docker_run() { # USER ARGUMENT...
  local user=$1
  shift
  [ $# -gt 0 ] || set -- "${stage_command[@]}"
  chroot --userspec="$user:$user" "$room" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${room_environment[@]}" \
    sh -c 'cd "$0" && exec "$@"' "$room_folder" "${stage_entry[@]}" "$@" </dev/null
}
