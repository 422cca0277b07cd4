import django.db.models.deletion
from django.db import migrations, models


def name_comments_by_kind(apps, schema_editor):
    """So far, each stood in a comment."""
    mentions = apps.get_model("privacy", "Mention").objects.all()
    if mentions.exists():
        kind = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="comments", model="comment")
        mentions.update(kind=kind[0], row_id=models.F("comment_id"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("blog", "0001_initial"),
        ("coaching", "0001_initial"),
        ("comments", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("privacy", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="mention",
            name="kind",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="contenttypes.contenttype",
                verbose_name="kind",
            ),
        ),
        migrations.AddField(model_name="mention", name="row_id", field=models.BigIntegerField(null=True)),
        migrations.RunPython(name_comments_by_kind, migrations.RunPython.noop),
        migrations.RemoveField(model_name="mention", name="comment"),
        migrations.AlterField(
            model_name="mention",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="contenttypes.contenttype",
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(model_name="mention", name="row_id", field=models.BigIntegerField()),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(fields=("kind", "row_id"), name="mention_once_for_each_row"),
        ),
    ]
