
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
        ('wordpress', '0004_unplaced_comments'),
    ]

    operations = [
        migrations.AddField(
            model_name='movefile',
            name='upload',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.upload'),
        ),
    ]
