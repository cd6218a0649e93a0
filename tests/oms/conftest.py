"""What tests of the core share: somebody who may do everything."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from oms import actors
from oms.actors import Who
from tests.small_shop import OWNER


@pytest.fixture
def olive(sqlite_books: Session) -> Who:
    """The owner of the small shop on SQLite: no limits."""
    return actors.who(sqlite_books, OWNER)
