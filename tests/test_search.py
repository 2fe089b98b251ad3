"""Search: an official number opens its record, words find what the reader may see, and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cases.tests import factories as make
from enrollment.tests.factories import make_membership
from solar_cms.accounts.tests.factories import make_user
from solar_cms.registry.tests.factories import make_group, make_person
from trainings.tests.factories import make_session

TYPING = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def case(db: Any) -> Any:
    return make.make_served()


def page(client: Client, words: str, **headers: str) -> str:
    answer = client.get("/search/", {"q": words, "box": "search-q"}, **headers)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


def test_numbers_of_another_province_open_nothing_and_find_nothing(
    client: Client, case: Any
) -> None:
    client.force_login(make_user("inspector", ["1407"]))
    notice = case.notices.get()
    for number in (case.number, case.order.number, notice.number, notice.letter.number):
        found = page(client, number)
        assert "Nothing found" in found
        assert str(case.pk) not in found
        assert f"/cases/{case.pk}/" not in page(client, number, **TYPING)


def test_a_number_goes_straight_to_its_record(client: Client, case: Any) -> None:
    client.force_login(make_user("inspector", ["1604"]))
    for number in (
        case.number,
        case.number.lower(),
        f" {case.order.number} ",
        case.notices.get().number,
    ):
        answer = client.get("/search/", {"q": number})
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/cases/{case.pk}/"


def test_lao_digits_are_digits(client: Client, case: Any) -> None:
    lao = case.number.translate(str.maketrans("0123456789", "໐໑໒໓໔໕໖໗໘໙"))
    client.force_login(make_user("inspector", ["1604"]))
    assert client.get("/search/", {"q": lao}).headers["Location"] == f"/cases/{case.pk}/"


def test_members_and_sessions_are_found_by_number_where_the_reader_may_look(
    client: Client, db: Any
) -> None:
    member, session = make_membership(), make_session(1)
    client.force_login(make_user("enrolment_officer", ["1604"]))
    assert str(member.pk) in client.get("/search/", {"q": member.member_number}).headers["Location"]
    assert str(session.pk) in client.get("/search/", {"q": session.number}).headers["Location"]
    # An inspector reads no memberships.
    client.force_login(make_user("inspector", ["1604"]))
    assert "Nothing found" in page(client, member.member_number)
    client.force_login(make_user("enrolment_officer", ["1407"]))
    assert "Nothing found" in page(client, member.member_number)
    assert "Nothing found" in page(client, session.number)


def test_results_are_grouped_in_either_script_and_stay_in_scope(client: Client, db: Any) -> None:
    person = make_person("ບົວຄຳ", given_name_latin="Bouakham", district="1604")
    elsewhere = make_person("ບົວຄຳ", given_name_latin="Bouakham", district="1407")
    group = make_group(name_local="ກຸ່ມ ບົວຄຳ", district="1604")
    client.force_login(make_user("trainer", ["1604"]))
    for words in ("ບົວຄຳ", "Bouakham"):
        found = page(client, words)
        assert str(person.pk) in found
        assert str(elsewhere.pk) not in found
    found = page(client, "ບົວຄຳ")
    assert found.index("People") < found.index(str(person.pk)) < found.index("Producer groups")
    assert str(group.pk) in found


def test_while_typing_there_is_a_listbox_and_nothing_else(client: Client, db: Any) -> None:
    person = make_person("ບົວຄຳ", district="1604")
    client.force_login(make_user("trainer", ["1604"]))
    found = page(client, "ບົວຄຳ", **TYPING)
    assert "<html" not in found
    assert 'role="listbox" id="search-q-options"' in found
    assert (
        f'role="option" tabindex="-1" aria-selected="false" id="search-q-o1-1" href="/registry/people/{person.pk}/"'
        in found
    )
    assert page(client, "ບ", **TYPING).strip() == ""
    assert "Enter searches everything" in page(client, "zzzzqqqq", **TYPING)


def test_an_official_number_is_offered_while_typing(client: Client, case: Any) -> None:
    client.force_login(make_user("inspector", ["1604"]))
    assert f'href="/cases/{case.pk}/"' in page(client, case.number, **TYPING)


def test_an_empty_search_says_what_can_be_found_by_this_reader(client: Client, db: Any) -> None:
    client.force_login(make_user("partner", ["1604"]))
    found = page(client, "")
    assert "You can search in:" in found
    assert "Producer groups" in found
    assert "Cases" not in found


def test_strange_words_are_answered(client: Client, db: Any) -> None:
    client.force_login(make_user("head", ["1604"]))
    for words in ("%", "_", "'\"<b>", "0000", "\x00" * 3, "໐" * 90, "-" * 500):
        assert client.get("/search/", {"q": words}).status_code == 200
