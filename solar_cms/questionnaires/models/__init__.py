"""Versioned forms, their drafts, and what was answered."""

from solar_cms.questionnaires.models.form import Form, FormDraft, FormVersion
from solar_cms.questionnaires.models.response import Answer, AnswerDraft, Response

__all__ = ["Answer", "AnswerDraft", "Form", "FormDraft", "FormVersion", "Response"]
