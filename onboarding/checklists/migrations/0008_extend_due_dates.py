from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0007_keep_health_systems_of_editions'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='extended_to',
            field=models.DateField(blank=True, null=True),
        ),
    ]
