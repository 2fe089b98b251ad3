"""Where the pages of records stand, and how such records are found in the demo."""

from __future__ import annotations

KINDS = (
    "SELECT u.username, r.kind FROM accounts_posting p JOIN accounts_user u ON u.id = p.user_id "
    "JOIN accounts_role r ON r.id = p.role_id"
)
HERE = "SELECT id::text FROM {} WHERE district_id = '1604' ORDER BY id LIMIT 6"
# Where the pages of a record stand, and how such records are found: the acts on them that no link of
# the demo happens to lead to are asked for as well.
RECORDS = {
    "/cases/<uuid:pk>/": HERE.format("cases_case"),
    "/cases/complaints/<uuid:pk>/": HERE.format("cases_complaint"),
    "/cases/findings/<uuid:pk>/": "SELECT f.id::text FROM cases_finding f JOIN cases_case c "
    "ON c.id = f.case_id WHERE c.district_id = '1604' ORDER BY f.id LIMIT 6",
    "/enrollment/applications/<uuid:pk>/": HERE.format("enrollment_application"),
    "/enrollment/applications/new/<uuid:person_pk>/": HERE.format("registry_person"),
    "/enrollment/memberships/<uuid:pk>/": HERE.format("enrollment_membership"),
    "/enrollment/promoters/new/<uuid:person_pk>/": HERE.format("registry_person"),
    "/enrollment/remittances/<uuid:pk>/": HERE.format("enrollment_remittance"),
    "/trainings/<uuid:pk>/": HERE.format("trainings_session"),
    "/trainings/trainers/new/<uuid:person_pk>/": HERE.format("registry_person"),
    "/registry/people/<uuid:pk>/": HERE.format("registry_person"),
    "/registry/people/<uuid:keep_pk>/merge/<uuid:other_pk>/": "SELECT first_id::text, second_id::text "
    "FROM registry_duplicatepair WHERE state = 'open' ORDER BY score DESC LIMIT 9",
    "/registry/merges/<uuid:pk>/": "SELECT id::text FROM registry_merge WHERE undone_at IS NULL",
    "/registry/corrections/<uuid:pk>/": "SELECT id::text FROM registry_correctionrequest",
    "/imports/<uuid:pk>/": HERE.format("imports_batch"),
    "/imports/questions/<uuid:pk>/": HERE.format("imports_linkrequest"),
    "/registry/groups/<uuid:pk>/": HERE.format("registry_producergroup"),
    "/registry/workplaces/<uuid:pk>/": HERE.format("registry_workplace"),
}
OF = "SELECT r.id::text FROM {} r JOIN {} o ON o.id = r.{} WHERE o.district_id = '1604' ORDER BY r.id LIMIT 6"
GROUP = ("registry_producergroup", "group_id")
SITE = ("registry_workplace", "workplace_id")
RECORDS |= {
    "/cases/<uuid:pk>/visit/<slug:key>/": "SELECT id::text, 'labour_conditions' FROM cases_case "
    "WHERE district_id = '1604' AND stage IN ('ordered', 'visited') ORDER BY id LIMIT 4",
    "/cases/complaints/<uuid:pk>/decide/<slug:key>/": "SELECT id::text, 'dismiss' FROM cases_complaint "
    "WHERE district_id = '1604' ORDER BY id LIMIT 6",
    "/cases/notices/<uuid:pk>/": OF.format("cases_notice", "cases_case", "case_id"),
    "/cases/sanctions/<uuid:pk>/": OF.format("cases_sanction", "cases_case", "case_id"),
    "/cases/appeals/<uuid:pk>/": "SELECT id::text FROM cases_appeal ORDER BY id LIMIT 6",
    "/cases/entries/<uuid:pk>/": OF.format("cases_ledgerentry", "cases_case", "case_id"),
    "/cases/clocks/<uuid:pk>/": OF.format("cases_clockrun", "cases_case", "case_id"),
    "/trainings/<uuid:pk>/tests/<str:phase>/<uuid:attendance>/": "SELECT s.id::text, 'pre', a.id::text "
    "FROM trainings_session s JOIN trainings_attendance a ON a.session_id = s.id WHERE a.presence = "
    "'present' AND s.district_id = '1604' AND s.test_id IS NOT NULL LIMIT 3",
    "/registry/households/<uuid:pk>/": HERE.format("registry_household"),
    "/registry/household-members/<uuid:pk>/": OF.format(
        "registry_householdmember", "registry_household", "household_id"
    ),
    "/registry/rounds/<uuid:pk>/": OF.format("registry_bargaininground", *GROUP),
    "/registry/agreements/<uuid:pk>/": OF.format("registry_tradeagreement", *GROUP),
    "/registry/supply/<uuid:pk>/": "SELECT id::text FROM registry_supplylink ORDER BY id LIMIT 12",
    "/registry/hazards/<uuid:pk>/": OF.format("registry_workplacehazard", *SITE),
    "/registry/unions/<uuid:pk>/": OF.format("registry_workplaceunion", *SITE),
    "/registry/collective/<uuid:pk>/": OF.format("registry_collectiveagreement", *SITE),
    "/registry/employers/<uuid:pk>/": "SELECT employer_id::text FROM registry_workplace "
    "WHERE district_id = '1604' AND employer_id IS NOT NULL ORDER BY id LIMIT 3",
    "/registry/duplicates/<uuid:pk>/": OF.format(
        "registry_duplicatepair", "registry_person", "first_id"
    ),
    "/registry/villages/<str:code>/": "SELECT code FROM places_village WHERE district_id = '1604' "
    "ORDER BY code LIMIT 3",
}
# Pages without a record to which no link leads.
MORE = {
    "conflicts": "/sync/?all=1",
    "search": "/search/?q=a",
    "styleguide": "/styleguide/",
    "offline": "/offline/",
    "jobs": "/work/jobs/",
    "import_limits": "/imports/two-persons/",
}
