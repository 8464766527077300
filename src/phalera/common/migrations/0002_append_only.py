from django.db import migrations

from phalera.common import triggers


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]
    operations = [triggers.append_only("common_auditevent")]
