from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0015_add_evidence_files'),
    ]

    operations = [
        migrations.AlterField(
            model_name='itemdefinition',
            name='evidence',
            field=models.CharField(choices=[('attestation', 'Their word'), ('date', 'A date'), ('number', 'A number'), ('file', 'A date, with or without a file'), ('in_person', 'Seen in person'), ('none', 'Nothing')], max_length=12),
        ),
    ]
