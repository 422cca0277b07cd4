import re

import django.db.models.deletion
from django.db import migrations, models

# What mails written so far say of whom they speak: by the links in them, and by their keys.
IN_TEXTS = [
    (re.compile(r"/admin/inbox/(\d+)/"), ("comments", "comment")),
    (re.compile(r"/admin/comments/comment/(\d+)/"), ("comments", "comment")),
    (re.compile(r"/admin/coaching/application/(\d+)/"), ("coaching", "application")),
]
IN_KEYS = [
    (re.compile(r"^comment-(?:link|urgent):(\d+):"), ("comments", "comment")),
    (re.compile(r"^application-(\d+)-"), ("coaching", "application")),
    (re.compile(r"^sign-up-(\d+)-"), ("coaching", "signup")),
]


def read_subjects(apps, schema_editor):
    """Of mails that are not forgotten yet: 90 days' worth."""
    content_type, mail_model = apps.get_model("contenttypes", "ContentType"), apps.get_model("outbox", "OutgoingMail")
    subject = apps.get_model("outbox", "Subject")
    kinds, subjects = {}, []
    for pk, key, text in mail_model.objects.filter(forgotten_at=None).values_list("pk", "key", "text").iterator():
        found = {(name, int(row)) for one, name in IN_TEXTS for row in one.findall(text)}
        found |= {(name, int(row)) for one, name in IN_KEYS for row in one.findall(key)}
        for name, row in found:
            if name not in kinds:
                kinds[name] = content_type.objects.get_or_create(app_label=name[0], model=name[1])[0]
            subjects.append(subject(mail_id=pk, kind=kinds[name], row=row))
    subject.objects.bulk_create(subjects, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("outbox", "0002_alter_outgoingmail_kind"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.BigIntegerField()),
                (
                    "kind",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subjects",
                        to="outbox.outgoingmail",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["kind", "row", "mail"], name="outbox_subject_by_row")]},
        ),
        migrations.RunPython(read_subjects, migrations.RunPython.noop),
    ]
