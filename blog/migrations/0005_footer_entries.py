from django.db import migrations


def copy_menu(apps, schema_editor):
    """The footer has shown the menu so far. The privacy notice and the imprint are new in it."""
    MenuEntry = apps.get_model("blog", "MenuEntry")
    SiteTexts = apps.get_model("blog", "SiteTexts")
    for entry in list(MenuEntry.objects.filter(place="menu")):
        entry.pk, entry.place = None, "footer"
        entry.save()
    for texts in SiteTexts.objects.all():
        for label, target in [("Privacy", "/privacy/"), ("Imprint", "/imprint/")]:
            MenuEntry.objects.create(texts=texts, place="footer", label=label, target=target, position=99)


class Migration(migrations.Migration):

    dependencies = [("blog", "0004_site_look")]

    operations = [migrations.RunPython(copy_menu, migrations.RunPython.noop)]
