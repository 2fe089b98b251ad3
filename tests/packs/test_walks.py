"""Each country's scripted case is played through the verbs to its end."""

from __future__ import annotations

import pytest

from cases.models import Appeal, Case
from cases.walking import play
from solar_cms.audit.acts import SYSTEM
from solar_cms.documents.models import Letter
from solar_cms.documents.operations import render_letter
from solar_cms.documents.states import LetterState
from solar_cms.law.operations import load_pack
from solar_cms.law.reading import read_file
from solar_cms.work.models import Task
from tests.packs.conftest import COUNTRIES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["laos", *COUNTRIES])
def test_the_scripted_case_is_played_to_its_end(serve, settings, code: str) -> None:
    folder = serve(code)
    languages = settings.PACK["languages"]
    languages["content"] = languages["content"][:1]  # half the PDFs
    load_pack(folder, by=SYSTEM)
    lines = play(read_file(folder / "walk.toml"))
    case = Case.objects.earliest("opened_on", "number")  # in Honduras it opens three others
    assert (case.is_open, lines[-1].on) == (False, case.closed_on)
    render_letter(str(case.order.letter_id))
    assert Letter.objects.get(pk=case.order.letter_id).state == LetterState.READY
    if code == "peru":  # a clock about one paper is ended by a step that writes another
        ends = {name: line.step for line in lines for name in line.ended}
        assert ends["Period of the requirement"] == "Issue the infraction act"
        assert case.order.letter.data["said"][0]["value"] == 30  # the term that the order sets
        # an appeal goes to the instance its step names, and waits with those who decide there
        assert set(Appeal.objects.values_list("level", flat=True)) == {"appeal"}
        asked = Task.objects.filter(kind="cases.decide_appeal")
        assert set(asked.values_list("role_kind", flat=True)) == {"intendencia"}
    if code == "honduras":
        links = case.links.select_related("other")
        assert {link.other.kind for link in links} == {"thematic"}
        assert [link.other.summary.split(": ")[1] for link in links.order_by("id")] == [
            "Trabajo infantil", "Salario mínimo", "Seguridad y salud",
        ]  # fmt: skip
