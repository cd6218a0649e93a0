"""“cancel the whole thing” after goods or money began to go back: that is what is called off.

The order is no more to be cancelled by it than by “no”; “cancel the whole order” says so itself.
"""

from __future__ import annotations

import re

from assistant.understanding.talk_words import INSTEAD, TURNING

GOING_BACK = re.compile(r"return|refund|exchange")
"""In the name of a command by which goods or money go back."""
ALL_OF_IT = re.compile(
    r"(?:cancel|scrap|drop|stop|abort|kill|void|bin|ditch|abandon|reverse|call off|take back)"
    r" (?:(?:the )?(?:whole|entire|full) (?:thing|lot)|all of it|it all|the lot|everything|all that"
    r"|(?:the|that|this) (?:whole )?(?:return|refund|exchange)|the thing|it)",
    re.IGNORECASE,
)


def is_said(said: str) -> bool:
    """Whether a whole message is that.

    Args:
        said: without marks of courtesy.
    """
    bare = INSTEAD.sub("", said.rstrip(" .!"))
    opening = TURNING.match(bare)
    return ALL_OF_IT.fullmatch(bare[opening.end() if opening else 0 :].strip()) is not None


def goes_back(command: str) -> bool:
    """Whether goods or money go back by a command of that name."""
    return GOING_BACK.search(command) is not None
