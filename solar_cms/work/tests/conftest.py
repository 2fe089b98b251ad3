"""What the tests of work share."""

from typing import Any

import pytest

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_user


@pytest.fixture
def admin(db: Any) -> User:
    return make_user("administrator", [], whole_country=True)
