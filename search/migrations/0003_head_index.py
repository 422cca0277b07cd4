"""On PostgreSQL, an index of the words in titles and headings: that of all words does not know where a word stands."""

from django.db import migrations


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX search_document_head ON search_document "
            "USING gin (to_tsvector('simple', title || headings)) WHERE kind <> 'comment'",
            params=None,
        )


def delete_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_document_head")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_missed_word")]
    old_code_survives = "It only adds an index to some thousand rows at most, which takes seconds."
    operations = [migrations.RunPython(make_index, delete_index)]
