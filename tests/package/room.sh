# room.sh - bare systems to install packages in: sourced by run. Needs root and debootstrap.
# The base (Debian stable, minbase) is made once, in $GFLA_ROOMS, /var/tmp/gfla-rooms unless set; a room is a copy of it.
# GFLA_ROOMS_CCACHE=FOLDER: what is compiled in rooms is kept there for the next time. They are less bare then: they have ccache.

rooms=${GFLA_ROOMS:-/var/tmp/gfla-rooms}
suite=bookworm

say() { printf '\n== %s\n' "$*"; }
die() { printf 'package: %s\n' "$*" >&2; exit 1; }

leave_room() { # ROOM
  local mount
  for mount in ccache dev/pts dev sys proc; do umount -l "$1/$mount" 2>/dev/null || true; done
}
leave_rooms() {
  local room
  for room in "$rooms"/room-*; do [ ! -d "$room" ] || leave_room "$room"; done
}

make_base() {
  [ "$(id -u)" = 0 ] || die "needs root, for chroot"
  command -v debootstrap >/dev/null || die "apt-get install debootstrap"
  [ ! -e "$rooms/base/.done" ] || return 0
  say "a bare Debian $suite: $rooms/base"
  rm -rf "$rooms/base"
  mkdir -p "$rooms/base"
  debootstrap --variant=minbase --include=ca-certificates $suite "$rooms/base" >"$rooms/debootstrap.log" || die "see $rooms/debootstrap.log"
  touch "$rooms/base/.done"
}

# A fresh room that reaches the package mirrors of this machine, without any service started in it.
make_room() { # NAME, sets room
  room=$rooms/room-$1
  leave_room "$room"
  rm -rf --one-file-system "$room"
  cp -a "$rooms/base" "$room"
  rm -f "$room/.done" "$room/etc/apt/sources.list"
  cp -L /etc/resolv.conf /etc/hosts "$room/etc/"
  cp -a /etc/apt/apt.conf.d /etc/apt/sources.list* /etc/apt/auth.conf* /etc/apt/preferences.d "$room/etc/apt/" 2>/dev/null || true
  rm -f "$room"/etc/apt/apt.conf.d/*docker* # they would delete downloads
  find "$room/etc/apt/sources.list.d" -type f ! -name 'debian*' -delete
  cp -an /usr/share/keyrings/. "$room/usr/share/keyrings/"
  for mount in proc sys dev dev/pts; do mount --bind "/$mount" "$room/$mount"; done
  in_room apt-get update -q >"$room.log" 2>&1 || { cat "$room.log"; die "no package mirror"; }
  [ -z "${GFLA_ROOMS_CCACHE:-}" ] || use_ccache
}

use_ccache() {
  mkdir -p "$room/ccache" "$GFLA_ROOMS_CCACHE"
  mount --bind "$GFLA_ROOMS_CCACHE" "$room/ccache"
  in_room apt-get install -q -y --no-install-recommends ccache >>"$room.log" 2>&1
}

# Runs a command in the current room, in the folder $room_folder (/), with a clean environment.
in_room() { # COMMAND ARGUMENT...
  chroot "$room" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive ${GFLA_ROOMS_CCACHE:+CCACHE_DIR=/ccache CMAKE_C_COMPILER_LAUNCHER=ccache} "${room_environment[@]}" sh -c 'cd "$0" && exec "$@"' "${room_folder:-/}" "$@" </dev/null
}
room_environment=()

# Every file of the room but what package tools and those of user accounts keep for themselves, and caches.
list_room() {
  (cd "$room" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./ccache -o -path ./var/lib/apt -o -path ./var/lib/dpkg -o -path ./var/cache -o -path ./var/log \
    -o -path ./tmp -o -path ./run -o -path './etc/*shadow-' -o -name ld.so.cache \) -prune -o -print | LC_ALL=C sort)
}
