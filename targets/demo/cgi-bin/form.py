#!/usr/bin/env python3
"""Shows the form that was posted to it as a page; every value is escaped."""

import html
import os
import sys
import urllib.parse

BYTES_MAX = 100_000

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The form – microhttpd</title>
<style>
  :root {{ color-scheme: light dark }}
  body {{ margin: 0 auto; max-width: 44rem; padding: 3rem 1.25rem; font: 1.0625rem/1.6 system-ui, sans-serif }}
  dt {{ font-weight: 600 }}
  dd {{ margin: 0 0 1rem; overflow-wrap: anywhere }}
</style>
<main>
<h1>{title}</h1>
<dl>
{rows}
</dl>
<p><a href="/">Back to the form</a></p>
</main>
</html>"""


def main():
    size = int(os.environ.get("CONTENT_LENGTH") or 0)
    if size > BYTES_MAX:
        answer("413 Content Too Large", "That is too much", [])
        return
    text = sys.stdin.buffer.read(size).decode("utf-8", "replace")
    fields = urllib.parse.parse_qsl(text, keep_blank_values=True)
    answer("200 OK", "This arrived" if fields else "Nothing arrived", fields)


def answer(status, title, fields):
    rows = "\n".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in fields)
    page = PAGE.format(title=title, rows=rows).encode()
    head = f"Status: {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\n\r\n"
    sys.stdout.buffer.write(head.encode() + page)


main()
