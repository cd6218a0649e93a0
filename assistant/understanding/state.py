"""What a conversation is about, after each message."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.understanding.acts import Act

NOTED = frozenset({"note_order", "change_address"})
"""What keeps words as they were typed."""


@dataclass(frozen=True)
class State:
    """What a conversation is about."""

    focus: Act | None = None
    """What was last answered, shown or done."""
    pending: Act | None = None
    """The one change that waits for a yes."""
    question: Act | None = None
    """What lacks one thing, which was asked for."""
    kept: Act | None = None
    """What was asked for before a question came between: “how many are there?”."""
    aside: Act | None = None
    """The change that was to wait for another one: “do 1044 first”."""
    told: tuple[str, ...] = ()
    """The orders that were spoken of last, in their order."""
    place: str = ""
    """The place that was told last, whatever was spoken of since."""
    several: tuple[Act, ...] = ()
    """The changes that were shown at once, of which none is the one that waits."""
    is_shown: bool = False
    """Nothing was said since the change that waits was shown."""
    is_paused: bool = False
    """A moment was asked for since: a yes to what waits has to say what is done."""


def tells_words(state: State) -> bool:
    """Whether what is said next may be words to be kept: a note, an address."""
    about = (state.question, state.pending, state.kept)
    return any(act is not None and act.command in NOTED for act in about)
