"""A letter to test with."""

from __future__ import annotations

from typing import Any

from solar_cms.accounts.tests.factories import make_office
from solar_cms.documents.models import Letter
from solar_cms.documents.operations import issue_letter
from solar_cms.documents.tests.conftest import OWNER


def issue(by: Any, number: str = "LI-1604-2026-0001", **fields: Any) -> Letter:
    return issue_letter(
        **{
            "kind": "improvement_notice",
            "titles": {"lo": "ໜັງສືແຈ້ງໃຫ້ປັບປຸງແກ້ໄຂ", "en": "Improvement notice"},
            "template": "documents/plain.typ",
            "data": {
                "paragraphs": [{"lo": "ສະບາຍດີ", "en": "Good day to Khamla"}],
                "facts": [["Fine", "1,000"]],
            },
            "owner_kind": OWNER,
            "owner_id": "7",
            "district_id": "1604",
            "office": make_office("1604"),
            "number": number,
            "by": by,
            **fields,
        }
    )
