"""Dividing money exactly: over lines by weight, and over the units of a line one after another."""

from __future__ import annotations

from collections.abc import Sequence


def largest_remainder(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Divide `total_minor` over weights, so that the shares add up to it exactly.

    Each share is the proportional one rounded down; what is left over goes, one minor unit each,
    to those whose rounding lost most, the earlier first where they lost the same.

    Args:
        total_minor: minor units of money to divide; not below 0.
        weights: what each is weighted by, in any unit; not below 0. All 0: equal shares.

    Returns:
        As many shares as weights, not below 0, each less than 1 from the proportional one. Where
        the total is no more than the sum of the weights, no share is more than its weight.

    Raises:
        ValueError: a figure below 0, or something to divide and nobody to take it.
    """
    if total_minor < 0 or min(weights, default=0) < 0 or (total_minor and not weights):
        raise ValueError(f"{total_minor} cannot be divided over {list(weights)}")
    counted = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(counted)
    shares = [total_minor * weight // whole for weight in counted]
    lost = [total_minor * weight % whole for weight in counted]
    left = total_minor - sum(shares)
    for place in sorted(range(len(counted)), key=lambda one: (-lost[one], one))[:left]:
        shares[place] += 1
    return shares


def up_to(total_minor: int, units: int, count: int) -> int:
    """What the first `count` of `units` are worth together, rounded half up: A(count).

    A(0) is 0 and A(units) is the total, so the differences between any steps on the way add up to
    it exactly, and no sum on the way is more than half a minor unit from the exact one.

    Args:
        total_minor: what all units are worth, in minor units; not below 0.
        units: how many there are; at least 1.
        count: how many of them; from 0 to `units`.
    """
    return (2 * total_minor * count + units) // (2 * units)


def next_part(total_minor: int, units: int, *, done: int, given_minor: int, count: int) -> int:
    """What `count` more units are worth, when `given_minor` was given for `done` of them.

    What was given, not what the arithmetic says it should have been, is taken off: after a refund
    in the middle was called off, the next one still brings the sum to the exact figure.

    Returns:
        Minor units, not below 0. `given_minor` and this are never more than the total together,
        unless more than that was given already.
    """
    return max(0, up_to(total_minor, units, done + count) - given_minor)


def per_ten_thousand(amount_minor: int, rate_bps: int) -> int:
    """A rate in hundredths of a per cent of an amount, rounded half up; neither is below 0."""
    return (2 * amount_minor * rate_bps + 10_000) // 20_000
