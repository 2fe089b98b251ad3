"""What the rest of the project relies on in the database that it is given."""

import pytest
from django.db import connection


def test_the_driver_is_psycopg2() -> None:
    # Django silently prefers psycopg 3 where it is installed too, and copy_expert is gone.
    assert connection.Database.__name__ == "psycopg2"


@pytest.mark.django_db
def test_lao_text_has_trigrams_and_sorts_as_lao() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        # empty under LC_CTYPE=C, whatever the collation
        cursor.execute("SELECT cardinality(show_trgm('ສົມສັກ'))")
        assert cursor.fetchone()[0] > 3
        cursor.execute(
            """SELECT string_agg(word, ' ' ORDER BY word COLLATE "lo-x-icu")
               FROM unnest(ARRAY['ຂາ', 'ແກ້ວ', 'ກາ', 'ເກົ່າ']) AS word"""
        )
        assert cursor.fetchone()[0] == "ກາ ເກົ່າ ແກ້ວ ຂາ"


@pytest.mark.django_db
def test_the_application_is_no_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        assert cursor.fetchone()[0] == "off"
