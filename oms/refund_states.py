"""The life of a refund: which step leads from which state to which, and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping

from oms.errors import ShopError

PROPOSED, APPROVED, SENT = "proposed", "approved", "sent"
SETTLED, FAILED, VOID = "settled", "failed", "void"
STATES = (PROPOSED, APPROVED, SENT, SETTLED, FAILED, VOID)

APPROVE, SEND, SETTLE, FAIL, RETRY, CALL_OFF = (
    "approve", "send", "settle", "fail", "retry", "call_off",
)  # fmt: skip
COMPARE = "compare"
"""No step, but something that is done only before money is sent."""
STEPS: Mapping[str, Mapping[str, str]] = {
    APPROVE: {PROPOSED: APPROVED},
    SEND: {APPROVED: SENT},
    SETTLE: {SENT: SETTLED},
    FAIL: {SENT: FAILED},
    RETRY: {FAILED: SENT},
    CALL_OFF: {PROPOSED: VOID, APPROVED: VOID},
}
"""Step -> state before -> state after."""
PAST = {
    APPROVE: "approved", SEND: "sent", SETTLE: "settled", FAIL: "failed", RETRY: "tried again",
    CALL_OFF: "called off", COMPARE: "compared with the channel any more",
}  # fmt: skip
WAITING = (PROPOSED, APPROVED, SENT, FAILED)
"""States in which somebody still has to do something."""
NEXT = {
    PROPOSED: "`approve refund {number}` or `decline refund {number}`.",
    APPROVED: "Pay it in the channel, then `refund {number} sent ref 8812`.",
    SENT: "`refund {number} settled`, or `refund {number} failed`.",
    FAILED: "Pay it again, then `refund {number} sent ref 8813`.",
    SETTLED: "The money has arrived; there is nothing to do.",
    VOID: "Propose it again if it is owed.",
}
"""What can be said next, by state."""


class WrongRefundState(ShopError):
    """A refund is not in a state in which that can be done."""

    code = "wrong_refund_state"

    def __init__(self, number: str, state: str, step: str) -> None:
        self.number, self.state, self.step = number, state, step
        too = "" if (state, step) == (VOID, CALL_OFF) else f" and cannot be {PAST[step]}"
        is_what = "was called off" if state == VOID else f"is {state}"
        super().__init__(
            f"Refund {number} {is_what}{too}.", remedy=NEXT[state].format(number=number)
        )


def can_be_called_off(state: str, payout_minor: int) -> bool:
    """Whether no money has gone: none was sent yet, or there was none to send."""
    return state in STEPS[CALL_OFF] or (state == SETTLED and not payout_minor)


def called_off(number: str, state: str, payout_minor: int) -> str:
    """The state of a refund that is called off.

    Raises:
        WrongRefundState: money was sent, or it was called off before.
    """
    return VOID if can_be_called_off(state, payout_minor) else after(number, state, CALL_OFF)


def after(number: str, state: str, step: str) -> str:
    """The state that a step leads to.

    Raises:
        WrongRefundState: it does not lead anywhere from `state`.
    """
    to = STEPS[step].get(state)
    if to is None:
        raise WrongRefundState(number, state, step)
    return to
