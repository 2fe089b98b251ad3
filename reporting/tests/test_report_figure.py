"""What no record can give is reported with its document and verified by somebody else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from reporting import figures, operations
from reporting.models import Indicator, ReportedFigure
from reporting.states import IndicatorKind
from reporting.tests.factories import MEMBERS, known, make_indicator, make_period
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused
from solar_cms.places.models import Province

LETTER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def ground(db: Any) -> Any:
    user = make_user("monitoring_officer", [], whole_country=True)
    make_indicator("insured", kind=IndicatorKind.REPORTED)
    make_indicator("members")
    with known(MEMBERS):
        yield user, make_period("2026Q2")


def report(user: Any, period: Any, key: str = "insured", **more: Any) -> ReportedFigure:
    return operations.report_figure(
        **{
            "indicator": Indicator.objects.get(key=key),
            "period": period,
            "province": Province.objects.get(code="16"),
            "value": Decimal(1906),
            "source": "118/LSSO",
            "source_date": date(2026, 7, 6),
            "upload": LETTER,
            "upload_name": "letter.pdf",
            "by": user,
            **more,
        }
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key": "members"}, "counted from records"),
        ({"source": " "}, "Name the document"),
        ({"value": Decimal(-1)}, "not negative"),
        ({"source_date": date(2199, 1, 1)}, "in the future"),
        ({"upload": b"", "upload_name": "nothing.pdf"}, "."),
    ],
)
def test_refusals(ground, change, words):
    user, period = ground
    with pytest.raises(Refused, match=words):
        report(user, period, **change)
    assert not ReportedFigure.objects.exists()


def test_a_reported_figure_is_marked_and_never_added_up(ground):
    user, period = ground
    report(user, period)
    found = figures.figures_for([period])
    assert found["insured", "2026Q2", "16"].number == 1906
    assert found["insured", "2026Q2", "16"].reported["source"] == "118/LSSO"
    assert found["insured", "2026Q2", ""].number is None


def test_twice_for_a_quarter_and_place_is_refused_by_the_database(ground):
    user, period = ground
    report(user, period)
    with pytest.raises(Refused, match="already has a reported figure"):
        report(user, period)


def test_the_reporter_does_not_verify(ground):
    user, period = ground
    row = report(user, period)
    with pytest.raises(Refused, match="Somebody else"):
        operations.verify_reported_figure(row, by=user)
    with pytest.raises((Refused, IntegrityError)), act("test.arranged", by=SYSTEM):
        ReportedFigure.objects.filter(pk=row.pk).update(
            verified_by=user, verified_on=date(2026, 7, 7)
        )


def test_a_correction_waits_for_a_verifier_again(ground):
    user, period = ground
    other = make_user("head", ["1604"])
    row = operations.verify_reported_figure(report(user, period), by=other)
    assert row.verified_by == other
    row = operations.correct_reported_figure(
        row, value=Decimal(1907), source="119/LSSO", source_date=date(2026, 7, 9), by=user
    )
    assert (row.verified_by, row.verified_on, row.value) == (None, None, 1907)


def test_pages_report_verify_and_open_the_document(ground, client):
    user = ground[0]
    client.force_login(user)

    answer = client.post(
        reverse("reported_new"),
        {
            "indicator": Indicator.objects.get(key="insured").pk,
            "period": "2026Q2",
            "province": "16",
            "value": "1906",
            "source": "118/LSSO",
            "source_date": "6.7.2026",
            "upload": SimpleUploadedFile("letter.pdf", LETTER, "application/pdf"),
        },
    )
    row = ReportedFigure.objects.get()
    assert answer["Location"] == reverse("reported_figure", args=[row.pk])
    page = client.get(reverse("reported_verify", args=[row.pk]))
    assert "You reported this figure" in page.content.decode()
    client.force_login(make_user("head", ["1407"]))
    assert client.get(reverse("reported_verify", args=[row.pk])).status_code == 403
    assert client.get(reverse("file", args=[row.document_id])).status_code in (403, 404)
    client.force_login(make_user("head", ["1604"]))
    answer = client.get(reverse("file", args=[row.document_id]), follow=True)
    assert answer.status_code == 200
    assert client.post(reverse("reported_verify", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.verified_by is not None
    page = client.get(reverse("figure", args=["insured", "2026Q2", "16"])).content.decode()
    assert "118/LSSO" in page
