from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0007_confidential_letters'),
    ]

    operations = [
        migrations.AlterField(
            model_name='service',
            name='outcome',
            field=models.CharField(choices=[('reached', 'Reached'), ('refused', 'Receipt refused'), ('absent', 'Nobody there'), ('returned', 'Came back'), ('unreadable', 'Copy could not be read'), ('sent', 'Sent, receipt is awaited')], default='reached', max_length=10, verbose_name='Outcome'),
        ),
    ]
