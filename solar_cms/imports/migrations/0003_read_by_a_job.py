"""Large files are read by a job: what it must know of them, and why one could not be read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0002_two_persons_memory_and_questions'),
        ('places', '0004_village_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='batch',
            name='import_file_once',
        ),
        migrations.AddField(
            model_name='batch',
            name='heading_row',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='batch',
            name='refusal',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='batch',
            name='sheet',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='batch',
            name='state',
            field=models.CharField(choices=[('reading', 'being read'), ('matching', 'columns to be named'), ('checking', 'being checked'), ('ready', 'checked, nothing written yet'), ('waiting', 'waits for a second person'), ('importing', 'being imported'), ('imported', 'imported'), ('undone', 'undone'), ('dropped', 'given up')], default='checking', max_length=12, verbose_name='State'),
        ),
        migrations.AlterField(
            model_name='stagedrow',
            name='batch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='staged', to='imports.batch'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['checking', 'imported', 'importing', 'matching', 'reading', 'ready', 'waiting'])), fields=('kind', 'sha256', 'context_key'), name='import_file_once', violation_error_message='This file has already been read for this purpose.'),
        ),
    ]
