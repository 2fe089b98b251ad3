"""The procedure of a version in the administration: read by who reads law, never changed there."""

from __future__ import annotations

from cases.models import Procedure
from cases.tests import factories as make


def test_steps_clocks_and_violations_are_read_and_nothing_is_changed(client, officer) -> None:
    procedure = Procedure.objects.get()
    path = f"/admin/cases/procedure/{procedure.pk}/change/"
    assert client.get(path).status_code == 302  # to the sign-in
    client.force_login(make.make_head())
    page = client.get(path)
    assert page.status_code == 200
    words = page.content.decode()
    assert "labour_law." not in words  # keys of the pack are no words
    for expected in ("Dismiss with a ground", "Corrected, verified", "assumed"):
        assert expected in words, expected
    assert client.post(path, {"definition": "{}"}).status_code in {403, 405}
    assert Procedure.objects.get().definition == procedure.definition
