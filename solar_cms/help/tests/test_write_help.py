"""Help under the page head: shipped texts, what an office adds, who may write."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from solar_cms.accounts.models import User
from solar_cms.accounts.tests.factories import make_office, make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.audit.models import Act
from solar_cms.base.problems import Refused
from solar_cms.help.models import LONGEST, HelpText
from solar_cms.help.operations import load_help, write_help
from solar_cms.help.texts import paragraphs, shipped_pages, tours

pytestmark = pytest.mark.django_db

PAGE = {
    "account": {
        "title": {"en": "My account", "lo": "ບັນຊີ"},
        "text": {"en": "Shipped.", "lo": "ມາພ້ອມ."},
    }
}


@pytest.fixture
def shipped(places: None) -> None:
    load_help(PAGE, by=SYSTEM)


@pytest.fixture
def head(shipped: None) -> User:
    return make_user("head", ["1604"], username="head.here")


@pytest.fixture
def admin(shipped: None) -> User:
    return make_user("administrator", [], username="admin.here", whole_country=True)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_only_pages_that_have_help_can_be_written(head: User) -> None:
    with pytest.raises(Refused) as refused:
        write_help("no_such_page", {"en": "x"}, office=None, by=head)
    assert codes(refused) == ["help.page"]


def test_a_book_is_refused(head: User) -> None:
    with pytest.raises(Refused) as refused:
        write_help("account", {"en": "x" * (LONGEST + 1), "la": "x"}, office=None, by=head)
    assert codes(refused) == ["help.long", "help.language"]


def test_what_people_wrote_outlives_a_new_release(shipped: None) -> None:
    write_help("account", {"en": "Ours."}, office=None, by=make_user("administrator", []))
    renewed = {"account": {**PAGE["account"], "text": {"en": "Better.", "lo": "ດີກວ່າ."}}}
    assert load_help(renewed, by=SYSTEM) == 1
    row = HelpText.objects.get(page="account", office=None)
    assert row.said == "Ours."
    assert row.shipped["en"] == "Better."
    assert load_help(renewed, by=SYSTEM) == 0
    assert Act.objects.filter(name="help.loaded").count() == 2


def test_a_page_no_longer_shipped_goes_unless_somebody_wrote_there(head: User) -> None:
    more = {**PAGE, "home": PAGE["account"], "search": PAGE["account"]}
    load_help(more, by=SYSTEM)
    write_help("home", {"en": "Ours."}, office=make_office("1604"), by=head)
    load_help(PAGE, by=SYSTEM)
    assert set(HelpText.objects.values_list("page", flat=True)) == {"account", "home"}


def test_an_office_adds_and_another_office_does_not_see_it(
    head: User, client: Client, stranger: User
) -> None:
    client.force_login(head)
    sent = client.post(
        reverse("help_edit", args=["account"]), {"text_en": "Ask <b>Noy</b>.", "text_lo": ""}
    )
    assert sent.status_code == 302
    head.refresh_from_db()
    page = client.get(reverse("account")).content.decode()
    assert "<details" in page
    assert "Ask &lt;b&gt;Noy&lt;/b&gt;." in page
    assert "Shipped." in page
    client.force_login(stranger)
    page = client.get(reverse("account")).content.decode()
    assert "Shipped." in page
    assert "Noy" not in page


def test_the_country_writes_in_the_place_of_the_shipped_text(admin: User, client: Client) -> None:
    client.force_login(admin)
    address = reverse("help_edit", args=["account"])
    assert "Shipped." in client.get(address).content.decode()
    version = HelpText.objects.get(page="account", office=None).version
    client.post(address, {"text_en": "Ours.", "text_lo": "ຂອງເຮົາ.", "version": version})
    assert "Ours." in client.get(reverse("account")).content.decode()
    row = HelpText.objects.get(page="account", office=None)
    client.post(address, {"text_en": "", "text_lo": "", "version": row.version})
    assert "Shipped." in client.get(reverse("account")).content.decode()


def test_an_older_form_is_told_of_the_newer_text(admin: User, client: Client) -> None:
    client.force_login(admin)
    address = reverse("help_edit", args=["account"])
    version = HelpText.objects.get(page="account", office=None).version
    client.post(address, {"text_en": "First.", "version": version})
    answer = client.post(address, {"text_en": "Second.", "version": version})
    assert answer.status_code == 200
    assert HelpText.objects.get(page="account", office=None).texts == {"en": "First."}


def test_who_may_not_write_reads_only(client: Client, inspector: User, shipped: None) -> None:
    client.force_login(inspector)
    page = client.get(reverse("account")).content.decode()
    assert "Shipped." in page
    assert reverse("help_edit", args=["account"]) not in page
    assert client.get(reverse("help_texts")).status_code == 403


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\ntwo\n\nthree", "<p>One two</p>\n<p>three</p>"),
        ("To do:\n- a\n  b\n- c", "<p>To do:</p>\n<ul><li>a b</li><li>c</li></ul>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("- [a](javascript:b)", "<ul><li>[a](javascript:b)</li></ul>"),
        ("", ""),
    ],
)
def test_plain_text_becomes_paragraphs_and_lists(text: str, html: str) -> None:
    assert paragraphs(text) == html


def test_the_shipped_texts_are_in_both_languages_and_name_real_pages() -> None:
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert set(shipped_pages()) - known == set()
    for page, values in shipped_pages().items():
        for part in values.values():
            assert part.get("en"), page
            assert part.get("lo"), page
            assert max(map(len, part.values())) <= LONGEST


def test_tours_are_short_in_both_languages_and_lead_to_real_pages() -> None:
    for kind, steps in tours().items():
        assert 3 <= len(steps) <= 6, kind
        for step in steps:
            assert step.title.keys() == step.text.keys() == {"en", "lo"}, kind
            try:
                reverse(step.page)
            except NoReverseMatch:
                pytest.fail(f"{kind}: no page {step.page}")


def test_the_administration_lists_the_pages_and_leads_to_the_text(
    head: User, client: Client, inspector: User
) -> None:
    client.force_login(head)
    page = client.get(reverse("admin:help_helptext_changelist")).content.decode()
    assert "My account" in page
    row = HelpText.objects.get(page="account", office=None)
    page = client.get(reverse("admin:help_helptext_change", args=[row.pk])).content.decode()
    assert reverse("help_edit", args=["account"]) in page
    client.force_login(inspector)
    assert client.get(reverse("admin:help_helptext_changelist")).status_code == 403
