"""Tokens at rest: encrypted with a key of the configuration, so that a backup alone holds none.

Fernet of the `cryptography` library (AES and an HMAC). Of several keys the first encrypts, all
decrypt: put a new one in front, `backroom workspaces rekey`, then take the old one away.
"""

from __future__ import annotations

import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from oms.errors import ShopError


class TokensUnreadable(ShopError):
    """The token of a workspace cannot be decrypted with the keys that there are."""

    code = "tokens_unreadable"

    def __init__(self, team: str) -> None:
        self.team = team
        super().__init__(
            f"The token of workspace {team} cannot be read with BACKROOM_TOKEN_KEYS.",
            remedy="Put the key with which it was kept behind the others there, with a comma; if"
            f" it is lost, `backroom workspaces forget {team}` and install there again.",
        )


def new_key() -> str:
    """A key nobody has yet."""
    return Fernet.generate_key().decode()


def is_key(said: str) -> bool:
    """Whether words are a key."""
    try:
        Fernet(said)
    except (ValueError, TypeError):
        return False
    return True


class TokenKeys:
    """The keys, the one that encrypts first."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        """At least one, each as `new_key` makes it."""
        self._first = Fernet(keys[0])
        self._all = MultiFernet([Fernet(key) for key in keys])

    def __repr__(self) -> str:
        return "TokenKeys(...)"

    def seal(self, team: str, token: str) -> str:
        """A token, encrypted together with the workspace that it is of."""
        return self._first.encrypt(json.dumps([team, token]).encode()).decode()

    def open(self, team: str, sealed: str) -> str:
        """The token of a workspace.

        Raises:
            TokensUnreadable: none of the keys fits, or it is the token of another workspace.
        """
        try:
            of, token = json.loads(self._all.decrypt(sealed))
        except (InvalidToken, ValueError):
            raise TokensUnreadable(team) from None
        if of != team:
            raise TokensUnreadable(team)
        return str(token)

    def is_first(self, sealed: str) -> bool:
        """Whether it was encrypted with the first key."""
        try:
            self._first.decrypt(sealed)
        except InvalidToken:
            return False
        return True
