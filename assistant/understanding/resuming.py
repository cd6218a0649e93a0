"""“yes, ship it”: also after somebody asked for a moment, when a bare yes is too little."""

from __future__ import annotations

import re

from assistant.understanding.settling import repeats, settles
from assistant.understanding.tokens import Text, read

GOING_AHEAD = re.compile(
    r"\b(?:yes|yeah|yep|aye|yup|ok)\b[,. ]*(?:please )?(?:do (?:it|that)|go ahead)", re.IGNORECASE
)
"""As good as the verb: “right sorry, yes do that”."""
YES_FIRST = re.compile(
    r"(?:yes|yeah|yep|yup|aye)\b(?!,? right\b)[,.! ]*(?:please,? )?", re.IGNORECASE
)
OTHERWISE = frozenset({"back", "both", "one", "again", "all"})
"""“yes, send it back”: something else is agreed to."""


def says_what(text: Text, doing: frozenset[str]) -> bool:
    """Whether a message says what is to be done, or to go ahead.

    Args:
        text: the message.
        doing: verbs of the change that waits.
    """
    return not doing.isdisjoint(text.words()) or GOING_AHEAD.search(text.clean) is not None


def agrees_to_it(text: Text, doing: frozenset[str]) -> bool:
    """“yes, ship it”: a yes, and what is shown said again; “yes, hold it” may ask to wait.

    Args:
        text: the message.
        doing: verbs of the change that was shown.
    """
    begins = YES_FIRST.match(text.clean)
    if begins is None or not OTHERWISE.isdisjoint(text.words()):
        return False
    rest = text.clean[begins.end() :]
    return bool(rest) and repeats(read(rest), doing)


def goes_ahead(text: Text) -> bool:
    """“yes, go ahead”, “right sorry, yes do that”: a plain yes that says to go on."""
    return settles(text) == "yes" and GOING_AHEAD.search(text.clean) is not None
