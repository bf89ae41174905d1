import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from onboarding.lib.append_only import AppendOnly

_KINDS = [('own', 'Added by the program'), ('changed', 'Changed by the program'), ('off', 'Switched off by the program')]


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0013_let_programs_have_editions'),
        ('residents', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProgramChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60)),
                ('kind', models.CharField(choices=_KINDS, max_length=7)),
                ('says', models.JSONField(default=dict)),
                ('shipped', models.JSONField(null=True)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='checklists.pack')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='residents.program')),
            ],
            options={
                'ordering': ('program', 'pk'),
            },
        ),
        migrations.AddConstraint(
            model_name='programchoice',
            constraint=models.UniqueConstraint(fields=('program', 'pack', 'slug'), name='choice_once_per_program_pack_and_item'),
        ),
        migrations.AddConstraint(
            model_name='programchoice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['own', 'changed', 'off'])), name='choice_kind_is_known'),
        ),
        migrations.CreateModel(
            name='ProgramChoiceEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60)),
                ('kind', models.CharField(blank=True, choices=_KINDS, max_length=7)),
                ('says', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='checklists.pack')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='residents.program')),
            ],
            options={
                'ordering': ('-at', '-pk'),
            },
        ),
        AppendOnly('programchoiceevent'),
    ]
