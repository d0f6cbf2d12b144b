"""Numbers in one form.

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
            model_name='CircularRow',
            name='number_normal',
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name='MoneyReturnRow',
            name='voucher_normal',
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AddField(
            model_name='NoticeRow',
            name='number_normal',
            field=fields.CharField(null=True, max_length=80),
        ),
        ops.AddField(
            model_name='RectificationRow',
            name='number_normal',
            field=fields.CharField(null=True, max_length=100),
        ),
    ]
    steps = [
        'ALTER TABLE "circular" ADD COLUMN "number_normal" VARCHAR(100)',
        'ALTER TABLE "money_return" ADD COLUMN "voucher_normal" VARCHAR(200)',
        'ALTER TABLE "notice" ADD COLUMN "number_normal" VARCHAR(80)',
        'ALTER TABLE "rectification" ADD COLUMN "number_normal" VARCHAR(100)',
    ]
    reasons = {}
