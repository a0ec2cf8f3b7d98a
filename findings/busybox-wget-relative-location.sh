#!/bin/sh
# busybox wget 1.35.0 (Debian 12, busybox-static 1:1.35.0-4+deb12u1+b1) takes a relative reference in Location for the name of a host.
#
# RFC 9110 §10.2.2: Location is a URI reference, relative to the target. `Location: dir/` in the
# answer to `/dir` means `/dir/` of the same server. Seen:
#
#   wget: bad address 'dir'
#
# Only what begins with "/" is taken as a path of the same server; all else is parsed as a URL, and
# what has no "://" as a host. GNU wget, curl and browsers resolve it. So a server whose redirect of
# a directory is right below a proxy's prefix does not serve busybox wget, which needs the slash.
#
# Runs without this server: needs apt-get download, dpkg-deb and python3. Fails when that changes.
set -eu
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
server=
cd "$folder"
apt-get download -q busybox-static=1:1.35.0-4+deb12u1+b1 >/dev/null
dpkg-deb -x busybox-static_*.deb .
busybox=$(find "$folder" -path '*bin/busybox' -type f)
"$busybox" | head -n 1
cat >server.py <<'PY'
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        isDirectory = self.path.endswith("/")
        self.send_response(200 if isDirectory else 301)
        if not isDirectory:
            self.send_header("Location", self.path[1:] + "/")
        self.send_header("Content-Length", "5" if isDirectory else "0")
        self.end_headers()
        if isDirectory:
            self.wfile.write(b"found")
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
with open("port.new", "w") as file:
    file.write(str(server.server_port))
import os
os.rename("port.new", "port")
server.serve_forever()
PY
python3 server.py &
server=$!
until [ -e port ]; do sleep 0.1; done
url=http://127.0.0.1:$(cat port)/dir
echo "with the slash: $("$busybox" wget -q -O - "$url/")"
seen=$("$busybox" wget -O - "$url" 2>&1 || true)
echo "$seen"
case $seen in
  *"bad address 'dir'"*) echo "as before" ;;
  *) echo "changed: it was: wget: bad address 'dir'" && exit 1 ;;
esac
