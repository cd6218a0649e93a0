"""“yes, ship it”, after somebody asked for a moment: a bare yes is too little by then."""

from __future__ import annotations

import re

from assistant.understanding.settling import settles, waits_or_doubts
from assistant.understanding.tokens import Text

GOING_AHEAD = re.compile(
    r"\b(?:yes|yeah|yep|aye|yup|ok)\b[,. ]*(?:please )?(?:do (?:it|that)|go ahead)", re.IGNORECASE
)
"""As good as the verb: “right sorry, yes do that”."""
OTHERWISE = frozenset({"back", "both", "one", "again", "right", "all"})
"""“yes, send it back”, “yeah right, send it”: something else, or nothing, is agreed to."""


def says_what(text: Text, doing: frozenset[str]) -> bool:
    """Whether a message says what is to be done, or to go ahead.

    Args:
        text: the message.
        doing: verbs of the change that waits.
    """
    return not doing.isdisjoint(text.words()) or GOING_AHEAD.search(text.clean) is not None


def resumes(text: Text, doing: frozenset[str]) -> bool:
    """Whether a message agrees, and says to what: “yes, ship it”, “ok send it then”.

    It is never less than what agrees right behind the preview.

    Args:
        text: the message.
        doing: verbs of the change that waits.
    """
    agrees = settles(text, doing) == "yes" and says_what(text, doing)
    return agrees and OTHERWISE.isdisjoint(text.words()) and not waits_or_doubts(text)
