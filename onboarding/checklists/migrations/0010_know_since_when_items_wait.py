from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Sent or sent back: since then. The rest: since the plan was made."""
    Item = apps.get_model('checklists', 'Item')
    Plan = apps.get_model('checklists', 'Plan')
    Evidence = apps.get_model('checklists', 'Evidence')
    made = Plan.objects.filter(resident=OuterRef('resident')).values('made_at')
    newest = Evidence.objects.filter(item=OuterRef('pk')).order_by('-given_at')
    Item.objects.exclude(state__in=['submitted', 'returned']).update(waits_since=Subquery(made))
    Item.objects.filter(state='submitted').update(waits_since=Subquery(newest.values('given_at')[:1]))
    Item.objects.filter(state='returned').update(waits_since=Subquery(newest.values('reviewed_at')[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0009_reassign_items'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='waits_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
