"""Substitution during leave."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from solar_cms.accounts import operations
from solar_cms.accounts.models import Substitution, User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.models import today
from solar_cms.base.problems import Refused


@pytest.fixture
def colleague(db) -> User:
    return make_user("trainer", ["1604"])


def fresh(user: User) -> User:
    """The user as the next request sees them."""
    return User.objects.get(pk=user.pk)


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def arrange(absent: User, substitute: User, first: int, last: int, by: User | None = None):
    return operations.arrange_substitution(
        absent, substitute, first=in_days(first), last=in_days(last), by=by or absent
    )


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(-1, 3, "substitution.past"), (3, 1, "substitution.dates")],
)
def test_bad_days_are_refused(inspector, colleague, first, last, code):
    with pytest.raises(Refused) as refused:
        arrange(inspector, colleague, first, last)
    assert code in [problem.code for problem in refused.value.problems]


def test_oneself_a_closed_account_and_somebody_on_leave_are_refused(inspector, colleague):
    with pytest.raises(Refused):
        arrange(inspector, inspector, 0, 3)
    third = make_user("enrolment_officer", ["1604"])
    arrange(colleague, third, 2, 4)
    with pytest.raises(Refused) as refused:
        arrange(inspector, colleague, 0, 3)
    assert refused.value.problems[0].code == "substitution.away"


def test_two_at_the_same_time_are_refused_by_the_database(inspector, colleague):
    arrange(inspector, colleague, 0, 3)
    third = make_user("enrolment_officer", ["1604"])
    with pytest.raises(Refused) as refused:
        arrange(inspector, third, 3, 5)
    assert refused.value.problems[0].code == "substitution_no_overlap"


def test_a_stranger_arranges_nothing(inspector, colleague, stranger):
    with pytest.raises(Refused):
        arrange(inspector, colleague, 0, 3, by=stranger)
    with pytest.raises(Refused):
        arrange(inspector, colleague, 0, 3, by=make_user("head", ["1407"]))
    assert not Substitution.objects.exists()


def test_the_substitute_has_the_absent_ones_rights_on_those_days(inspector, colleague):
    assert not colleague.may("employers.keep")
    arrange(inspector, colleague, 0, 3)
    assert fresh(colleague).scope.may_in("employers.keep", "1604")
    later = make_user("monitoring_officer", ["1604"])
    arrange(colleague, later, 5, 6)
    assert not fresh(later).may("groups.keep")


def test_the_head_of_the_office_arranges_it_on_the_users_page(client: Client, inspector, colleague):
    head = make_user("head", ["1604"])
    client.force_login(head)
    day = today()
    sent = {
        "substitute": str(colleague.pk),
        "valid_from": f"{day.day}.{day.month}.{day.year}",
        "valid_to": f"{day.day}.{day.month}.{day.year + 1}",
    }
    answer = client.post(f"/account/users/{inspector.pk}/leave/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Substitution.objects.get()
    assert (made.absent, made.substitute) == (inspector, colleague)


def test_ending_takes_the_rights_back_at_once(client: Client, inspector, colleague):
    made = arrange(inspector, colleague, 0, 3)
    client.force_login(make_user("head", ["1407"]))
    assert client.post(f"/account/leave/{made.pk}/end/").status_code == 404
    client.force_login(inspector)
    assert client.post(f"/account/leave/{made.pk}/end/").status_code == 302
    assert not fresh(colleague).may("employers.keep")


def test_only_colleagues_are_offered(client: Client, inspector, colleague, stranger):
    client.force_login(inspector)
    offered = client.get("/account/leave/").context["form"].fields["substitute"].queryset
    assert list(offered) == [colleague]
