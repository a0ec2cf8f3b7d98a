#!/bin/busybox sh
# What the first process of the virtual machine does: mounts the images, fills them, serves each and
# asks for names. A line "ANSWER FILESYSTEM TARGET STATUS" tells of each, with "shown" behind it when
# something was sent that no rule lets through.
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t devtmpfs devices /dev
ip link set lo up
while read -r module; do insmod "/modules/$module.ko"; done < /modules/list

fill() {
  cd "$1" || return
  mkdir .git administration static
  echo secret > .htpasswd
  echo secret > .git/config
  echo secret > administration/x
  echo secret > page.phtml
  echo secret > page.phs
  echo plain > static/a.txt
  echo plain > hello.txt
  echo plain > café.txt
  echo plain > 'notes~1.txt'
  cd /
}

serve() {
  rm -f /tmp/started
  microhttpd --home "$1" --script '*.phtml:/bin/php' --script '*.phs:/bin/php' \
    --authorizer '/administration/ unix:/dead' 8000 > /tmp/started 2> /tmp/log &
  server=$!
  until grep -qs http /tmp/started; do kill -0 "$server" 2> /tmp/dead || break; done
}

ask() {
  wget -q -S -O /tmp/content "http://127.0.0.1:8000$2" 2> /tmp/head
  status=$(sed -n 's/^ *HTTP[^ ]* \([0-9]*\).*/\1/p' /tmp/head | tail -n 1)
  shown=
  [ "$status" = 200 ] && grep -q secret /tmp/content && shown=shown
  echo "ANSWER $1 $2 $status $shown"
}

while read -r name type options; do
  mkdir -p "/mnt/$name"
  mount -t "$type" -o "loop$options" "/$name.img" "/mnt/$name" || continue
  fill "/mnt/$name"
  umount "/mnt/$name"
  mount -t "$type" -o "loop$options" "/$name.img" "/mnt/$name"
  serve "/mnt/$name"
  while read -r target; do ask "$name" "$target"; done < /targets
  kill "$server"
  wait "$server"
done < /filesystems
echo DONE
poweroff -f
