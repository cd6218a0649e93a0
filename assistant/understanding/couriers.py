"""Names of carriers that there are, whether or not the shop sends with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.understanding.word_lists import phrases

COURIERS = frozenset(
    tuple(name.split())
    for name in phrases("""
dpd | dpd local | dhl | dhl express | ups | tnt | fedex | fed ex | usps | gls | evri | hermes |
my hermes | myhermes | yodel | parcelforce | parcel force | royal mail | an post | anpost | fastway
| inpost | city link | citylink | city sprint | citysprint | tuffnells | apc | dx freight | uk mail
| ukmail | interlink | collect plus | collectplus | parcel2go | packlink | sendle | australia post |
auspost | aus post | startrack | canada post | purolator | ontrac | lasership | postnl | post nl |
bpost | colissimo | chronopost | la poste | mondial relay | correos | seur | nacex | deutsche post |
swiss post | postnord | poste italiane | packeta | nz post | aramex | couriers please | delhivery |
bluedart | blue dart | dtdc | ninja van | sf express | yamato | sagawa | japan post | singpost |
amazon logistics | landmark global | asendia | arrowxl | arrow xl | whistl | stuart | gophr
""")
)
LONGEST = max(map(len, COURIERS))
LEADS = frozenset({"with", "by", "via", "using", "through", "on", "per", "w", "to", "for", ",", "-",
                   "out", "off", "gone", "went", "sent", "posted", "shipped"})  # fmt: skip
"""Behind these a parcel's carrier is named; “hermes scarf” is none."""


def named(words: Sequence[str], taken: Sequence[bool], past: int) -> Iterator[tuple[int, int]]:
    """Where a carrier is named behind an order, from one token up to another.

    Args:
        words: the tokens, in lower case.
        taken: which of them name something already.
        past: the token behind the order.
    """
    for at in range(past, len(words)):
        for end in range(min(len(words), at + LONGEST), at, -1):
            is_free = not any(taken[at:end]) and tuple(words[at:end]) in COURIERS
            if is_free and (at == past or words[at - 1] in LEADS):
                yield at, end
                break
