#!/bin/sh
# Installs the native program, its init script and a sample configuration; `make install` calls it:
#
#     build/install.sh TARGET DESTDIR PREFIX
#
# DESTDIR is put before all paths, for whoever makes an image or a package. A configuration that is
# there already stays as it is.
set -eu
cd "$(dirname "$0")/.."

program=out/$1/microhttpd
root=$2
prefix=${3:-/usr}
shared=targets/linux

# put MODE FROM PATH; the file is renamed into place, as the program may be running. A capability of the
# file that is there (setcap) is given to the new one.
put() {
  mkdir -p "$root${3%/*}"
  cp "$2" "$root$3.new"
  chmod "$1" "$root$3.new"
  capability=
  if [ -e "$root$3" ] && command -v getcap > /dev/null; then
    capability=$(getcap "$root$3" | sed 's/.* //')
  fi
  if [ -n "$capability" ] && ! setcap "$capability" "$root$3.new"; then
    rm -f "$root$3.new"
    echo "$root$3 has $capability, which cannot be given to the new file; it stays as it is" >&2
    exit 1
  fi
  mv "$root$3.new" "$root$3"
  echo "installed $root$3${capability:+, with $capability}"
}

# A program that this machine cannot run does not take the place of one that it runs. An image (DESTDIR)
# may be for another machine.
if [ -z "$root" ] && ! "$program" --version > /dev/null; then
  echo "$program does not run on this machine; nothing was installed" >&2
  exit 1
fi

init=$(mktemp)
trap 'rm -f "$init"' EXIT
sed "s|/usr/bin/microhttpd|$prefix/bin/microhttpd|" "$shared/microhttpd.init" > "$init"

put 755 "$program" "$prefix/bin/microhttpd"
put 755 "$init" /etc/init.d/microhttpd
if [ -e "$root/etc/microhttpd.conf" ]; then
  echo "kept      $root/etc/microhttpd.conf"
else
  put 644 "$shared/microhttpd.conf" /etc/microhttpd.conf
  mkdir -p "$root/srv/www"
fi
