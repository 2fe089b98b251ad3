"""The duty roster of offices."""

import django.db.models.deletion
import solar_cms.base.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_open_cases'),
        ('places', '0004_village_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('day', models.DateField(verbose_name='Day')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='Note')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.district', verbose_name='District')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to=settings.AUTH_USER_MODEL, verbose_name='Inspector')),
            ],
            options={
                'verbose_name': 'Day of duty',
                'verbose_name_plural': 'Duty roster',
                'indexes': [models.Index(fields=['district', 'day'], name='duty_of_the_day')],
                'constraints': [models.UniqueConstraint(fields=('user', 'day'), name='duty_once_a_day', violation_error_message='This inspector has duty on that day already.')],
            },
        ),
    ]
