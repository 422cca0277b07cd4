"""One word for each: what was the excerpt is the teaser, and the hero the cover. Versions have them in their JSON."""

import django.db.models.deletion
from django.db import migrations, models

NEW = {"excerpt": "teaser", "hero": "cover"}
OLD = {new: old for old, new in NEW.items()}
STEP = 200


def rename_keys(apps, names):
    revisions = apps.get_model("blog", "Revision").objects.order_by("pk")
    last = 0
    while some := list(revisions.filter(pk__gt=last).only("content", "stored")[:STEP]):
        for one in some:
            one.content = {names.get(name, name): value for name, value in one.content.items()}
            one.stored = {names.get(name, name): value for name, value in one.stored.items()}
        revisions.bulk_update(some, ["content", "stored"])
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0006_remote_pictures"),
        ("media", "0002_library"),
    ]

    operations = [
        migrations.RenameField("post", "excerpt", "teaser"),
        migrations.RenameField("post", "hero", "cover"),
        migrations.RenameField("page", "hero", "cover"),
        migrations.AlterField(
            "post",
            "teaser",
            models.TextField(
                "teaser", blank=True, max_length=400, help_text="One or two sentences for lists, feeds and previews."
            ),
        ),
        *(
            migrations.AlterField(
                model,
                "cover",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="media.picture",
                    verbose_name="cover",
                ),
            )
            for model in ("post", "page")
        ),
        migrations.RunPython(
            lambda apps, _editor: rename_keys(apps, NEW), lambda apps, _editor: rename_keys(apps, OLD), elidable=False
        ),
    ]
