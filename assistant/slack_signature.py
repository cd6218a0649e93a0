"""Whether a request over HTTP is Slack's: signed with the shared secret, and not an old one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from slack_sdk.signature import SignatureVerifier

STAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
SECONDS = re.compile(r"[0-9]{1,12}")
SIGNED = re.compile(r"v0=[0-9a-f]{64}")


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
        return SignatureVerifier(secret).is_valid(body, stamp, signature)
    except UnicodeDecodeError:
        return False
