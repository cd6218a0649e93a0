"""Whether a request is said to somebody else, or was written by somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.understanding import gate_words
from assistant.understanding.canonical import DROPPED
from assistant.understanding.clause import Clause
from assistant.understanding.english import is_ordinary
from assistant.understanding.speech import Speech
from assistant.understanding.wording import is_explained

SPOKEN_TO = frozenset({"tell", "ask", "remind", "text", "email", "phone"})
FORWARDED = re.compile(r"(?:re|fwd?|subject|from|sent):", re.IGNORECASE)
"""With what a message begins that somebody else wrote."""
CALLING = frozenset({",", ":"})


def addressed(speech: Speech, clause: Clause, allowed: frozenset[str]) -> Iterator[str]:
    """“@hannah …”, “Hannah, …” however it is written, “tell Hannah to …”."""
    tokens = clause.text.tokens
    first = next((token for token in tokens if token.is_word and token.word not in DROPPED), None)
    # “phone order, Lucille, …” is an order
    told = (
        first is not None and first.word in SPOKEN_TO - allowed and "order" not in clause.words[1:2]
    )
    calls = (
        len(tokens) > 2
        and tokens[1].word in CALLING
        and (tokens[0].raw[0].isupper() or not is_ordinary(tokens[0].word))
        and tokens[0].word not in DROPPED | gate_words.CALLS
        and not is_explained(speech, tokens[0].word)
        and not any(tag.first == 0 and tag.kind != "customer" for tag in clause.tags)
    )
    is_sent_on = FORWARDED.match(clause.text.clean) is not None
    if told or calls or is_sent_on or "@" in clause.text.words():
        yield "said to somebody else"
