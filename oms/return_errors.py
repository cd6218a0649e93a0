"""What a return refuses, in words that the person asking can act on."""

from __future__ import annotations

from oms.errors import ShopError


class NotReturnable(ShopError):
    """The shop's rules refuse the return."""

    code = "not_returnable"

    def __init__(self, number: str, sentences: tuple[str, ...]) -> None:
        self.number, self.sentences = number, sentences
        super().__init__(
            f"Order {number}: {' '.join(sentences)}",
            remedy="Tell the customer so; a manager may say `despite policy` and why.",
        )


class NeedsDecision(ShopError):
    """A check asks a person, and nobody has decided."""

    code = "needs_decision"

    def __init__(self, number: str, sentences: tuple[str, ...]) -> None:
        self.number, self.sentences = number, sentences
        super().__init__(
            f"Order {number}: {' '.join(sentences)}", remedy="Look at it, then confirm the return."
        )


def _were(units: int) -> str:
    return "1 unit was" if units == 1 else f"{units} units were"


class NothingToReturn(ShopError):
    """Nothing of the order went out that could still come back."""

    code = "nothing_to_return"

    def __init__(self, number: str, title: str = "", *, lost: int = 0, kept: int = 0) -> None:
        """`title`: of which product; `kept`: units refunded that the customer keeps."""
        self.number = number
        what = f"No {title}" if title else "Nothing"
        reasons = [f"{_were(lost)} lost in the post"] if lost else []
        reasons += [f"{_were(kept)} refunded without a return"] if kept else []
        why = f": {' and '.join(reasons)}" if reasons else ""
        super().__init__(
            f"{what} of order {number} can come back{why}.",
            remedy=f"Ask what was shipped: `where is order {number}?`",
        )


class JudgedApart(ShopError):
    """Goods that arrive cannot be judged in the same sentence."""

    code = "judged_apart"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"How the goods of return {number} are cannot be said together with their arrival.",
            remedy=f"Say `{number} arrived`, and then how each product is.",
        )


class NothingAwaited(ShopError):
    """Everything of a return is here, so it must be said what else came."""

    code = "nothing_awaited"

    def __init__(self, number: str, sku: str) -> None:
        self.number = number
        super().__init__(
            f"Nothing of return {number} is awaited any more.",
            remedy=f"Say what else came: `{number} arrived with 1 {sku}`.",
        )


class RefundedSince(ShopError):
    """Goods cannot be un-received while money goes back for them."""

    code = "refunded_since"

    def __init__(self, number: str, title: str) -> None:
        self.number, self.title = number, title
        super().__init__(
            f"A refund for {title} of return {number} stands on its having come back.",
            remedy="Call off that refund first.",
        )


class JudgedSince(ShopError):
    """Goods cannot be un-received after somebody judged them."""

    code = "judged_since"

    def __init__(self, number: str, title: str) -> None:
        self.number, self.title = number, title
        super().__init__(
            f"{title} of return {number} was inspected since it arrived.",
            remedy="Undo the inspection first.",
        )


class TooManyJudged(ShopError):
    """More units would be inspected than arrived."""

    code = "too_many_judged"

    def __init__(self, number: str, title: str, *, wanted: int, waiting: int) -> None:
        self.number, self.title, self.wanted, self.waiting = number, title, wanted, waiting
        super().__init__(
            f"{waiting} × {title} of return {number} can be inspected and {wanted}"
            f" {'was' if wanted == 1 else 'were'} given.",
            remedy="Receive what has come since, or give that many or fewer.",
        )


class DeductionUnproven(ShopError):
    """Loss of value is to be taken off without a picture and a reason."""

    code = "deduction_unproven"

    def __init__(self, number: str, missing: str) -> None:
        self.number = number
        super().__init__(
            f"Nothing is taken off return {number} without {missing}.",
            remedy="Post a photo in its thread and say what is wrong with the goods.",
        )


class StillToSettle(ShopError):
    """A return cannot be closed while something of it is open."""

    code = "still_to_settle"

    def __init__(self, number: str, left: tuple[str, ...]) -> None:
        self.number, self.left = number, left
        super().__init__(
            f"Return {number} is not finished: {'; '.join(left)}.",
            remedy="Do that first, or say why not.",
        )


class NotOfTheSupplier(ShopError):
    """Goods are to go to a supplier that did not send them, or takes nothing back."""

    code = "not_of_the_supplier"

    def __init__(self, title: str, supplier: str, *, takes: bool) -> None:
        """`takes`: the supplier takes returns, and did not send these goods."""
        self.title, self.supplier = title, supplier
        why = "it did not send as many to the customer" if takes else "it takes no returns"
        remedy = "Have it come to a place of yours"
        if not takes:
            remedy += f", or say `{supplier} takes returns` first"
        super().__init__(f"{title} cannot go back to {supplier}: {why}.", remedy=f"{remedy}.")
