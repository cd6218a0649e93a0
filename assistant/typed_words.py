"""What a person can type, in words of ours: `between such marks`.

In Slack it is shown as code. Where nothing has a style, in a terminal or below a field, the marks
are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MARKED = re.compile(r"`([^`\n]+)`")


def parts(words: str) -> Iterator[tuple[str, bool]]:
    """The words in order, none empty, each with whether it can be typed."""
    # what is between the marks stands at the odd places
    for at, part in enumerate(MARKED.split(words)):
        if part:
            yield part, at % 2 == 1


def plain(words: str) -> str:
    """The words without the marks."""
    return MARKED.sub(r"\1", words)
