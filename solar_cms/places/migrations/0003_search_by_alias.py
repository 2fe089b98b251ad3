"""Places are found by their other spellings too: the search key holds them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import F, Func


def key():
    return models.GeneratedField(
        db_persist=True,
        expression=Func(
            F("name_local"),
            F("name_latin"),
            Func(F("aliases"), function="solar_joined", output_field=models.TextField()),
            function="solar_search_key",
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
    )


class Migration(migrations.Migration):
    dependencies = [("base", "0002_joined"), ("places", "0002_place_versions")]
    operations = [
        migrations.RemoveIndex("village", "village_search"),
        *[
            step
            for model in ("province", "district", "village")
            for step in (
                migrations.RemoveField(model, "search_key"),
                migrations.AddField(model, "search_key", key()),
            )
        ],
        migrations.AddIndex(
            "village",
            GinIndex(fields=["search_key"], name="village_search", opclasses=["gin_trgm_ops"]),
        ),
    ]
