#!/usr/bin/env python3
"""Writes a line each half second: they arrive one by one, because nothing is held back."""

import time

print("Content-Type: text/plain; charset=utf-8\r\n\r", flush=True)
for count in range(1, 6):
    print(f"Hello from Python, {count} of 5.", flush=True)
    if count < 5:
        time.sleep(0.5)
