"""Addresses of forms: reading them, writing their next version."""

from django.urls import path

from solar_cms.questionnaires.editor.views import (
    answers,
    drafts,
    forms,
    parts,
    preview,
    publishing,
    workbooks,
)

urlpatterns = [
    path("", forms.forms, name="forms"),
    path("new/", forms.new, name="form_new"),
    path("upload/", workbooks.upload, name="form_upload"),
    path("answers/<uuid:pk>/", answers.record, name="answers_record"),
    path("<uuid:pk>/", forms.form, name="form"),
    path("<uuid:pk>/versions/<int:number>/", forms.version, name="form_version"),
    path(
        "<uuid:pk>/versions/<int:number>/form.xlsx",
        workbooks.version_xlsx,
        name="form_version_xlsx",
    ),
    path("<uuid:pk>/draft/", forms.begin, name="form_begin"),
    path("drafts/<uuid:pk>/", drafts.draft, name="form_draft"),
    path("drafts/<uuid:pk>/title/", drafts.title, name="form_draft_title"),
    path("drafts/<uuid:pk>/upload/", workbooks.draft_upload, name="form_draft_upload"),
    path("drafts/<uuid:pk>/form.xlsx", workbooks.draft_xlsx, name="form_draft_xlsx"),
    path("drafts/<uuid:pk>/drop/", drafts.drop, name="form_draft_drop"),
    path("drafts/<uuid:pk>/sections/new/", parts.section_new, name="form_section_new"),
    path("drafts/<uuid:pk>/sections/<str:key>/", parts.section, name="form_section"),
    path("drafts/<uuid:pk>/sections/<str:key>/remove/", parts.section_remove, name="form_section_remove"),
    path("drafts/<uuid:pk>/questions/new/", parts.question_new, name="form_question_new"),
    path("drafts/<uuid:pk>/questions/<str:key>/", parts.question, name="form_question"),
    path("drafts/<uuid:pk>/questions/<str:key>/copy/", parts.question_copy, name="form_question_copy"),
    path("drafts/<uuid:pk>/questions/<str:key>/move/", parts.question_move, name="form_question_move"),
    path("drafts/<uuid:pk>/questions/<str:key>/remove/", parts.question_remove, name="form_question_remove"),
    path("drafts/<uuid:pk>/choices/", parts.choice_lists, name="form_choice_lists"),
    path("drafts/<uuid:pk>/choices/<str:name>/", parts.choices, name="form_choices"),
    path("drafts/<uuid:pk>/choices/<str:name>/remove/", parts.choices_remove, name="form_choices_remove"),
    path("drafts/<uuid:pk>/preview/", preview.preview, name="form_preview"),
    path("drafts/<uuid:pk>/preview/<str:language>/", preview.trial, name="form_trial"),
    path("drafts/<uuid:pk>/publish/", publishing.publish, name="form_publish"),
    path("drafts/<uuid:pk>/questions/<str:key>/rename/", publishing.rename, name="form_question_rename"),
]  # fmt: skip
