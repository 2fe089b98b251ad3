"""Cases in the API: by reach, filtered, with findings in the detail."""

from __future__ import annotations

from cases.tests import factories as make


def test_the_list_holds_what_the_reader_may_see(client, officer, stranger) -> None:
    case = make.make_served()
    client.force_login(stranger)
    assert client.get("/api/v1/cases/").json()["results"] == []
    assert client.get(f"/api/v1/cases/{case.pk}/").status_code == 404
    client.force_login(officer)
    (row,) = client.get("/api/v1/cases/?stage=remedying&is_open=true").json()["results"]
    assert row["number"] == case.number
    assert row["next_due_on"] == case.notices.get().due_on.isoformat()


def test_the_detail_leaves_restricted_findings_to_their_readers(client, head) -> None:
    case = make.make_confirmed(no=("no_children", "first_aid"))
    path = f"/api/v1/cases/{case.pk}/"
    client.force_login(make.make_inspector(username="inspector.two"))
    assert [f["violation"] for f in client.get(path).json()["findings"]] == ["first_aid"]
    client.force_login(head)
    assert len(client.get(path).json()["findings"]) == 2
    assert client.get(path).headers["ETag"] == f'"{make.fresh(case).version}"'
