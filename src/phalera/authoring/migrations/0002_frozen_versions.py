from django.db import migrations

from phalera.common import triggers


class Migration(migrations.Migration):
    dependencies = [("authoring", "0001_initial")]
    operations = [triggers.append_only("authoring_achievementversion")]
