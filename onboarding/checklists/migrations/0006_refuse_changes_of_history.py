import django.db.models.deletion
from django.db import migrations, models

from onboarding.lib.append_only import AppendOnly, Chain


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0005_fill_chains'),
        ('residents', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='sequence',
            field=models.PositiveIntegerField(verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='event',
            name='resident',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='residents.resident'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('resident', 'sequence'), name='event_once_per_number'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('history_digest', ''), ('history_length', 0)), models.Q(('history_length__gt', 0), models.Q(('history_digest', ''), _negated=True)), _connector='OR'), name='plan_knows_the_last_entry_of_its_history'),
        ),
        AppendOnly(
            'event',
            chain=Chain(
                owner='resident_id',
                heads='plan',
                length='history_length',
                digest='history_digest',
            ),
        ),
    ]
