"""Paid money comes back by a procedure.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import Now
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
        ops.AddField(
            model_name='DeliveryRow',
            name='attempts',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='DeliveryRow',
            name='recovery',
            field=fields.ForeignKeyField('dianchi.RecoveryRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AlterField(
            model_name='RecoveryRow',
            name='ordered_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='answer',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='decided_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='decider',
            field=fields.ForeignKeyField('dianchi.AccountRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='delivered_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='derivation',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='document',
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='finder',
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='ground',
            field=fields.CharField(null=True, max_length=40),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='heard_until',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='notice_number',
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='opinion',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='order_number',
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='orderer',
            field=fields.ForeignKeyField('dianchi.AccountRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='pay_by',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='proposed_at',
            field=fields.DatetimeField(db_default=Now(), auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='proposer',
            field=fields.ForeignKeyField('dianchi.AccountRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='stated_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='statement',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='RecoveryRow',
            name='withdrawer',
            field=fields.ForeignKeyField('dianchi.AccountRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='RectificationRow',
            name='announcement',
            field=fields.CharField(null=True, max_length=500),
        ),
        ops.AddField(
            model_name='RectificationRow',
            name='answer',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='RectificationRow',
            name='effect_delivered_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='RectificationRow',
            name='heard_until',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='RectificationRow',
            name='hearing_number',
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name='RectificationRow',
            name='stated_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='RectificationRow',
            name='statement',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='SubsidyRow',
            name='forfeited',
            field=fields.BigIntField(db_default=0),
        ),
        ops.AddField(
            model_name='TitleRow',
            name='end_announcement',
            field=fields.CharField(null=True, max_length=500),
        ),
    ]
    steps = [
        'ALTER TABLE "recovery" ALTER COLUMN "ordered_at" DROP NOT NULL',
        'ALTER TABLE "delivery" DROP CONSTRAINT "delivery_delivery_of_notice_check"',
        'ALTER TABLE "delivery" DROP CONSTRAINT "delivery_how_check"',
        'ALTER TABLE "delivery" DROP CONSTRAINT "delivery_one_subject_check"',
        'ALTER TABLE "recovery" DROP CONSTRAINT "recovery_closed_check"',
        'ALTER TABLE "recovery" DROP CONSTRAINT "recovery_state_check"',
        'DROP INDEX "recovery_subsidy_id_unique"',
        'ALTER TABLE "recovery" DROP CONSTRAINT "recovery_withdrawn_check"',
        'ALTER TABLE "delivery" ADD COLUMN "attempts" TEXT',
        'ALTER TABLE "delivery" ADD COLUMN "recovery_id" UUID',
        'ALTER TABLE "recovery" ADD COLUMN "answer" TEXT',
        'ALTER TABLE "recovery" ADD COLUMN "decided_at" TIMESTAMPTZ',
        'ALTER TABLE "recovery" ADD COLUMN "decider_id" UUID',
        'ALTER TABLE "recovery" ADD COLUMN "delivered_on" DATE',
        'ALTER TABLE "recovery" ADD COLUMN "derivation" JSONB',
        'ALTER TABLE "recovery" ADD COLUMN "document" VARCHAR(200)',
        'ALTER TABLE "recovery" ADD COLUMN "finder" VARCHAR(200)',
        'ALTER TABLE "recovery" ADD COLUMN "ground" VARCHAR(40)',
        'ALTER TABLE "recovery" ADD COLUMN "heard_until" DATE',
        'ALTER TABLE "recovery" ADD COLUMN "notice_number" VARCHAR(100)',
        'ALTER TABLE "recovery" ADD COLUMN "opinion" TEXT',
        'ALTER TABLE "recovery" ADD COLUMN "order_number" VARCHAR(100)',
        'ALTER TABLE "recovery" ADD COLUMN "orderer_id" UUID',
        'ALTER TABLE "recovery" ADD COLUMN "pay_by" DATE',
        'ALTER TABLE "recovery" ADD COLUMN "proposed_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP',
        'ALTER TABLE "recovery" ADD COLUMN "proposer_id" UUID',
        'ALTER TABLE "recovery" ADD COLUMN "stated_at" TIMESTAMPTZ',
        'ALTER TABLE "recovery" ADD COLUMN "statement" TEXT',
        'ALTER TABLE "recovery" ADD COLUMN "withdrawer_id" UUID',
        'ALTER TABLE "rectification" ADD COLUMN "announcement" VARCHAR(500)',
        'ALTER TABLE "rectification" ADD COLUMN "answer" TEXT',
        'ALTER TABLE "rectification" ADD COLUMN "effect_delivered_on" DATE',
        'ALTER TABLE "rectification" ADD COLUMN "heard_until" DATE',
        'ALTER TABLE "rectification" ADD COLUMN "hearing_number" VARCHAR(100)',
        'ALTER TABLE "rectification" ADD COLUMN "stated_at" TIMESTAMPTZ',
        'ALTER TABLE "rectification" ADD COLUMN "statement" TEXT',
        'ALTER TABLE "subsidy" ADD COLUMN "forfeited" BIGINT NOT NULL DEFAULT 0',
        'ALTER TABLE "title" ADD COLUMN "end_announcement" VARCHAR(500)',
    ]
    reasons = {}
