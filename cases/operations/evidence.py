"""The photos and papers of a checklist: to the finding they show, else to the visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cases.models import Finding, Visit
from solar_cms.audit.acts import HasActor
from solar_cms.documents.models import Attachment
from solar_cms.documents.passing import pass_files
from solar_cms.questionnaires.definition import split_key, tree_of
from solar_cms.questionnaires.expressions import references
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.rules import Answers
from solar_cms.questionnaires.states import Check

VISIT, FINDING = "cases.visit", "cases.finding"


def file_evidence(
    visit: Visit,
    checklist: FormVersion,
    answers: Answers,
    files: Mapping[str, Sequence[Attachment]],
    *,
    by: HasActor,
) -> None:
    """Each file to the live finding of the violation its answer says "no" to, else to the visit.

    A photo question belongs to the answer that its relevance asks for ("show the machine, if
    machines = no").
    """
    if not any(files.values()):
        return
    found = {finding.violation: finding for finding in visit.case.findings.live()}
    for key, rows in files.items():
        finding = _finding_of(checklist, answers, key, found)
        owner = (FINDING, finding.pk) if finding else (VISIT, visit.pk)
        pass_files(
            rows, owner_kind=owner[0], owner_id=owner[1], district_id=visit.district_id, by=by
        )


def _finding_of(
    checklist: FormVersion, answers: Answers, key: str, found: Mapping[str, Finding]
) -> Finding | None:
    asked = checklist.parsed().asked
    name = split_key(key)[2]
    if name not in asked:
        return None
    question = asked[name].question
    if "violation" in question and answers.get(key, ("", ""))[0] in (Check.NO, ""):
        return found.get(question["violation"])
    if not (tree := tree_of(question.get("relevant"))):
        return None
    for other in sorted(references(tree)):
        about = asked[other].question if other in asked else {}
        if "violation" in about and answers.get(other, ("", ""))[0] == Check.NO:
            return found.get(about["violation"])
    return None
