"""Pairs of records that may be one person, and how alike two names sound."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import solar_cms.base.ids

# likeness: in thousandths; letters that differ, of the longer word.
# names_alike: of two full names given by their sounds. Both names must be alike, so siblings, who share
# one of them, are not; turned round costs a little, and a full name in one field is read as such.
ALIKE = """
CREATE FUNCTION solar_likeness(a text, b text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN a = b THEN 1000 WHEN a = '' OR b = '' THEN 0
  ELSE 1000 - 1000 * levenshtein(left(a, 200), left(b, 200)) / greatest(length(a), length(b), 1) END;

CREATE FUNCTION solar_names_alike(ag text, af text, bg text, bf text) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE best int;
BEGIN
  IF ag || af = '' OR bg || bf = '' THEN RETURN 0; END IF;
  IF ag = bg AND af = bf THEN RETURN CASE WHEN af = '' THEN 900 ELSE 1000 END; END IF;
  IF replace(ag || af, ' ', '') = replace(bg || bf, ' ', '') THEN RETURN 980; END IF;
  IF af = '' OR bf = '' THEN
    best := CASE WHEN ag = '' OR bg = '' THEN 0 ELSE solar_likeness(ag, bg) * 78 / 100 END;
    RETURN greatest(best,
      solar_likeness(replace(ag || af, ' ', ''), replace(bg || bf, ' ', '')) * 97 / 100);
  END IF;
  IF ag = bf AND af = bg THEN RETURN 970; END IF;
  best := solar_likeness(ag, bg) * solar_likeness(af, bf) / 1000;
  RETURN greatest(best, solar_likeness(ag, bf) * solar_likeness(af, bg) / 1000 * 97 / 100);
END $$;

CREATE FUNCTION solar_forget_pairs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM registry_duplicatepair WHERE first_id = ANY(ARRAY(SELECT id FROM old_rows))
    OR second_id = ANY(ARRAY(SELECT id FROM old_rows));
  RETURN NULL;
END $$;
CREATE TRIGGER person_pairs_gone AFTER DELETE ON registry_person
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION solar_forget_pairs();
"""
FORGET = """
DROP TRIGGER person_pairs_gone ON registry_person;
DROP FUNCTION solar_forget_pairs();
DROP FUNCTION solar_names_alike(text, text, text, text);
DROP FUNCTION solar_likeness(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("registry", "0011_name_sounds"),
    ]
    operations = [
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('score', models.PositiveSmallIntegerField(verbose_name='Likeness')),
                ('evidence', models.JSONField(blank=True, default=list, verbose_name='Evidence')),
                ('state', models.CharField(choices=[('open', 'To decide'), ('later', 'Later'), ('different', 'Not the same'), ('same', 'The same person')], default='open', max_length=12, verbose_name='State')),
                ('found_at', models.DateTimeField(auto_now_add=True, verbose_name='Found')),
                ('again_on', models.DateField(blank=True, null=True, verbose_name='Asked again on')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='Decided')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='Reason')),
            ],
            options={
                'verbose_name': 'Possible duplicate',
                'verbose_name_plural': 'Possible duplicates',
            },
        ),
        migrations.AddIndex(
            model_name='iddocument',
            index=models.Index(models.Func(models.F('number'), models.Value('-./ '), models.Value(''), function='translate'), condition=models.Q(('number', ''), _negated=True), name='id_document_digits'),
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Decided by'),
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='first',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.person', verbose_name='First'),
        ),
        migrations.AddField(
            model_name='duplicatepair',
            name='second',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.person', verbose_name='Second'),
        ),
        migrations.AddIndex(
            model_name='duplicatepair',
            index=models.Index(fields=['state', '-score', '-id'], name='pair_by_score'),
        ),
        migrations.AddIndex(
            model_name='duplicatepair',
            index=models.Index(fields=['second'], name='pair_second'),
        ),
        migrations.AddIndex(
            model_name='duplicatepair',
            index=models.Index(condition=models.Q(('state', 'later')), fields=['again_on'], name='pair_later'),
        ),
        migrations.AddConstraint(
            model_name='duplicatepair',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='pair_once', violation_error_message='These two records are compared already.'),
        ),
        migrations.AddConstraint(
            model_name='duplicatepair',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='pair_in_order', violation_error_message='A record is not compared with itself.'),
        ),
        migrations.AddConstraint(
            model_name='duplicatepair',
            constraint=models.CheckConstraint(condition=models.Q(('score__lte', 1000)), name='pair_score', violation_error_message='Likeness is at most 1000.'),
        ),
        migrations.AddConstraint(
            model_name='duplicatepair',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='pair_decided_is_dated', violation_error_message='A decision has its day; what is open has none.'),
        ),
        migrations.AddConstraint(
            model_name='duplicatepair',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('again_on__isnull', False), ('state', 'later')), models.Q(models.Q(('state', 'later'), _negated=True), ('again_on__isnull', True)), _connector='OR'), name='pair_later_comes_back', violation_error_message='What is put off has a day on which it comes back.'),
        ),
        migrations.RunSQL(ALIKE, FORGET),
    ]
