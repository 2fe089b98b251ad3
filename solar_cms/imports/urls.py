"""Addresses of imports."""

from django.urls import path

from solar_cms.imports import views

urlpatterns = [
    path("", views.history, name="imports"),
    path("new/<slug:kind>/", views.upload, name="import_new"),
    path("new/<slug:kind>/form.xlsx", views.empty_form, name="import_form"),
    path("questions/", views.questions, name="import_questions"),
    path("questions/<uuid:pk>/", views.question, name="import_question"),
    path("two-persons/", views.limits, name="import_limits"),
    path("<uuid:pk>/columns/", views.columns, name="import_columns"),
    path("<uuid:pk>/reopen/", views.reopen, name="import_reopen"),
    path("<uuid:pk>/stop/", views.stop, name="import_stop"),
    path("<uuid:pk>/agree/", views.agree, name="import_agree"),
    path("<uuid:pk>/send-back/", views.send_back, name="import_send_back"),
    path("<uuid:pk>/", views.desk, name="import_batch"),
    path("<uuid:pk>/mend/", views.mend, name="import_mend"),
    path("<uuid:pk>/mend-alike/", views.mend_all_alike, name="import_mend_alike"),
    path("<uuid:pk>/rows/", views.put_aside, name="import_rows"),
    path("<uuid:pk>/decide/", views.decide_row, name="import_decide"),
    path("<uuid:pk>/check/", views.check_now, name="import_check"),
    path("<uuid:pk>/import/", views.import_now, name="import_now"),
    path("<uuid:pk>/undo/", views.undo, name="import_undo"),
    path("<uuid:pk>/drop/", views.drop, name="import_drop"),
    path("<uuid:pk>/errors/", views.errors, name="import_errors"),
]
