"""The real gspread client, turned to a local Sheets: only the address differs."""

from __future__ import annotations

from typing import Any

import gspread
import requests
from google.oauth2.credentials import Credentials
from gspread.http_client import HTTPClient

from assistant.playground.google_sheets import LocalSheets

GOOGLE = ("https://sheets.googleapis.com/", "https://www.googleapis.com/")


def client(server: LocalSheets, email: str | None = None) -> gspread.Client:
    """A client signed in with a service account's key, or as somebody else by a token."""

    class Local(HTTPClient):
        """gspread's own client at another address."""

        def request(self, method: str, endpoint: str, *given: Any, **named: Any) -> Any:
            return super().request(method, at(server, endpoint), *given, **named)

    if email is None:
        made = gspread.service_account_from_dict(server.service_account_info(), http_client=Local)
    else:
        token = Credentials(server.token_for(email))  # type: ignore[no-untyped-call]
        made = gspread.Client(auth=token, http_client=Local)
    made.set_timeout(20)
    return made


def at(server: LocalSheets, endpoint: str) -> str:
    """What is asked of Google, asked of a local server."""
    for address in GOOGLE:
        endpoint = endpoint.replace(address, server.base_url)
    return endpoint


class Raw:
    """Requests below gspread: for the methods that it does not have."""

    def __init__(self, server: LocalSheets, email: str | None = None) -> None:
        """As a service account, or as somebody else."""
        self._base = server.base_url
        token = server.token_for(email) if email else "local-token"
        self._session = requests.Session()
        self._session.headers["authorization"] = f"Bearer {token}"

    def __call__(self, method: str, path: str, **given: Any) -> requests.Response:
        """One request; `path` is what follows the address."""
        return self._session.request(method, f"{self._base}{path}", timeout=20, **given)

    def json(self, method: str, path: str, **given: Any) -> Any:
        """The JSON of an answer that must be a success."""
        answer = self(method, path, **given)
        assert answer.ok, answer.text
        return answer.json()

    def error(self, method: str, path: str, **given: Any) -> Any:
        """The error of an answer that must be none."""
        answer = self(method, path, **given)
        assert not answer.ok
        error = answer.json()["error"]
        assert error["code"] == answer.status_code
        return error

    def close(self) -> None:
        """Close its connections."""
        self._session.close()
