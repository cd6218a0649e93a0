"""“she doesn't want it any more”, of a cancellation or a return: why it is so, and no no to it."""

from __future__ import annotations

import re

from assistant.understanding.acts import Act
from assistant.understanding.calling_off import goes_back
from assistant.understanding.given import again
from assistant.understanding.parse import Reader

WHO = (
    r"(?:he|she|they|(?:(?:the|my|her|his|our) )?(?:customer|client|buyer|lady|guy|bloke|man|woman"
    r"|couple|shop|school|office|company))"
)
NOT = r"does not|doesn't|doesnt|don't|dont|do not|won't|wont|will not|no longer|didn't|didnt"
NOT_WANTED = re.compile(
    r"(?:(?:oh|yeah|ok|because|cos|cause|since|as|it's|its|it is|apparently)\b,? *)*"
    rf"(?:{WHO} (?:{NOT}) (?:want|need|like)s?(?: (?:it|them|that|this))?"
    r"|no longer (?:needed|wanted|required)|not (?:needed|wanted) any ?more)"
    r"(?: (?:any ?more|now|after all|at all))*[.! ]*",
    re.IGNORECASE,
)
"""Nothing but that somebody has no more use for it; “I don't want it” is the one who asks."""
CHANGED_MIND = "changed_mind"


def is_why(command: str, said: str) -> bool:
    """Whether a message says no more than that what goes back, or is cancelled, is not wanted.

    Args:
        command: of the change that waits.
        said: the message.
    """
    is_wanted_back = goes_back(command) or command == "cancel_order"
    return is_wanted_back and NOT_WANTED.fullmatch(said.strip()) is not None


def with_why(reader: Reader, pending: Act) -> Act:
    """The change that waits, shown once more with that as its reason, where it takes one."""
    takes = "reason" in reader.speeches[pending.command].takes
    lacks = takes and "reason" not in pending.slots
    return again(reader, pending, {"reason": CHANGED_MIND} if lacks else {})
