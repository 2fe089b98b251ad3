"""The version that an act left its record at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_act_when")]

    operations = [
        migrations.AddField(
            model_name="act", name="subject_version", field=models.BigIntegerField(null=True)
        )
    ]
