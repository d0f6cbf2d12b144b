"""Makes every table, constraint and right. Written by `python3 dev.py api makemigrations`."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from migrations._founding import CreateModels

class Migration(migrations.Migration):
    initial = True

    operations = [
        CreateModels(
            [
            ]
        ),
        ops.RunSQL(
            [
            ]
        ),
    ]
