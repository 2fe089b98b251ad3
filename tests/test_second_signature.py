"""Where an office has one person, the second one may be of the province or the centre."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from cases import operations as cases
from cases.tests.factories import make_case
from reporting.models import Indicator, ReportedFigure
from reporting.operations import report_figure
from reporting.states import IndicatorKind
from reporting.tests.factories import make_indicator, make_period
from solar_cms.accounts import operations
from solar_cms.accounts.models import Role, User
from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.places.models import Province

PROVINCE = ["1604", "1603"]
LETTER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def alone(db: None) -> User:
    """The only officer of Paksong."""
    return make_user("head", ["1604"], username="alone")


def reported_by(user: User) -> ReportedFigure:
    make_indicator("insured", kind=IndicatorKind.REPORTED)
    return report_figure(
        indicator=Indicator.objects.get(key="insured"), period=make_period("2026Q2"),
        province=Province.objects.get(code="16"), value=Decimal(1906), source="118/LSSO",
        source_date=date(2026, 7, 6), upload=LETTER, upload_name="letter.pdf", by=user,
    )  # fmt: skip


def verify(client: Client, user: User, figure: ReportedFigure) -> int:
    client.force_login(user)
    return client.post(f"/reporting/reported/{figure.pk}/verify/").status_code


def test_the_reporter_never_verifies_alone(client: Client, alone: User):
    figure = reported_by(alone)
    assert verify(client, alone, figure) == 200
    figure.refresh_from_db()
    assert figure.verified_by is None


@pytest.mark.parametrize(
    ("kind", "districts", "whole_country"),
    [("supervisor", PROVINCE, False), ("monitoring_officer", [], True), ("head", [], True)],
)
def test_the_province_or_the_centre_verifies_for_an_office_of_one(
    client: Client, alone: User, kind: str, districts: list[str], whole_country: bool
):
    figure = reported_by(alone)
    second = make_user(kind, districts, whole_country=whole_country, username="second")
    assert verify(client, second, figure) == 302
    figure.refresh_from_db()
    assert figure.verified_by == second


def test_another_province_does_not_verify(client: Client, alone: User):
    figure = reported_by(alone)
    assert verify(client, make_user("head", ["1407"], username="there"), figure) == 403


@pytest.mark.parametrize(("districts", "whole_country"), [(PROVINCE, False), ([], True)])
def test_the_order_of_a_lone_inspectors_case_is_signed_above(
    db: None, districts: list[str], whole_country: bool
):
    case = make_case()
    inspector = case.opened_by
    with pytest.raises(Refused) as refused:
        cases.order_inspection(case, matters="Safety", by=inspector)
    assert "case.other_role" in {p.code for p in refused.value.problems}
    head = make_user("head", districts, whole_country=whole_country, username="above")
    assert cases.order_inspection(case, matters="Safety", by=head).signed_by == head


def test_the_rights_of_a_lone_head_are_changed_by_the_centre_only(alone: User):
    role = Role.objects.get(key="head")
    posting = alone.postings.get()
    given = {"role": role, "office": posting.office, "districts": list(posting.districts.all()),
             "valid_from": today()}  # fmt: skip
    with pytest.raises(Refused):
        operations.change_posting(posting, **given, by=alone)
    centre = make_user("administrator", [], whole_country=True)
    assert operations.change_posting(posting, **given, by=centre).user == alone


def test_a_lone_head_who_leaves_is_handed_over_by_the_centre(alone: User):
    heir = make_user("head", ["1603"], username="heir")
    with pytest.raises(Refused):
        operations.hand_over(alone, heir, by=alone)
    centre = make_user("administrator", [], whole_country=True)
    operations.hand_over(alone, heir, by=centre)
    alone.refresh_from_db()
    assert not alone.is_active
    assert alone.postings.get().valid_to == today()
