"""Letters about restricted findings are confidential, like the findings themselves."""

from django.db import migrations

from solar_cms.audit.migrating import open_act

LETTERS = """
SELECT n.letter_id FROM cases_notice n
JOIN cases_notice_findings m ON m.notice_id = n.id
JOIN cases_finding f ON f.id = m.finding_id AND f.is_restricted
WHERE n.letter_id IS NOT NULL
"""


def seal(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LETTERS)
        letters = [row[0] for row in cursor.fetchall()]
    if letters:
        open_act(apps, schema_editor, "cases.0008_seal_letters")
        apps.get_model("documents", "Letter").objects.filter(pk__in=letters).update(
            is_confidential=True
        )
        apps.get_model("documents", "Attachment").objects.filter(
            owner_kind__startswith="documents.letter", owner_id__in=[str(pk) for pk in letters]
        ).update(is_confidential=True)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_act_subject_version"),
        ("cases", "0007_triage"),
        ("documents", "0007_confidential_letters"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
