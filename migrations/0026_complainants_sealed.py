"""Complainants sealed.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from uuid import uuid4
from tortoise import fields

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
        ops.CreateModel(
            name='RevealRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('noun', fields.CharField(max_length=40)),
                ('row_id', fields.UUIDField()),
                ('field', fields.CharField(max_length=60)),
                ('reason', fields.TextField(unique=False)),
                ('account', fields.ForeignKeyField('dianchi.AccountRow', db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('role', fields.CharField(max_length=40)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'reveal', 'app': 'dianchi', 'pk_attr': 'id'},
        ),
        ops.AlterField(
            model_name='ComplaintRow',
            name='contact',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AlterField(
            model_name='ComplaintRow',
            name='name',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='ComplaintRow',
            name='center_may',
            field=fields.BooleanField(db_default=False),
        ),
        ops.AlterField(
            model_name='ObjectionRow',
            name='contact',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AlterField(
            model_name='ObjectionRow',
            name='name',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='PlatformRow',
            name='distinct_reason',
            field=fields.TextField(null=True, unique=False),
        ),
    ]
    steps = [
        'ALTER TABLE "complaint" DROP CONSTRAINT "complaint_desks_check"',
        'CREATE TABLE "reveal" (\n    "id" UUID PRIMARY KEY,\n    "noun" VARCHAR(40) NOT NULL,\n    "row_id" UUID NOT NULL,\n    "field" VARCHAR(60) NOT NULL,\n    "reason" TEXT NOT NULL,\n    "account_id" UUID NOT NULL,\n    "role" VARCHAR(40) NOT NULL,\n    "at" TIMESTAMPTZ NOT NULL\n)',
        'ALTER TABLE "complaint" ALTER COLUMN "contact" TYPE TEXT',
        'ALTER TABLE "complaint" ALTER COLUMN "name" TYPE TEXT',
        'ALTER TABLE "complaint" ADD COLUMN "center_may" BOOL NOT NULL DEFAULT FALSE',
        'ALTER TABLE "objection" ALTER COLUMN "contact" TYPE TEXT',
        'ALTER TABLE "objection" ALTER COLUMN "name" TYPE TEXT',
        'ALTER TABLE "platform" ADD COLUMN "distinct_reason" TEXT',
        'CREATE INDEX "reveal_account_id_at_index" ON "reveal" ("account_id", "at")',
        'CREATE INDEX "reveal_at_id_index" ON "reveal" ("at", "id")',
        'CREATE INDEX "reveal_noun_row_id_at_index" ON "reveal" ("noun", "row_id", "at")',
        'ALTER TABLE "reveal" ADD CONSTRAINT "reveal_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "complaint" ADD CONSTRAINT "complaint_desks_check" CHECK (desk IN (\'DISTRICT_DEPARTMENT\', city_desk) OR desk = \'DISTRICT_CENTER\' AND center_may) NOT VALID',
        'GRANT INSERT, SELECT ON "reveal" TO dianchi_app',
    ]
    reasons = {'rewrite': 'PostgreSQL writes no row anew for a longer text', 'binds': 'it allows more than before'}
