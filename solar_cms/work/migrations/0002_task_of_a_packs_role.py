from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("work", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="role_kind",
            field=models.CharField(blank=True, max_length=60),
        )
    ]
