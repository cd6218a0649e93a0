"""Whether a request over HTTP is Slack's: signed with the shared secret, and not an old one."""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Mapping

from slack_sdk.signature import SignatureVerifier

from oms import clock

log = logging.getLogger(__name__)
STAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
SECONDS = re.compile(r"[0-9]{1,12}")
SIGNED = re.compile(r"v0=[0-9a-f]{64}")
OLDEST = 300
"""Seconds; an older request may be one that somebody recorded and sends again."""


def is_slacks(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether Slack signed this request within the last five minutes.

    On headers that are no numbers or not ASCII, and on a body that is not UTF-8, the library
    raises; here they are not Slack's.

    Args:
        secret: the signing secret of the app.
        headers: by name in small letters.
        body: as it came, to the byte.
    """
    stamp, signature = headers.get(STAMP, ""), headers.get(SIGNATURE, "")
    if not SECONDS.fullmatch(stamp) or not SIGNED.fullmatch(signature):
        return False
    try:
        made = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    except UnicodeDecodeError:
        return False
    if made is None or not hmac.compare_digest(made, signature):
        return False
    old = clock.now().timestamp() - int(stamp)
    if abs(old) > OLDEST:
        # a clock that is wrong keeps everybody from being answered, and nobody would know why
        log.warning(
            "A request that Slack signed is refused: it is %d s old by the clock of this machine."
            " Either somebody sends it again, or the clock is wrong.",
            old,
        )
    return abs(old) <= OLDEST
