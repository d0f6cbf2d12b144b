"""Limits.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase
from tortoise.migrations import operations as ops
from uuid import uuid4
from tortoise import fields

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
        ops.CreateModel(
            name='LimitCountRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('place', fields.IntField()),
                ('key_hash', fields.CharField(max_length=64)),
                ('used', fields.IntField()),
                ('until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'limit_count', 'app': 'dianchi', 'pk_attr': 'id'},
        ),
        ops.AddField(
            model_name='SessionRow',
            name='network',
            field=fields.CharField(null=True, max_length=45),
        ),
    ]
    steps = [
        'CREATE TABLE "limit_count" (\n    "id" UUID PRIMARY KEY,\n    "place" INT NOT NULL,\n    "key_hash" VARCHAR(64) NOT NULL,\n    "used" INT NOT NULL,\n    "until" TIMESTAMPTZ NOT NULL\n)',
        'ALTER TABLE "session" ADD COLUMN "network" VARCHAR(45)',
        'ALTER TABLE "limit_count" ADD CONSTRAINT "limit_count_place_unique" UNIQUE ("place")',
        'ALTER TABLE "limit_count" ADD CONSTRAINT "limit_count_place_check" CHECK (place BETWEEN 0 AND 65535)',
        'ALTER TABLE "limit_count" ADD CONSTRAINT "limit_count_used_check" CHECK (used >= 0)',
        'GRANT DELETE, INSERT, SELECT, UPDATE ON "limit_count" TO dianchi_app',
    ]
    reasons = {}
