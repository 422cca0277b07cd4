from django.db import migrations, models


class Migration(migrations.Migration):
    # The table has no rows here: they come and go with the triggers, which are off while the site is migrated.

    dependencies = [
        ('pagecache', '0001_initial'),
    ]

    operations = [
        migrations.DeleteModel(
            name='PageToken',
        ),
        migrations.CreateModel(
            name='PageToken',
            fields=[
                ('name', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('token', models.CharField(max_length=36)),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
