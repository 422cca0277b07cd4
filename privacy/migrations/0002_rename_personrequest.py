from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]
    operations = [
        migrations.RenameModel(old_name="PersonRequest", new_name="PrivacyRequest"),
        migrations.RenameIndex(
            model_name="privacyrequest", old_name="personrequest_by_email", new_name="privacyrequest_by_email"
        ),
    ]
