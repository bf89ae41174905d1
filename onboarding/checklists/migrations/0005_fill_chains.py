"""Number the events that are there, and chain them: the digests of history.py."""

import hashlib
import json
from datetime import UTC

from django.db import migrations

BATCH = 500
CONTENT = ('resident_id', 'item_id', 'kind', 'by_id', 'at', 'reason', 'details')


def digest_of(event):
    values = [getattr(event, name) for name in CONTENT]
    values[4] = event.at.astimezone(UTC).isoformat(timespec='microseconds')
    content = [*values, event.sequence, event.previous]
    text = json.dumps(content, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def fill(apps, schema_editor):
    Event = apps.get_model('checklists', 'Event')
    Plan = apps.get_model('checklists', 'Plan')
    residents = Event.objects.order_by('resident').values_list('resident', flat=True).distinct()
    keys = list(residents)
    for start in range(0, len(keys), BATCH):
        batch = keys[start:start + BATCH]
        plans = Plan.objects.in_bulk(batch)
        events = list(Event.objects.filter(resident__in=batch).order_by('resident', 'pk'))
        last = {}
        for event in events:
            before = last.get(event.resident_id)
            event.sequence = before.sequence + 1 if before else 1
            event.previous = before.digest if before else ''
            event.digest = digest_of(event)
            last[event.resident_id] = event
        Event.objects.bulk_update(events, ['sequence', 'previous', 'digest'], batch_size=BATCH)
        for key, plan in plans.items():
            plan.history_length, plan.history_digest = last[key].sequence, last[key].digest
        Plan.objects.bulk_update(plans.values(), ['history_length', 'history_digest'], batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0004_chain_events'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
