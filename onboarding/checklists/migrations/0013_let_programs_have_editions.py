import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0012_ask_about_items'),
        ('residents', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='base',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='derived', to='checklists.edition'),
        ),
        migrations.AddField(
            model_name='edition',
            name='program',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='residents.program'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('base__isnull', True), ('program__isnull', True)), models.Q(('base__isnull', False), ('program__isnull', False)), _connector='OR'), name='edition_of_a_program_has_a_base'),
        ),
    ]
