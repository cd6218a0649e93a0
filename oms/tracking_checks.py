"""Is the last character of a tracking number the right one: one function a method.

Each takes the characters before the check character, capitals and digits only, and gives the
character that should follow.
"""

from __future__ import annotations

S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
ALPHABET_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def gs1(body: str) -> str:
    """Modulo 10 with weights 3 and 1 from the right, as on barcodes of goods."""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def gs1_after_91(body: str) -> str:
    """As `gs1`, with the application identifier 91 counted that the printed number leaves out."""
    return gs1("91" + body)


def luhn(body: str) -> str:
    """Modulo 10 with every second digit from the right doubled, and the digits of that added."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def once_and_twice(body: str) -> str:
    """UPS: characters at odd places once, at even places twice; a letter is (ASCII - 3) mod 10."""
    values = [int(one) if one.isdecimal() else (ord(one) - 3) % 10 for one in body]
    return str(-(sum(values) + sum(values[1::2])) % 10)


def three_one_seven(body: str) -> str:
    """FedEx: weights 3, 1, 7 repeated, modulo 11, of which the last digit."""
    total = sum(int(digit) * (3, 1, 7)[place % 3] for place, digit in enumerate(body))
    return str(total % 11 % 10)


def modulo_7(body: str) -> str:
    """DHL: the number itself modulo 7."""
    return str(int(body) % 7)


def s10(body: str) -> str:
    """UPU S10: eight weights, 11 less the remainder of 11; 10 is written 0, and 11 is written 5."""
    rest = (
        11 - sum(int(digit) * weight for digit, weight in zip(body, S10_WEIGHTS, strict=True)) % 11
    )
    return {10: "0", 11: "5"}.get(rest, str(rest))


def mod_37_36(body: str) -> str:
    """ISO 7064 MOD 37,36 over digits and capitals."""
    kept = 36
    for one in body:
        kept = (kept + ALPHABET_36.index(one)) % 36 or 36
        kept = kept * 2 % 37
    return ALPHABET_36[(37 - kept) % 36]
