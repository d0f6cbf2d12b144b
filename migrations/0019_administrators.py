"""Administrators.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
        ops.AddField(
            model_name='OfficeRow',
            name='confirmed_by',
            field=fields.ForeignKeyField('dianchi.AccountRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='OfficeRow',
            name='proposed_as',
            field=fields.CharField(null=True, max_length=40),
        ),
        ops.AddField(
            model_name='OfficeRow',
            name='proposed_by',
            field=fields.ForeignKeyField('dianchi.AccountRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='OfficeRow',
            name='state',
            field=fields.CharField(db_default='CONFIRMED', max_length=40),
        ),
    ]
    steps = [
        'ALTER TABLE "office" ADD COLUMN "confirmed_by_id" UUID',
        'ALTER TABLE "office" ADD COLUMN "proposed_as" VARCHAR(40)',
        'ALTER TABLE "office" ADD COLUMN "proposed_by_id" UUID',
        'ALTER TABLE "office" ADD COLUMN "state" VARCHAR(40) NOT NULL DEFAULT \'CONFIRMED\'',
    ]
    reasons = {}
