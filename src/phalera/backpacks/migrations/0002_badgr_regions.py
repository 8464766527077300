from django.db import migrations

# As found in November 2026; administrators may change them, as the service was renamed before.
REGIONS = (
    ("us", "Badgr, United States", "https://api.badgr.io", "https://badgr.com"),
    ("eu", "Badgr, Europe", "https://api.eu.badgr.io", "https://eu.badgr.com"),
    ("ca", "Badgr, Canada", "https://api.ca.badgr.io", "https://ca.badgr.com"),
    ("au", "Badgr, Australia", "https://api.au.badgr.io", "https://au.badgr.com"),
    ("sg", "Badgr, Singapore", "https://api.sg.badgr.io", "https://sg.badgr.com"),
    ("other", "Badgr, elsewhere", "", ""),
)


def add(apps, schema_editor):
    integration = apps.get_model("backpacks", "Integration").objects.create(key="badgr")
    region = apps.get_model("backpacks", "Region")
    for key, name, api_url, site_url in REGIONS:
        region.objects.create(integration=integration, key=key, name=name, api_url=api_url, site_url=site_url)


class Migration(migrations.Migration):
    dependencies = [("backpacks", "0001_backpacks")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
