"""Trade unions are listed in the order of the Lao alphabet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0007_households_trade_labour'),
    ]

    operations = [
        migrations.AlterField(
            model_name='workplaceunion',
            name='name',
            field=models.CharField(db_collation='lo-x-icu', max_length=160, verbose_name='Name'),
        ),
    ]
