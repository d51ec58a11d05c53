import django.db.models.deletion
from django.db import migrations, models
from django.db.models import CharField, F, Sum, Value
from django.db.models.functions import Cast, Left


def sum_up(apps, schema_editor):
    """Three readings of the hours; what is written is some dozens of rows a day."""
    hourly, daily = apps.get_model('betas', 'HourlyRollup'), apps.get_model('betas', 'DailyRollup')
    hours = hourly.objects.annotate(day=Left(Cast('hour', CharField()), 10))
    counts = [field.name for field in daily._meta.fields if field.name not in ('id', 'project', 'day', 'kind', 'name')]
    for kind, whole, name in (('', True, Value('')), ('beta', False, F('beta')), ('model', True, F('model'))):
        rows = hours.filter(whole__in=[whole]).values('project_id', 'day', name=name)
        sums = rows.annotate(**{count: Sum(count) for count in counts})
        daily.objects.bulk_create((daily(kind=kind, **told) for told in sums.iterator()), batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('betas', '0011_export'),
    ]

    operations = [
        migrations.CreateModel(
            name='DailyRollup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requests', models.IntegerField(default=0)),
                ('errors', models.IntegerField(default=0)),
                ('input_tokens', models.BigIntegerField(default=0)),
                ('output_tokens', models.BigIntegerField(default=0)),
                ('cache_creation_input_tokens', models.BigIntegerField(default=0)),
                ('cache_read_input_tokens', models.BigIntegerField(default=0)),
                ('cost', models.DecimalField(decimal_places=8, default=0, max_digits=18)),
                ('request_bytes', models.BigIntegerField(default=0)),
                ('response_bytes', models.BigIntegerField(default=0)),
                ('up_to_63_ms', models.IntegerField(default=0)),
                ('up_to_100_ms', models.IntegerField(default=0)),
                ('up_to_160_ms', models.IntegerField(default=0)),
                ('up_to_250_ms', models.IntegerField(default=0)),
                ('up_to_400_ms', models.IntegerField(default=0)),
                ('up_to_630_ms', models.IntegerField(default=0)),
                ('up_to_1000_ms', models.IntegerField(default=0)),
                ('up_to_1600_ms', models.IntegerField(default=0)),
                ('up_to_2500_ms', models.IntegerField(default=0)),
                ('up_to_4000_ms', models.IntegerField(default=0)),
                ('up_to_6300_ms', models.IntegerField(default=0)),
                ('up_to_10000_ms', models.IntegerField(default=0)),
                ('up_to_16000_ms', models.IntegerField(default=0)),
                ('up_to_25000_ms', models.IntegerField(default=0)),
                ('up_to_40000_ms', models.IntegerField(default=0)),
                ('up_to_63000_ms', models.IntegerField(default=0)),
                ('up_to_160000_ms', models.IntegerField(default=0)),
                ('up_to_600000_ms', models.IntegerField(default=0)),
                ('day', models.DateField()),
                ('kind', models.CharField(blank=True, max_length=5)),
                ('name', models.CharField(blank=True, max_length=128)),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='betas.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'kind', 'day', 'name'), name='daily_rollup_once')],
            },
        ),
        migrations.RunPython(sum_up, migrations.RunPython.noop),
    ]
