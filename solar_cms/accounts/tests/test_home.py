"""Cards of the home page: who lacks a posting; what was done, as far as the auditor's offices."""

from __future__ import annotations

from datetime import timedelta

from django.utils import translation

from solar_cms.accounts import home, operations
from solar_cms.accounts.models import Posting
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today


def test_users_without_a_posting_and_postings_that_end_are_named(db, client):
    admin = make_user("administrator", whole_country=True)
    leaver, gone = make_user("trainer"), make_user("inspector")
    with act("test.arranged", by=SYSTEM):
        Posting.objects.filter(user=leaver).update(valid_to=today() + timedelta(days=9))
        Posting.objects.filter(user=gone).update(valid_to=today() - timedelta(days=1))
    card = home.users_card(admin)
    assert card["without"] == 1
    assert [p.user for p in card["ending"]] == [leaver]
    client.force_login(admin)
    assert "Users without a posting" in client.get("/").content.decode()


def test_an_auditor_reads_the_acts_of_the_offices_in_reach(db, client):
    here, there = make_user("head", ["1604"]), make_user("head", ["1407"])
    operations.choose_language(here, "lo")
    with act("people.exported", by=here):
        pass
    with act("people.exported", by=there):
        pass
    auditor = make_user("auditor", ["1604"])
    with translation.override("en"):
        card = home.acts_card(auditor)
    assert [entry.by for entry in card["watched"]] == ["head.1604 · Office 1604"]
    assert all("Language" not in entry.text for entry in card["latest"])
    everything = home.acts_card(make_user("auditor", whole_country=True, username="auditor.all"))
    assert len(everything["watched"]) == 2
    client.force_login(auditor)
    assert "Taken out or unsealed" in client.get("/").content.decode()


def test_for_a_new_office_the_card_says_that_nothing_was_done(db, client):
    client.force_login(make_user("auditor", ["1504"]))
    assert "No list of people was downloaded" in client.get("/").content.decode()
