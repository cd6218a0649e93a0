"""The environment, read once; every fault of it is named at once, each with its remedy."""

from __future__ import annotations

import ipaddress
import json
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from oms.errors import ShopError

SLACK = "https://slack.com/api/"
SHEETS = "https://sheets.googleapis.com/"
HOME = Path(".backroom")
NEEDS_SLACK = (
    "SLACK_BOT_TOKEN and SLACK_APP_TOKEN: both are needed to answer in Slack"
    " (or SLACK_SIGNING_SECRET, where Slack can reach us)."
)
LACKS = {
    "SLACK_CLIENT_ID": "it is missing; it stands under Basic Information at Slack.",
    "SLACK_CLIENT_SECRET": "it is missing; it stands under Basic Information at Slack.",
    "SLACK_SIGNING_SECRET": "it is missing; it stands under Basic Information at Slack.",
    "BACKROOM_TOKEN_KEYS": "Have one made by `backroom workspaces key`, and keep it safe.",
    "BACKROOM_WORKSPACES": "it is missing; name the ids of the workspaces that may see the books,"
    " the shop's own first.",
    "BACKROOM_ADDRESS": "it is missing; give the address at which browsers reach Backroom.",
}
"""What to do where one of the settings for several workspaces is missing."""
TEAM = re.compile(r"T[A-Z0-9]{2,20}")
SPREADSHEET = re.compile(r"/spreadsheets/d/([\w-]+)")


class BadEnvironment(ShopError):
    """Settings of the environment are missing or malformed; all of them are named."""

    code = "bad_environment"

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        one = len(faults) == 1
        heading = "A setting is" if one else f"{len(faults)} settings are"
        super().__init__(
            f"{heading} not right:\n" + "\n".join(f"  - {fault}" for fault in faults),
            remedy="Set them in the environment and start again; `backroom doctor` checks each.",
        )


@dataclass(frozen=True)
class ModelSettings:
    """A language model that may be asked, and how much."""

    url: str
    """Of an endpoint of the shape of OpenAI's, ending in a slash."""
    name: str
    key: str = field(repr=False)
    """Empty: the endpoint wants none."""
    a_day: int
    """The most questions a day."""


@dataclass(frozen=True)
class InstallSettings:
    """The app as several workspaces let it in, and which may."""

    client_id: str
    client_secret: str = field(repr=False)
    token_keys: tuple[str, ...] = field(repr=False)
    """With which tokens are kept; the first encrypts."""
    workspaces: tuple[str, ...]
    """Ids of those that may see the books, the shop's own first."""
    address: str
    """Where browsers and Slack reach us, without a slash at its end."""
    authorization_url: str
    """Slack's page that asks."""


@dataclass(frozen=True)
class Config:
    """Where everything is, and the keys to it. Secrets never show in `repr`."""

    database_url: str
    data: Path
    home: Path
    slack_url: str
    slack_bot_token: str
    slack_app_token: str
    slack_signing_secret: str
    port: int
    """Where Slack's signed requests arrive, when there is no app-level token."""
    sheets_url: str
    google_key_file: Path | None
    ledger_id: str
    log_level: str
    model: ModelSettings | None = None
    """None: no language model is asked."""
    install: InstallSettings | None = None
    """None: one workspace, by the token that is configured."""

    def __repr__(self) -> str:
        return f"Config(database_url={self.database_url!r}, home={str(self.home)!r}, ...)"

    @property
    def has_slack(self) -> bool:
        """Whether Slack is set up (Socket Mode, or HTTP with a signing secret)."""
        reached = bool(self.slack_app_token or self.slack_signing_secret)
        return reached and bool(self.slack_bot_token or self.install)

    @property
    def over_http(self) -> bool:
        """Whether Slack reaches us by signed requests, as there is no token for a socket."""
        return bool(self.slack_signing_secret and not self.slack_app_token)

    @property
    def has_ledger(self) -> bool:
        """Whether the spreadsheet is set up."""
        return bool(self.ledger_id and self.google_key_file)


def from_environment(
    environment: Mapping[str, str] | None = None, *, serving: bool = False
) -> Config:
    """Read and check everything.

    Args:
        environment: name -> value; None: the process's own.
        serving: also check that nothing lacks that only the running program needs.

    Raises:
        BadEnvironment: naming every fault.
    """
    given = os.environ if environment is None else environment
    faults: list[str] = []
    home = Path(given.get("BACKROOM_HOME") or HOME)
    read = _Reader(given, faults)
    key_file = given.get("GOOGLE_SERVICE_ACCOUNT_FILE")
    config = Config(
        database_url=read.database("BACKROOM_DATABASE_URL", f"sqlite:///{home}/shop.sqlite"),
        data=Path(given.get("BACKROOM_DATA") or _project_data()),
        home=home,
        slack_url=read.url("SLACK_API_URL", SLACK),
        slack_bot_token=read.token("SLACK_BOT_TOKEN", "xoxb-", "the bot token"),
        slack_app_token=read.token("SLACK_APP_TOKEN", "xapp-", "the app-level token"),
        slack_signing_secret=read.secret("SLACK_SIGNING_SECRET"),
        port=read.port("BACKROOM_PORT", 3000),
        sheets_url=read.url("GOOGLE_SHEETS_URL", SHEETS),
        google_key_file=Path(key_file) if key_file else None,
        ledger_id=_ledger_id(given.get("BACKROOM_LEDGER_ID", "")),
        log_level=read.level("BACKROOM_LOG", "INFO"),
        model=_model(read, faults),
        install=_install(read, faults),
    )
    if config.google_key_file:
        _check_key(config.google_key_file, faults)
    if serving:
        faults.extend(_lacking(config))
    if faults:
        raise BadEnvironment(faults)
    return config


class _Reader:
    """Single settings, each checked; what is wrong goes on the list."""

    def __init__(self, given: Mapping[str, str], faults: list[str]) -> None:
        self._given, self._faults = given, faults

    def secret(self, name: str) -> str:
        """A secret, from NAME or from the file that NAME_FILE names."""
        path = self._given.get(f"{name}_FILE")
        if not path:
            return self._given.get(name, "").strip()
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            self._faults.append(f"{name}_FILE: {path} cannot be read ({fault}). Check the path.")
            return ""

    def token(self, name: str, start: str, what: str) -> str:
        """A token of Slack's, by how it must start."""
        token = self.secret(name)
        if token and not token.startswith(start):
            kind = "the other token" if token[:5] in {"xoxb-", "xapp-"} else "something else"
            self._faults.append(
                f"{name}: {what} starts with {start}, this is {kind}. Copy it from your app's"
                " settings at Slack."
            )
        return token

    def url(self, name: str, default: str) -> str:
        """An http(s) address, ending in a slash."""
        url = self._given.get(name) or default
        if not _is_web_address(url):
            self._faults.append(f"{name}: “{url}” is not an http(s) address.")
        return url if url.endswith("/") else f"{url}/"

    def text(self, name: str) -> str:
        """What stands there, as it is."""
        return self._given.get(name, "").strip()

    def number(self, name: str, default: int) -> int:
        """A whole number of 0 or more."""
        said = self.text(name) or str(default)
        if not re.fullmatch(r"[0-9]{1,9}", said):
            self._faults.append(f"{name}: “{said}” is not a whole number such as {default}.")
            return default
        return int(said)

    def port(self, name: str, default: int) -> int:
        """A port of this machine; 0 is any free one."""
        said = self._given.get(name) or str(default)
        if not said.isdecimal() or int(said) > 65_535:
            self._faults.append(f"{name}: “{said}” is not a port, a number up to 65535.")
            return default
        return int(said)

    def level(self, name: str, default: str) -> str:
        """How much is logged."""
        said = (self._given.get(name) or default).upper()
        if said not in logging.getLevelNamesMapping():
            self._faults.append(f"{name}: “{said}” is not DEBUG, INFO, WARNING or ERROR.")
            return default
        return said

    def database(self, name: str, default: str) -> str:
        """The address of the database."""
        url = self._given.get(name) or default
        if not url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:")):
            self._faults.append(
                f"{name}: “{url}” is not sqlite:///path or postgresql://user@host/name."
            )
        return url.replace("postgres:", "postgresql:", 1) if url.startswith("postgres:") else url


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port beyond 65535, or half an IPv6 address
        return False


def _install(read: _Reader, faults: list[str]) -> InstallSettings | None:
    """How several workspaces let the app in; None: there is one."""
    client_id, secret = read.text("SLACK_CLIENT_ID"), read.secret("SLACK_CLIENT_SECRET")
    keys = _listed(read.secret("BACKROOM_TOKEN_KEYS"))
    allowed = _listed(read.text("BACKROOM_WORKSPACES"))
    if not (client_id or secret or keys or allowed):
        return None
    from assistant.token_keys import is_key  # only here is its library needed

    address = read.url("BACKROOM_ADDRESS", "").rstrip("/") if read.text("BACKROOM_ADDRESS") else ""
    signing = read.secret("SLACK_SIGNING_SECRET")
    needed = {"SLACK_CLIENT_ID": client_id, "SLACK_CLIENT_SECRET": secret,
              "BACKROOM_TOKEN_KEYS": keys, "BACKROOM_WORKSPACES": allowed,
              "BACKROOM_ADDRESS": address, "SLACK_SIGNING_SECRET": signing}  # fmt: skip
    faults.extend(f"{name}: {LACKS[name]}" for name, value in needed.items() if not value)
    faults.extend(
        f"{name}: each workspace brings its own token; take it away, or SLACK_CLIENT_ID."
        for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN") if read.secret(name)
    )  # fmt: skip
    if any(not is_key(key) for key in keys):
        faults.append(f"BACKROOM_TOKEN_KEYS: a key there is none. {LACKS['BACKROOM_TOKEN_KEYS']}")
    if wrong := [one for one in allowed if not TEAM.fullmatch(one)]:
        faults.append(f"BACKROOM_WORKSPACES: “{wrong[0]}” is no id of a workspace, as T0123ABCD.")
    if address and not _stays_private(address):
        faults.append(f"BACKROOM_ADDRESS: “{address}” is not an https address.")
    asks = urljoin(read.url("SLACK_API_URL", SLACK), "/oauth/v2/authorize")
    return InstallSettings(client_id, secret, keys, allowed, address, asks)


def _listed(said: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s,]+", said) if part)


def _model(read: _Reader, faults: list[str]) -> ModelSettings | None:
    """The language model; None: none is to be asked."""
    key, name = read.secret("BACKROOM_MODEL_KEY"), read.text("BACKROOM_MODEL")
    a_day = read.number("BACKROOM_MODEL_CALLS", 200)
    if not read.text("BACKROOM_MODEL_URL"):
        if key or name:
            faults.append(
                "BACKROOM_MODEL_URL: it is missing, and BACKROOM_MODEL or its key is set. Give the"
                " endpoint's address, or take the others away: no model is asked then."
            )
        return None
    url = read.url("BACKROOM_MODEL_URL", "")
    if _is_web_address(url) and not _stays_private(url):
        faults.append(
            f"BACKROOM_MODEL_URL: “{url}” sends what staff write over the internet unencrypted."
            " Give its https address."
        )
    if not name:
        faults.append("BACKROOM_MODEL: it is missing. Give the name of the model to ask.")
    return ModelSettings(url, name, key, a_day)


def _stays_private(url: str) -> bool:
    """Whether what is sent there is encrypted, or stays on this machine or its own network."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        return parts.scheme == "https" or ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


def _ledger_id(said: str) -> str:
    """The id of the spreadsheet, also where its whole address was pasted."""
    address = SPREADSHEET.search(said)
    return address[1] if address else said.strip()


def _lacking(config: Config) -> list[str]:
    """What is not there and the running program needs."""
    lacking = [] if config.has_slack else [NEEDS_SLACK]
    if config.ledger_id and not config.google_key_file:
        lacking.append(
            "GOOGLE_SERVICE_ACCOUNT_FILE: it is missing, and BACKROOM_LEDGER_ID needs it."
        )
    if config.google_key_file and not config.ledger_id:
        lacking.append("BACKROOM_LEDGER_ID: it is missing, and GOOGLE_SERVICE_ACCOUNT_FILE is set.")
    return lacking


def _check_key(path: Path, faults: list[str]) -> None:
    name = "GOOGLE_SERVICE_ACCOUNT_FILE"
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        faults.append(f"{name}: {path} cannot be read ({fault.strerror}). Check the path.")
        return
    except ValueError:
        told = None
    if not isinstance(told, dict) or not {"client_email", "private_key", "token_uri"} <= set(told):
        faults.append(
            f"{name}: {path} is not the key of a service account. Download it as JSON from the"
            " Google Cloud console."
        )


def _project_data() -> Path:
    """The folder of sample data beside a checkout of the project."""
    return Path(__file__).resolve().parent.parent.parent / "shared" / "data"
