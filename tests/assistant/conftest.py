"""What the tests of the running program share: a local Slack, and the small shop as of now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.manifest import manifest
from assistant.playground.slack import LocalSlack
from oms import settings
from oms.database import Database
from tests.small_shop import open_small_shop_now


@pytest.fixture(scope="module")
def server() -> Iterator[LocalSlack]:
    """One local Slack for the tests of a file."""
    made = LocalSlack(time_scale=0.02).start()
    yield made
    made.stop()


@pytest.fixture
def slack(server: LocalSlack) -> LocalSlack:
    """The local Slack, with nothing said in it yet, in which the app may do what it asked for."""
    server.reset()
    server.install(manifest())
    server.delivery.request_url = None
    return server


@pytest.fixture
def url(sqlite_url: str) -> str:
    """The address of the small shop's database, as of now, without a digest of its own accord."""
    database = Database(sqlite_url)
    with database.writing() as books:
        open_small_shop_now(books)
        settings.put(books, "digest_channel", "")
    database.close()
    return sqlite_url
