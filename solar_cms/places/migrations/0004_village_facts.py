"""Population, roads and unexploded ordnance of villages."""

import django.db.models.deletion
import solar_cms.base.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0003_search_by_alias'),
    ]

    operations = [
        migrations.CreateModel(
            name='VillagePopulation',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('year', models.PositiveSmallIntegerField(verbose_name='Year')),
                ('women', models.PositiveIntegerField(verbose_name='Women')),
                ('men', models.PositiveIntegerField(verbose_name='Men')),
                ('working_women', models.PositiveIntegerField(blank=True, null=True, verbose_name='Women of working age')),
                ('working_men', models.PositiveIntegerField(blank=True, null=True, verbose_name='Men of working age')),
                ('source', models.CharField(max_length=200, verbose_name='Source')),
            ],
            options={
                'verbose_name': 'Population of a village',
                'verbose_name_plural': 'Populations of villages',
            },
        ),
        migrations.CreateModel(
            name='VillageRoad',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('month', models.PositiveSmallIntegerField(verbose_name='Month')),
                ('state', models.CharField(choices=[('all', 'Any vehicle'), ('four_wheel', 'Four-wheel drive'), ('motorbike', 'Motorbike only'), ('closed', 'Cannot be reached')], max_length=12, verbose_name='Road')),
            ],
            options={
                'verbose_name': 'Road to a village',
                'verbose_name_plural': 'Roads to villages',
            },
        ),
        migrations.AddField(
            model_name='village',
            name='uxo',
            field=models.CharField(choices=[('unknown', 'not known'), ('none', 'none known'), ('present', 'present: ask before going off the paths'), ('cleared', 'cleared')], db_default='unknown', default='unknown', max_length=10, verbose_name='Unexploded ordnance (UXO)'),
        ),
        migrations.AddField(
            model_name='village',
            name='uxo_on',
            field=models.DateField(blank=True, null=True, verbose_name='UXO: as of'),
        ),
        migrations.AddField(
            model_name='village',
            name='uxo_source',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='UXO: source'),
        ),
        migrations.AddIndex(
            model_name='village',
            index=models.Index(fields=['name_local', 'code'], name='village_name'),
        ),
        migrations.AddField(
            model_name='villagepopulation',
            name='village',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='populations', to='places.village'),
        ),
        migrations.AddField(
            model_name='villageroad',
            name='village',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roads', to='places.village'),
        ),
        migrations.AddConstraint(
            model_name='villagepopulation',
            constraint=models.UniqueConstraint(fields=('village', 'year'), name='village_population_once', violation_error_message='The population of that year is recorded already.'),
        ),
        migrations.AddConstraint(
            model_name='villagepopulation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('working_women', None), ('working_women__lte', models.F('women')), _connector='OR'), models.Q(('working_men', None), ('working_men__lte', models.F('men')), _connector='OR')), name='village_working_age_within', violation_error_message='There cannot be more of working age than in all.'),
        ),
        migrations.AddConstraint(
            model_name='villagepopulation',
            constraint=models.CheckConstraint(condition=models.Q(('year__range', (1990, 2100))), name='village_population_year', violation_error_message='The year must be between 1990 and this year.'),
        ),
        migrations.AddConstraint(
            model_name='villageroad',
            constraint=models.UniqueConstraint(fields=('village', 'month'), name='village_road_once', violation_error_message='The road of that month is recorded already.'),
        ),
        migrations.AddConstraint(
            model_name='villageroad',
            constraint=models.CheckConstraint(condition=models.Q(('month__range', (1, 12))), name='village_road_month', violation_error_message='A month is a number from 1 to 12.'),
        ),
    ]
