"""`python -m assistant` is the same as `backroom`."""

from __future__ import annotations

from assistant.cli import main

main()
