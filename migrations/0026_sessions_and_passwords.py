"""Sessions and passwords.

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
            name='past_passwords',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name='SessionRow',
            name='address',
            field=fields.CharField(null=True, max_length=45),
        ),
        ops.AddField(
            model_name='SessionRow',
            name='device',
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AddField(
            model_name='SessionRow',
            name='last_seen_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
    steps = [
        'ALTER TABLE "account" ADD COLUMN "past_passwords" JSONB',
        'ALTER TABLE "session" ADD COLUMN "address" VARCHAR(45)',
        'ALTER TABLE "session" ADD COLUMN "device" VARCHAR(200)',
        'ALTER TABLE "session" ADD COLUMN "last_seen_at" TIMESTAMPTZ',
    ]
    reasons = {}
