"""Households over time, founding, savings, supply, bargaining, work at workplaces, coded lists."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
import solar_cms.base.ids
import solar_cms.base.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0006_name_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='languages',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, db_default=[], default=list, size=None, verbose_name='Languages'),
        ),
        migrations.AddField(
            model_name='person',
            name='literacy',
            field=models.CharField(blank=True, choices=[('full', 'Reads and writes'), ('reads', 'Reads a little'), ('none', 'Does not read')], db_default='', default='', max_length=10, verbose_name='Reading and writing'),
        ),
        migrations.AddField(
            model_name='workplace',
            name='household',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plots', to='registry.household', verbose_name='Household'),
        ),
        migrations.CreateModel(
            name='BargainingRound',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('topic', models.CharField(max_length=200, verbose_name='About')),
                ('opened_on', models.DateField(verbose_name='Opened on')),
                ('unit', models.CharField(blank=True, choices=[('kg_cherry', 'kilogram of cherries'), ('kg_parchment', 'kilogram of parchment coffee'), ('kg_green', 'kilogram of green coffee'), ('kg_leaf', 'kilogram of fresh leaf'), ('kg', 'kilogram'), ('day', 'day of work')], max_length=20, verbose_name='Price per')),
                ('asked', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='Price asked')),
                ('offered', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='Price offered')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='Closed on')),
                ('outcome', models.CharField(blank=True, choices=[('agreed', 'Agreed'), ('partly', 'Agreed in part'), ('failed', 'No agreement')], max_length=20, verbose_name='Outcome')),
                ('buyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='registry.employer')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='registry.producergroup')),
            ],
            options={
                'verbose_name': 'Bargaining round',
                'verbose_name_plural': 'Bargaining rounds',
            },
        ),
        migrations.CreateModel(
            name='FoundingStep',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('step', models.CharField(max_length=60, verbose_name='Step')),
                ('done_on', models.DateField(verbose_name='Done on')),
                ('reference', models.CharField(blank=True, max_length=120, verbose_name='Number or place of the paper')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='registry.producergroup')),
            ],
            options={
                'verbose_name': 'Founding step',
                'verbose_name_plural': 'Founding steps',
            },
        ),
        migrations.CreateModel(
            name='HouseholdMember',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('valid_from', models.DateField(verbose_name='Valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='Valid to')),
                ('role', models.CharField(choices=[('head', 'Head of the household'), ('spouse', 'Husband or wife'), ('child', 'Son or daughter'), ('parent', 'Father or mother'), ('relative', 'Other relative'), ('other', 'Lives there too')], default='other', max_length=20, verbose_name='Role')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='registry.household')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='household_memberships', to='registry.person')),
            ],
            options={
                'verbose_name': 'Member of a household',
                'verbose_name_plural': 'Members of households',
            },
        ),
        migrations.CreateModel(
            name='SavingsCount',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('fund', models.CharField(choices=[('own', "The group's own fund"), ('village_group', 'Village savings group'), ('village_fund', 'Village development fund')], default='own', max_length=20, verbose_name='Fund')),
                ('counted_on', models.DateField(verbose_name='Counted on')),
                ('savers_women', models.PositiveIntegerField(verbose_name='Women who save')),
                ('savers_men', models.PositiveIntegerField(verbose_name='Men who save')),
                ('balance', models.PositiveBigIntegerField(verbose_name='Amount saved')),
                ('lent', models.PositiveBigIntegerField(default=0, verbose_name='Lent out')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='savings', to='registry.producergroup')),
            ],
            options={
                'verbose_name': 'Savings of a group',
                'verbose_name_plural': 'Savings of groups',
                'ordering': ['-counted_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SensitiveFact',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('ethnicity', 'Ethnic group'), ('disability', 'Disability'), ('health', 'Health')], max_length=20, verbose_name='Kind')),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None, verbose_name='What is so')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='In their own words')),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.consent')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sensitive_facts', to='registry.person')),
            ],
            options={
                'verbose_name': 'Sensitive fact',
                'verbose_name_plural': 'Sensitive facts',
            },
        ),
        migrations.CreateModel(
            name='SupplyLink',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('valid_from', models.DateField(verbose_name='Valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='Valid to')),
                ('kind', models.CharField(choices=[('goods', 'Sells to'), ('work', 'Works under contract for'), ('labour', 'Sends workers to')], default='goods', max_length=20, verbose_name='Kind')),
                ('goods', models.CharField(blank=True, max_length=200, verbose_name='What')),
                ('supplier', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce(models.F('supplier_employer'), models.F('supplier_group')), output_field=models.UUIDField())),
                ('buyer', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce(models.F('buyer_employer'), models.F('buyer_group')), output_field=models.UUIDField())),
                ('buyer_employer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suppliers', to='registry.employer')),
                ('buyer_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suppliers', to='registry.producergroup')),
                ('supplier_employer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='buyers', to='registry.employer')),
                ('supplier_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='buyers', to='registry.producergroup')),
            ],
            options={
                'verbose_name': 'Supply link',
                'verbose_name_plural': 'Supply links',
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('valid_from', models.DateField(verbose_name='Valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='Valid to')),
                ('list', models.CharField(choices=[('isic', 'Sectors (ISIC rev. 4)'), ('ethnic_groups', 'Ethnic groups'), ('languages', 'Languages'), ('disability', 'Disabilities'), ('health', 'Matters of health'), ('hazards', 'Hazards'), ('founding_steps', 'Founding steps')], max_length=40, verbose_name='List')),
                ('code', models.CharField(db_collation='C', max_length=60, verbose_name='Code')),
                ('parent', models.CharField(blank=True, max_length=60, verbose_name='Part of')),
                ('names', models.JSONField(verbose_name='Names')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='Position')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='Source')),
                ('status', models.CharField(choices=[('confirmed', 'confirmed'), ('secondary', 'secondary source'), ('inferred', 'inferred'), ('assumed', 'assumed'), ('unknown', 'unknown')], default='unknown', max_length=20, verbose_name='Status')),
            ],
            options={
                'verbose_name': 'Term of a list',
                'verbose_name_plural': 'Terms of lists',
                'indexes': [models.Index(fields=['list', 'position', 'id'], name='term_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='term_dates', violation_error_message='The end date must not be before the start date.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('list', '='), ('code', '='), (solar_cms.base.models.DateRange('valid_from', 'valid_to'), '&&')], name='term_no_overlap', violation_error_message='This code has another meaning at that time.')],
            },
        ),
        migrations.CreateModel(
            name='TradeAgreement',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('valid_from', models.DateField(verbose_name='Valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='Valid to')),
                ('signed_on', models.DateField(verbose_name='Signed on')),
                ('product', models.CharField(max_length=120, verbose_name='Product')),
                ('unit', models.CharField(choices=[('kg_cherry', 'kilogram of cherries'), ('kg_parchment', 'kilogram of parchment coffee'), ('kg_green', 'kilogram of green coffee'), ('kg_leaf', 'kilogram of fresh leaf'), ('kg', 'kilogram'), ('day', 'day of work')], max_length=20, verbose_name='Price per')),
                ('price', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='Price')),
                ('price_floor', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='Lowest price')),
                ('quantity_kg', models.PositiveIntegerField(blank=True, null=True, verbose_name='Quantity in kilograms')),
                ('terms', models.TextField(blank=True, max_length=2000, verbose_name='Terms')),
                ('buyer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='registry.employer')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='registry.producergroup')),
                ('round', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='registry.bargaininground')),
            ],
            options={
                'verbose_name': 'Agreement with a buyer',
                'verbose_name_plural': 'Agreements with buyers',
            },
        ),
        migrations.CreateModel(
            name='WorkforceCount',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('counted_on', models.DateField(verbose_name='Counted on')),
                ('type', models.CharField(choices=[('permanent', 'Permanent workers'), ('temporary', 'Temporary workers'), ('seasonal', 'Seasonal pickers'), ('apprentice', 'Apprentices'), ('family', 'Family members helping'), ('under_18', 'Young workers under 18')], max_length=20, verbose_name='Type')),
                ('women', models.PositiveIntegerField(verbose_name='Women')),
                ('men', models.PositiveIntegerField(verbose_name='Men')),
                ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='registry.workplace')),
            ],
            options={
                'verbose_name': 'Count of the workforce',
                'verbose_name_plural': 'Counts of the workforce',
            },
        ),
        migrations.CreateModel(
            name='WorkplaceHazard',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('valid_from', models.DateField(verbose_name='Valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='Valid to')),
                ('hazard', models.CharField(max_length=60, verbose_name='Hazard')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='Where and how')),
                ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hazards', to='registry.workplace')),
            ],
            options={
                'verbose_name': 'Hazard of a workplace',
                'verbose_name_plural': 'Hazards of workplaces',
            },
        ),
        migrations.CreateModel(
            name='WorkplaceUnion',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('valid_from', models.DateField(verbose_name='Valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='Valid to')),
                ('name', models.CharField(max_length=160, verbose_name='Name')),
                ('counted_on', models.DateField(blank=True, null=True, verbose_name='Counted on')),
                ('members_women', models.PositiveIntegerField(blank=True, null=True, verbose_name='Women')),
                ('members_men', models.PositiveIntegerField(blank=True, null=True, verbose_name='Men')),
                ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unions', to='registry.workplace')),
            ],
            options={
                'verbose_name': 'Trade union at a workplace',
                'verbose_name_plural': 'Trade unions at workplaces',
            },
        ),
        migrations.CreateModel(
            name='CollectiveAgreement',
            fields=[
                ('id', models.UUIDField(default=solar_cms.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('valid_from', models.DateField(verbose_name='Valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='Valid to')),
                ('title', models.CharField(max_length=200, verbose_name='Title')),
                ('signed_on', models.DateField(verbose_name='Signed on')),
                ('registration_number', models.CharField(blank=True, max_length=60, verbose_name='Number of registration')),
                ('covers_women', models.PositiveIntegerField(blank=True, null=True, verbose_name='Women covered')),
                ('covers_men', models.PositiveIntegerField(blank=True, null=True, verbose_name='Men covered')),
                ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='collective_agreements', to='registry.workplace')),
                ('union', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='registry.workplaceunion')),
            ],
            options={
                'verbose_name': 'Collective agreement',
                'verbose_name_plural': 'Collective agreements',
            },
        ),
        migrations.AddIndex(
            model_name='bargaininground',
            index=models.Index(fields=['group', '-opened_on', '-id'], name='round_group'),
        ),
        migrations.AddConstraint(
            model_name='bargaininground',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='round_dates', violation_error_message='The end date must not be before the start date.'),
        ),
        migrations.AddConstraint(
            model_name='bargaininground',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', True), ('outcome', '')), models.Q(('closed_on__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='round_closed_with_outcome', violation_error_message='A closed round has a day and an outcome.'),
        ),
        migrations.AddConstraint(
            model_name='bargaininground',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked__isnull', True), ('offered__isnull', True)), models.Q(('unit', ''), _negated=True), _connector='OR'), name='round_price_has_unit', violation_error_message='Say what the price is for.'),
        ),
        migrations.AddConstraint(
            model_name='foundingstep',
            constraint=models.UniqueConstraint(fields=('group', 'step'), name='founding_step_once', violation_error_message='This step is recorded already.'),
        ),
        migrations.AddIndex(
            model_name='householdmember',
            index=models.Index(fields=['household', 'valid_from'], name='household_member'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='household_member_dates', violation_error_message='The end date must not be before the start date.'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), (solar_cms.base.models.DateRange('valid_from', 'valid_to'), '&&')], name='household_member_once', violation_error_message='This person lives in another household at that time.'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('role', 'head')), expressions=[('household', '='), (solar_cms.base.models.DateRange('valid_from', 'valid_to'), '&&')], name='household_one_head', violation_error_message='This household has another head at that time.'),
        ),
        migrations.AddConstraint(
            model_name='savingscount',
            constraint=models.UniqueConstraint(fields=('group', 'fund', 'counted_on'), name='savings_once_a_day', violation_error_message='This fund was already counted on that day.'),
        ),
        migrations.AddConstraint(
            model_name='sensitivefact',
            constraint=models.UniqueConstraint(fields=('person', 'kind'), name='sensitive_fact_once', violation_error_message='This is recorded already; change it instead.'),
        ),
        migrations.AddIndex(
            model_name='supplylink',
            index=models.Index(fields=['supplier', 'buyer'], name='supply_from'),
        ),
        migrations.AddIndex(
            model_name='supplylink',
            index=models.Index(fields=['buyer', 'supplier'], name='supply_to'),
        ),
        migrations.AddConstraint(
            model_name='supplylink',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='supply_link_dates', violation_error_message='The end date must not be before the start date.'),
        ),
        migrations.AddConstraint(
            model_name='supplylink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('supplier_employer__isnull', True), ('supplier_group__isnull', False)), models.Q(('supplier_employer__isnull', False), ('supplier_group__isnull', True)), _connector='OR'), name='supply_one_supplier', violation_error_message='Choose one supplier: an employer or a group.'),
        ),
        migrations.AddConstraint(
            model_name='supplylink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('buyer_employer__isnull', True), ('buyer_group__isnull', False)), models.Q(('buyer_employer__isnull', False), ('buyer_group__isnull', True)), _connector='OR'), name='supply_one_buyer', violation_error_message='Choose one buyer: an employer or a group.'),
        ),
        migrations.AddConstraint(
            model_name='supplylink',
            constraint=models.CheckConstraint(condition=models.Q(('supplier_employer__isnull', True), ('buyer_employer__isnull', True), models.Q(('supplier_employer', models.F('buyer_employer')), _negated=True), _connector='OR'), name='supply_two_employers', violation_error_message='Nobody supplies themselves.'),
        ),
        migrations.AddConstraint(
            model_name='supplylink',
            constraint=models.CheckConstraint(condition=models.Q(('supplier_group__isnull', True), ('buyer_group__isnull', True), models.Q(('supplier_group', models.F('buyer_group')), _negated=True), _connector='OR'), name='supply_two_groups', violation_error_message='Nobody supplies themselves.'),
        ),
        migrations.AddConstraint(
            model_name='supplylink',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('supplier', '='), ('buyer', '='), ('kind', '='), (solar_cms.base.models.DateRange('valid_from', 'valid_to'), '&&')], name='supply_link_no_overlap', violation_error_message='This tie is recorded already for that time.'),
        ),
        migrations.AddIndex(
            model_name='tradeagreement',
            index=models.Index(fields=['group', '-valid_from', '-id'], name='agreement_group'),
        ),
        migrations.AddIndex(
            model_name='tradeagreement',
            index=models.Index(fields=['-valid_from', '-id'], name='agreement_order'),
        ),
        migrations.AddConstraint(
            model_name='tradeagreement',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='agreement_dates', violation_error_message='The end date must not be before the start date.'),
        ),
        migrations.AddConstraint(
            model_name='tradeagreement',
            constraint=models.CheckConstraint(condition=models.Q(('price__isnull', False), ('price_floor__isnull', False), models.Q(('terms', ''), _negated=True), _connector='OR'), name='agreement_says_something', violation_error_message='Give a price, a lowest price, or the terms in words.'),
        ),
        migrations.AddConstraint(
            model_name='workforcecount',
            constraint=models.UniqueConstraint(fields=('workplace', 'counted_on', 'type'), name='workforce_once_a_day', violation_error_message='These workers were already counted on that day.'),
        ),
        migrations.AddConstraint(
            model_name='workplacehazard',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='workplace_hazard_dates', violation_error_message='The end date must not be before the start date.'),
        ),
        migrations.AddConstraint(
            model_name='workplacehazard',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('workplace', '='), ('hazard', '='), (solar_cms.base.models.DateRange('valid_from', 'valid_to'), '&&')], name='workplace_hazard_no_overlap', violation_error_message='This hazard is recorded already.'),
        ),
        migrations.AddConstraint(
            model_name='workplaceunion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='union_dates', violation_error_message='The end date must not be before the start date.'),
        ),
        migrations.AddConstraint(
            model_name='workplaceunion',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('workplace', '='), ('name', '='), (solar_cms.base.models.DateRange('valid_from', 'valid_to'), '&&')], name='union_no_overlap', violation_error_message='This union is recorded already.'),
        ),
        migrations.AddConstraint(
            model_name='workplaceunion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('members_men__isnull', True), ('members_women__isnull', True)), ('counted_on__isnull', False), _connector='OR'), name='union_members_dated', violation_error_message='Say on which day the members were counted.'),
        ),
        migrations.AddConstraint(
            model_name='collectiveagreement',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='collective_agreement_dates', violation_error_message='The end date must not be before the start date.'),
        ),
        migrations.AddConstraint(
            model_name='collectiveagreement',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('workplace', '='), ('title', '='), (solar_cms.base.models.DateRange('valid_from', 'valid_to'), '&&')], name='collective_agreement_no_overlap', violation_error_message='An agreement of this title is already in force at that time.'),
        ),
    ]
