"""Seeds of second factors are sealed, which makes them longer.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
        ops.AlterField(
            model_name='AccountRow',
            name='factor_seed',
            field=fields.CharField(null=True, max_length=200),
        ),
    ]
    steps = [
        'ALTER TABLE "account" ALTER COLUMN "factor_seed" TYPE VARCHAR(200)',
    ]
    reasons = {'rewrite': 'PostgreSQL writes no row anew for a longer text'}
