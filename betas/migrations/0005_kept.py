from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('betas', '0004_hourly_rollup'),
    ]

    operations = [
        migrations.AddField(
            model_name='beta',
            name='kept',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='claudemodel',
            name='kept',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
    ]
