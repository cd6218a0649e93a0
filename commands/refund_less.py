"""Give less money back for a return than comes out for it, with the reason.

Said: refund £5.00 for R-12 because it is scratched
"""

from __future__ import annotations

from commands import refunding
from commands.kit import Asked, MissingWord, Preview, Write, command
from commands.slots import WHY
from commands.slots_money import AMOUNT, CAME_BACK
from oms import money_words
from oms.actors import PROPOSE
from oms.records import Return
from oms.refund_values import Other


@command(
    phrases=[
        "refund {amount} (for|of|on) [return] {came_back} because {why}",
        "refund {amount} (for|of|on) [return] {came_back}",
        "refund only {amount} (for|of|on) [return] {came_back} because {why}",
        "refund less",
    ],
    slots=[AMOUNT, CAME_BACK, WHY],
    may=PROPOSE,
    write=Write(refunding.do, refunding.undo),
)
def refund_less(
    asked: Asked,
    came_back: Return | None = None,
    amount: str | None = None,
    why: str | None = None,
) -> Preview:
    """Refund less for a return than comes out for it; a person answers for the reason."""
    if came_back is None or amount is None:
        raise MissingWord("return", "refund £5.00 for R-12 because it is scratched")
    if why is None:
        example = f"refund {amount} for {came_back.number} because it is scratched"
        raise MissingWord("reason", example, slot=WHY.name)
    other = Other(money_words.read(amount, refunding.currency_of(asked, came_back)), why)
    return refunding.of_return(asked, came_back, other=other)
