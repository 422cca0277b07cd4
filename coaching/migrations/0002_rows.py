from django.db import migrations

from coaching import default_rows


class Migration(migrations.Migration):
    dependencies = [("coaching", "0001_initial"), ("offers", "0001_initial")]
    operations = [migrations.RunPython(default_rows.write, migrations.RunPython.noop)]
