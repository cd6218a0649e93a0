"""“yes 36”, “ok fine, yes receive 118”: a yes beside what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from assistant.understanding import around
from assistant.understanding.acts import Act, Understood
from assistant.understanding.clause import Clause
from assistant.understanding.given import is_pronoun
from assistant.understanding.parse import Reader
from assistant.understanding.settling import is_doubtful, settles
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.talk_words import PARTING
from assistant.understanding.tokens import read
from assistant.understanding.word_lists import listed, phrases

BESIDE_NAMES = listed(
    "the a for to at from in on of one ones number order and with by size total altogether back"
)
"""What may stand beside a name that is only said again."""
PLAINLY = listed("""
yes yeah yep yup yea ya yh ye yess yesss y aye ok okay k sure confirm confirmed go correct agreed
""")
"""With which or behind which a yes is said that names things."""
FINE = phrases("""
good | fine | right | correct | perfect | ok | okay | great | spot on | plenty | enough | lovely |
grand | ideal | the one | all right | just right | better | much better
""")
"""What is shown is right, said behind it."""
CLOSING = listed("thanks ta cheers thank you please then now pls mate")
CONTRARY = {
    "off": frozenset({"cancel_order", "release_order", "ship_order"}),
    "away": frozenset({"ship_order"}),
    "back": frozenset({"start_return", "receive_return", "refund", "exchange", "adjust_stock",
                       "undo_last"}),
}  # fmt: skip
"""Particle that turns a verb round -> the commands of which it may be said again."""
CONTRARY_TO = {
    "cancel_order": listed("send save keep place book ship out through"),
    "hold_order": listed("send ship release book out through"),
}
"""Command -> words that a yes to it does not say."""
POINTED = frozenset({"it", "them", "that", "those", "these"})
HELD_IN = {
    "product": ("product", "to_product"),
    "place": ("place", "from_place"),
    "units": ("units", "counted", "money"),
}
"""Kind of what is named -> the slots that may hold it; others are called as their kind."""
WAYS = {"place": ("from_place", "place"), "product": ("product", "to_product")}
"""Kind -> the slot of what leaves or is given back, and of where it comes or what is sent."""
LED_BY = (frozenset({"from", "off", "of", "out"}), frozenset({"to", "into", "for", "with"}))
"""What stands before where goods leave, and before where they come or what is sent for them."""
ALL_WELL = frozenset({"fine", "good", "ok", "okay", "mint", "perfect"})
"""With “all”, the contrary of goods that are broken."""


def agreed(reader: Reader, pending: Act, understood: Understood, *, plainly: bool = False) -> bool:
    """Whether a message agrees to what is shown, though it is no bare yes.

    It says yes, and of what is shown no more than is there; beside any other words a yes is none.

    Args:
        reader: with the shop's names.
        pending: the change that is shown.
        understood: the message.
        plainly: the yes is one without the verb of what is shown, too.
    """
    if "?" in understood.text.words() or is_doubtful(understood.text):
        return False
    doing = frozenset[str]() if plainly else reader.speeches[pending.command].cues
    return _says_again(reader, pending, understood, doing)


def _says_again(
    reader: Reader, pending: Act, understood: Understood, doing: frozenset[str]
) -> bool:
    """“3 metres, yes”, where three metres are shown."""
    text = understood.text
    whole = Clause.of(text, 0, len(text.tokens), understood.tags)
    # “do the blue one” counts nothing
    tags = [tag for tag in understood.tags if not is_pronoun(whole, tag)]
    if not tags or not all(is_shown(reader, pending, tag) for tag in tags):
        return False
    if any(is_the_other(pending, whole, tag) for tag in tags) or turns_round(pending, text.words()):
        return False
    if names_all_of_it(pending, whole):
        return False
    taken = {at for tag in tags for at in range(tag.first, tag.past)}
    left = [
        token.word
        for at, token in enumerate(text.tokens)
        if at not in taken and token.word not in BESIDE_NAMES
    ]
    # “the refund on the mugs looks fine” only tells; “back to the mugs, yes please” agrees
    behind = [two for one, two in pairwise(left) if one in PARTING]
    if _is_fine(left):
        return True
    says_yes = not PLAINLY.isdisjoint([*left[:2], *left[-1:], *behind])
    return says_yes and settles(read(" ".join(left)), doing) == "yes"


def turns_round(pending: Act, words: Sequence[str]) -> bool:
    """“put it back”, of what is to be sent; “take 4 off”, of what is added."""
    units = pending.slots.get("units", 0)
    # “right, back to 1043: yes”
    said = [one for one, two in pairwise([*words, ""]) if (one, two) != ("back", "to")]
    is_contrary = any(word in CONTRARY and pending.command not in CONTRARY[word] for word in said)
    takes = "take" in words and units > 0 and pending.command == "adjust_stock"
    return (is_contrary and units >= 0) or takes


def is_contrary(pending: Act, words: Sequence[str]) -> bool:
    """“yes send it”, of what is to be held; “yes move them back”, of what is to be moved on."""
    against = CONTRARY_TO.get(pending.command, frozenset())
    # “carry on with the order”
    goes_on = bool(against) and " with the order " in f" {' '.join(words)} "
    if goes_on or not against.isdisjoint(words):
        return True
    if pending.slots.get("condition") == "damaged" and "all" in words:
        return not ALL_WELL.isdisjoint(words)  # “actually all fine”
    says_so = "back" in words and not POINTED.isdisjoint(words)
    return says_so and turns_round(pending, words)


def names_all_of_it(pending: Act, whole: Clause) -> bool:
    """“yes, all the jade ones”, of three: they may be more than is shown."""
    is_all = "all" in whole.text.words() and bool(whole.named("product"))
    return is_all and "units" in pending.slots and not whole.named("units")


def is_the_other(pending: Act, whole: Clause, tag: Tag) -> bool:
    """“yes from Leeds”, of a move from York to Leeds: what is shown, and the other way round."""
    roles = WAYS.get(tag.kind, ())
    if not roles or not pending.slots.keys() >= {*roles}:
        return False
    before, (leaving, coming) = whole.before(tag), LED_BY
    # with neither “from” nor “to” it is where they come, or what is sent
    is_left = before in leaving or (before not in coming and _is_first(whole, tag))
    role = roles[0] if is_left else roles[1]
    if tag.kind != "product":
        return bool(pending.slots[role] != tag.value)
    return not {*pending.slots[role]} <= {*tag.value}


def _is_first(whole: Clause, tag: Tag) -> bool:
    """Whether another thing of its kind is named behind it: “yes, York -> Leeds”."""
    return any(one.first > tag.first for one in whole.named(tag.kind))


def _is_fine(left: Sequence[str]) -> bool:
    """“30's good, thanks”: what is left of that, without the name of what is shown."""
    words = [word for word in left if word not in {",", ".", "!"}]
    begins = words[:1] in (["'s"], ["is"], ["are"], ["'re"])
    while words[-1:] and words[-1] in CLOSING:
        words.pop()
    return begins and " ".join(words[1:]) in FINE


def is_shown(reader: Reader, pending: Act, tag: Tag) -> bool:
    """Whether what is named is shown."""
    number = around.document(reader, pending, tag)
    if number:
        return number.items() <= pending.slots.items()
    held = [pending.slots.get(name) for name in HELD_IN.get(tag.kind, (tag.kind,))]
    if tag.kind == "customer":
        # “right, back to Priya, yes”: whose order it is
        held.append(around.held(reader, pending).get("customer"))
    if tag.kind in {"product", "customer"}:
        return any(codes and set(codes) <= set(tag.value) for codes in held)
    if tag.kind in {"units", "money"}:
        amounts = [one for one in held if isinstance(one, int | Decimal)]
        return any(abs(Decimal(one)) == Decimal(tag.value) for one in amounts)
    return tag.value in held
