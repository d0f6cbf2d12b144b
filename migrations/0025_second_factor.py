"""Second factor.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
        ops.AddField(
            model_name='AccountRow',
            name='factor_reset_reason',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='AccountRow',
            name='factor_seed',
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name='AccountRow',
            name='factor_since',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='AccountRow',
            name='factor_step',
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name='AccountRow',
            name='recovery_hashes',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
    ]
    steps = [
        'ALTER TABLE "account" ADD COLUMN "factor_reset_reason" TEXT',
        'ALTER TABLE "account" ADD COLUMN "factor_seed" VARCHAR(64)',
        'ALTER TABLE "account" ADD COLUMN "factor_since" TIMESTAMPTZ',
        'ALTER TABLE "account" ADD COLUMN "factor_step" BIGINT',
        'ALTER TABLE "account" ADD COLUMN "recovery_hashes" JSONB',
    ]
    reasons = {}
