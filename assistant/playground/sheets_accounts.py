"""Who asks: sign-in with a service account's key, and who may do what with a spreadsheet."""

from __future__ import annotations

import base64
import json
import urllib.parse
from functools import cache
from typing import TYPE_CHECKING

from assistant.playground.sheets_document import Document
from assistant.playground.sheets_errors import BadRequest, Json, forbidden, not_signed_in
from assistant.playground.sheets_work import EVERYBODY

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SERVICE = "backroom@local.iam.gserviceaccount.com"
OWNER = "owner@example.com"
TOKEN = "local-token"  # noqa: S105  not a secret: everybody on loopback may use this server
WRITERS = {"owner", "organizer", "fileOrganizer", "writer"}


def service_account(token_uri: str, email: str = SERVICE) -> Json:
    """The key of a service account, as Google hands one out."""
    return {
        "type": "service_account",
        "project_id": "local",
        "private_key_id": "local",
        "private_key": _private_pem(),
        "client_email": email,
        "client_id": "1",
        "token_uri": token_uri,
    }


def token_for(email: str) -> str:
    """The token that an account signs its requests with."""
    return TOKEN if email == SERVICE else f"{TOKEN}.{email}"


def sign_in(body: bytes) -> Json:
    """The answer to a service account's signed claim.

    Raises:
        BadRequest: not signed with the key that this server hands out.
    """
    told = urllib.parse.parse_qs(body.decode("ascii", "replace"))
    assertion = (told.get("assertion") or [""])[0]
    claim = _verified(assertion)
    if claim is None:
        refusal = BadRequest("Invalid JWT Signature.")
        refusal.body = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        raise refusal
    return {"access_token": token_for(str(claim["iss"])), "expires_in": 3599,
            "token_type": "Bearer"}  # fmt: skip


def account(authorization: str | None) -> str:
    """The account of a request, from its Authorization header.

    Raises:
        BadRequest: 401, there is none.
    """
    token = (authorization or "").removeprefix("Bearer ")
    if token == TOKEN:
        return SERVICE
    if authorization and token.startswith(f"{TOKEN}."):
        return token.removeprefix(f"{TOKEN}.")
    raise not_signed_in()


def role(document: Document, by: str) -> str | None:
    """What an account is to a spreadsheet; None when it is not shared with it."""
    if by == EVERYBODY:
        return "owner"
    found = [one["role"] for one in document.permissions if _is_about(one, by)]
    strongest = ("owner", "organizer", "fileOrganizer", "writer", "commenter", "reader")
    return next((one for one in strongest if one in found), None)


def refuse_unless(document: Document, by: str, *, writing: bool) -> None:
    """Refuse what an account may not do.

    Raises:
        BadRequest: 403.
    """
    held = role(document, by)
    if held is None or (writing and held not in WRITERS):
        raise forbidden()


def permission(kind: str, whom: str | None, given: str, number: int) -> Json:
    """A permission as Drive lists it."""
    told: Json = {"kind": "drive#permission", "id": _permission_id(kind, whom, number),
                  "type": kind, "role": given}  # fmt: skip
    if kind in {"user", "group"}:
        told |= {"emailAddress": whom, "displayName": str(whom).partition("@")[0],
                 "deleted": False, "pendingOwner": False}  # fmt: skip
    elif kind == "domain":
        told |= {"domain": whom, "displayName": whom, "allowFileDiscovery": False}
    else:
        told |= {"allowFileDiscovery": False}
    return told


def _permission_id(kind: str, whom: str | None, number: int) -> str:
    """The same account has the same id everywhere; a link is called by what it is."""
    if kind == "anyone":
        return "anyoneWithLink"
    digits = int.from_bytes((whom or str(number)).encode(), "big") % 10**20
    return str(digits).zfill(20) + ("k" if kind == "domain" else "")


def _is_about(one: Json, by: str) -> bool:
    if one["type"] == "anyone":
        return True
    if one["type"] == "domain":
        return by.endswith(f"@{one.get('domain')}")
    return bool(one.get("emailAddress") == by)


@cache
def _key() -> RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _private_pem() -> str:
    from cryptography.hazmat.primitives import serialization

    return _key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()  # fmt: skip


def _verified(assertion: str) -> Json | None:
    """The claim of a signed assertion; None when it was not signed with our key.

    A server that was started again has another key; whoever holds the old one on the same machine
    is still let in by their token.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    try:
        signed, _, signature = assertion.rpartition(".")
        _key().public_key().verify(
            _unpacked(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
        )
        claim: Json = json.loads(_unpacked(signed.partition(".")[2]))
    except (InvalidSignature, ValueError):
        return None
    return claim


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
