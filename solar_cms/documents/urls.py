"""Addresses of documents: files and letters. /verify/ is in urls_verify.py."""

from django.urls import path

from solar_cms.documents import views, views_uploads

urlpatterns = [
    path("uploads/", views_uploads.uploads, name="uploads"),
    path("uploads/<uuid:pk>/", views_uploads.upload, name="upload"),
    path("<uuid:pk>/", views.file, name="file"),
    path("<uuid:pk>/custody/", views.custody, name="file_custody"),
    path("<uuid:pk>/caption/", views.file_caption, name="file_caption"),
    path("<uuid:pk>/<str:signed>/", views.file_content, name="file_content"),
    path("add/<str:owner_kind>/<str:owner_id>/", views.file_add, name="file_add"),
    path("lists/<str:name>/", views.list_xlsx, name="list_xlsx"),
    path("letters/<uuid:pk>/", views.letter, name="letter"),
    path("letters/<uuid:pk>/again/", views.letter_again, name="letter_again"),
    path("letters/<uuid:pk>/void/", views.letter_void, name="letter_void"),
]
