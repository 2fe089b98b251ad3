"""Addresses of the registry, by noun."""

from django.urls import path

from solar_cms.registry.views import employers, groups, merges, people

urlpatterns = [
    path("", people.registry, name="registry"),
    path("people/", people.people, name="people"),
    path("people.csv", people.people_csv, name="people_csv"),
    path("people/find/", people.people_find, name="people_find"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<uuid:pk>/document/", people.document_new, name="document_new"),
    path("people/<uuid:pk>/consent/", people.consent_new, name="consent_new"),
    path("consents/<uuid:pk>/withdraw/", people.consent_withdraw, name="consent_withdraw"),
    path("people/<uuid:pk>/merge/", merges.person_merge_pick, name="person_merge_pick"),
    path("people/<uuid:keep_pk>/merge/<uuid:other_pk>/", merges.person_merge, name="person_merge"),
    path("merges/<uuid:pk>/", merges.merge, name="merge"),
    path("merges/<uuid:pk>/undo/", merges.merge_undo, name="merge_undo"),
    path("groups/", groups.groups, name="groups"),
    path("groups/find/", groups.groups_find, name="groups_find"),
    path("groups/new/", groups.group_new, name="group_new"),
    path("groups/<uuid:pk>/", groups.group, name="group"),
    path("groups/<uuid:pk>/edit/", groups.group_edit, name="group_edit"),
    path("groups/<uuid:pk>/join/", groups.group_join, name="group_join"),
    path("groups/<uuid:pk>/end/", groups.group_end, name="group_end"),
    path("members/<uuid:pk>/leave/", groups.member_leave, name="member_leave"),
    path("members/<uuid:pk>/role/", groups.member_role, name="member_role"),
    path("workplaces/", employers.workplaces, name="workplaces"),
    path("workplaces/new/", employers.workplace_new, name="workplace_new"),
    path("workplaces/<uuid:pk>/", employers.workplace, name="workplace"),
    path("workplaces/<uuid:pk>/edit/", employers.workplace_edit, name="workplace_edit"),
    path("employers/", employers.employers, name="employers"),
    path("employers/<uuid:pk>/", employers.employer, name="employer"),
    path("employers/<uuid:pk>/edit/", employers.employer_edit, name="employer_edit"),
]
