"""People are found by their other names too."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import F, Func


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0002_joined"),
        ("registry", "0003_consent_titles_and_names"),
    ]
    operations = [
        migrations.AddField(
            "person",
            "alias_key",
            models.GeneratedField(
                db_persist=True,
                expression=Func(
                    Func(F("aliases"), function="solar_joined", output_field=models.TextField()),
                    function="solar_search_key",
                    output_field=models.TextField(),
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            "person",
            GinIndex(fields=["alias_key"], name="person_alias", opclasses=["gin_trgm_ops"]),
        ),
    ]
