from django.db import migrations

from comments import default_rows


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]
    operations = [migrations.RunPython(default_rows.write, migrations.RunPython.noop)]
