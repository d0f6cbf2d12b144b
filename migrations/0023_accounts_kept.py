"""Accounts kept.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
        ops.AddField(
            model_name='AccountRow',
            name='password_given_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='AccountRow',
            name='state_reason',
            field=fields.TextField(null=True, unique=False),
        ),
    ]
    steps = [
        'ALTER TABLE "account" ADD COLUMN "password_given_at" TIMESTAMPTZ',
        'ALTER TABLE "account" ADD COLUMN "state_reason" TEXT',
    ]
    reasons = {}
