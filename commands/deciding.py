"""What agreeing to somebody's request and saying no to it share: the preview, and doing it."""

from __future__ import annotations

from commands.kit import Asked, Done, MissingWord, Plain, Preview, Write
from oms import approvals


def preview(asked: Asked, request: int | None, example: str) -> Preview:
    """The request that is decided on, for whoever may decide it.

    Args:
        asked: who decides, and the books.
        request: its number, without “A-”.
        example: what to say instead of no number.

    Raises:
        MissingWord: no request was named.
        ShopError: it cannot be decided, or not by them, as `approvals.may_decide` has it.
    """
    if request is None:
        raise MissingWord("request", example)
    approvals.may_decide(asked.books, request, by=asked.who)
    told = approvals.by_number(asked.books, str(request))
    return Preview({"approval": told}, {"request": request})


def deciding(*, agree: bool) -> Write:
    """Decide a request, and tell whoever asked; it cannot be undone."""

    def do(asked: Asked, stored: Plain, key: str) -> Done:
        decided = approvals.decide(asked.books, stored["request"], agree, by=asked.who, key=key)
        told = approvals.shown(asked.books, decided)
        approvals.tell_decided(asked.books, told)
        return Done({"approval": told}, None)

    return Write(do)
