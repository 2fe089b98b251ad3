"""Each country's scripted case is played through the verbs to its end."""

from __future__ import annotations

import pytest

from cases.models import Appeal, Case
from cases.walking import play
from solar_cms.audit.acts import SYSTEM
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
    case = Case.objects.get()
    assert (case.is_open, lines[-1].on) == (False, case.closed_on)
    if code == "peru":  # a clock about one paper is ended by a step that writes another
        ends = {name: line.step for line in lines for name in line.ended}
        assert ends["Period of the requirement"] == "Issue the infraction act"
        # an appeal goes to the instance its step names, and waits with those who decide there
        assert set(Appeal.objects.values_list("level", flat=True)) == {"appeal"}
        asked = Task.objects.filter(kind="cases.decide_appeal")
        assert set(asked.values_list("role_kind", flat=True)) == {"intendencia"}
