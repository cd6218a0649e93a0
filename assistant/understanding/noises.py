"""What is heard while somebody thinks, and means nothing: “what's uh what's her address”."""

from __future__ import annotations

import re

HEARD = r"(?:u+h+m?|u+m+|e+rm+|e+hm+)"
SAID_TWICE = re.compile(
    rf"\b(?P<said>[^\s,.]+)[,.]* {HEARD}[,.]* (?P=said)(?=\s)",
    re.IGNORECASE,
)
"""The word before such a noise and behind it: “what's uh what's”."""
NOISE = re.compile(
    rf"(?<![\w'-]){HEARD}(?![\w'-]|[,.]*\s+hu[hm]\b)\s*[,.…]*\s+(?=\S)", re.IGNORECASE
)
"""“hang on uh how many”; “uh huh” is a yes. Beside a yes or a no, `settling` knows them too."""


def plainly(text: str) -> str:
    """A text without the noises of thinking, and what was said twice over them said once."""
    return NOISE.sub("", SAID_TWICE.sub(r"\g<said>", text))
