"""Users are listed in the order of the Lao alphabet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_office_pack'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='name_local',
            field=models.CharField(db_collation='lo-x-icu', max_length=160, verbose_name='Name'),
        ),
    ]
