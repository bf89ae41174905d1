import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import onboarding.checklists.words


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0003_agree_on_rounds_and_dates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='reason',
            field=models.CharField(blank=True, default='', max_length=500),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='event',
            name='sequence',
            field=models.PositiveIntegerField(null=True, verbose_name='number'),
        ),
        migrations.AddField(
            model_name='event',
            name='previous',
            field=models.CharField(blank=True, default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='event',
            name='digest',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=onboarding.checklists.words.event_kinds, max_length=30),
        ),
        migrations.AlterField(
            model_name='event',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='checklists.item'),
        ),
        migrations.AddField(
            model_name='plan',
            name='history_length',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='plan',
            name='history_digest',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
    ]
