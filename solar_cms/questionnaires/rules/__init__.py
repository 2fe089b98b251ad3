"""Questions asked of forms and answers."""

from solar_cms.questionnaires.rules.answers import (
    Answers,
    Examined,
    examined,
    problems_with_answers,
    problems_with_references,
    relevant_questions,
)
from solar_cms.questionnaires.rules.differences import Difference, differences, problems_with_change
from solar_cms.questionnaires.rules.scores import Scores, change_of, scores_of, share_of
from solar_cms.questionnaires.rules.values import WrongValue, canonical

__all__ = [
    "Answers",
    "Difference",
    "Examined",
    "Scores",
    "WrongValue",
    "canonical",
    "change_of",
    "differences",
    "examined",
    "problems_with_answers",
    "problems_with_change",
    "problems_with_references",
    "relevant_questions",
    "scores_of",
    "share_of",
]
