from django.db import migrations, models

ACTORS = [('resident', 'Resident'), ('coordinator', 'Coordinator'), ('program_director', 'Program director'), ('gme_office', 'GME office'), ('faculty', 'Faculty'), ('peer_mentor', 'Peer mentor')]
KNOWN = ['', 'resident', 'coordinator', 'program_director', 'gme_office', 'faculty', 'peer_mentor']


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0008_extend_due_dates'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='own_owner',
            field=models.CharField(blank=True, choices=ACTORS, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='item',
            name='own_verifier',
            field=models.CharField(blank=True, choices=ACTORS, db_default='', default='', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('own_owner__in', KNOWN)), name='item_own_owner_is_known'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('own_verifier__in', KNOWN)), name='item_own_verifier_is_known'),
        ),
    ]
