#!/bin/sh
# Tells, as plain text, what a script knows of the machine and of the request.

printf 'Content-Type: text/plain; charset=utf-8\r\n\r\n'

echo "Hello from sh on $(uname -n): $(uname -s) $(uname -r), $(uname -m)."
echo "It is $(date -u '+%Y-%m-%d %H:%M:%S') UTC."
echo
echo "The request:"
for name in REQUEST_METHOD REQUEST_URI SCRIPT_NAME PATH_INFO QUERY_STRING REMOTE_ADDR SERVER_SOFTWARE; do
  printf '  %-16s %s\n' "$name" "$(printenv "$name")"
done
