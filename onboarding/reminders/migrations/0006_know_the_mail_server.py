from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reminders', '0005_hold_letters_whose_address_fails'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailServer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(max_length=255)),
                ('minute', models.DateTimeField(blank=True, null=True, verbose_name='minute of the last letter')),
                ('used', models.PositiveIntegerField(default=0, verbose_name='letters in that minute')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='tries in vain')),
                ('down_since', models.DateTimeField(blank=True, null=True)),
                ('retry_at', models.DateTimeField(blank=True, null=True, verbose_name='next try')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='why')),
            ],
            options={
                'ordering': ('host',),
            },
        ),
        migrations.AddConstraint(
            model_name='mailserver',
            constraint=models.UniqueConstraint(fields=('host',), name='mail_server_once_per_host'),
        ),
        migrations.AddConstraint(
            model_name='mailserver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('down_since__isnull', True), ('retry_at__isnull', True)), models.Q(('down_since__isnull', False), ('retry_at__isnull', False)), _connector='OR'), name='mail_server_is_tried_while_it_is_down'),
        ),
    ]
