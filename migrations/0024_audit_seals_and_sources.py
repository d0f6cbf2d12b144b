"""Audit seals and sources.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops
from uuid import uuid4
from tortoise import fields

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
        ops.CreateModel(
            name='AuditCheckpointRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('size', fields.BigIntField()),
                ('sha256', fields.CharField(max_length=64)),
                ('sm3', fields.CharField(max_length=64)),
                ('root', fields.CharField(max_length=64)),
                ('peaks', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('key', fields.CharField(max_length=64)),
                ('signature', fields.CharField(max_length=128)),
            ],
            options={'table': 'audit_checkpoint', 'app': 'dianchi', 'pk_attr': 'id'},
        ),
        ops.CreateModel(
            name='AuditSealRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('audit', fields.OneToOneField('dianchi.AuditRow', db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('seq', fields.BigIntField()),
                ('leaf', fields.CharField(max_length=64)),
                ('sha256', fields.CharField(max_length=64)),
                ('sm3', fields.CharField(max_length=64)),
                ('sealed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'audit_seal', 'app': 'dianchi', 'pk_attr': 'id'},
        ),
        ops.AddField(
            model_name='AuditRow',
            name='before',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name='AuditRow',
            name='request',
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name='AuditRow',
            name='sender',
            field=fields.CharField(null=True, max_length=100),
        ),
    ]
    steps = [
        'CREATE TABLE "audit_checkpoint" (\n    "id" UUID PRIMARY KEY,\n    "size" BIGINT NOT NULL,\n    "sha256" VARCHAR(64) NOT NULL,\n    "sm3" VARCHAR(64) NOT NULL,\n    "root" VARCHAR(64) NOT NULL,\n    "peaks" JSONB NOT NULL,\n    "made_at" TIMESTAMPTZ NOT NULL,\n    "key" VARCHAR(64) NOT NULL,\n    "signature" VARCHAR(128) NOT NULL\n)',
        'CREATE TABLE "audit_seal" (\n    "id" UUID PRIMARY KEY,\n    "audit_id" UUID NOT NULL,\n    "seq" BIGINT NOT NULL,\n    "leaf" VARCHAR(64) NOT NULL,\n    "sha256" VARCHAR(64) NOT NULL,\n    "sm3" VARCHAR(64) NOT NULL,\n    "sealed_at" TIMESTAMPTZ NOT NULL\n)',
        'ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_audit_id_key" UNIQUE ("audit_id")',
        'ALTER TABLE "audit" ADD COLUMN "before" JSONB',
        'ALTER TABLE "audit" ADD COLUMN "request" VARCHAR(64)',
        'ALTER TABLE "audit" ADD COLUMN "sender" VARCHAR(100)',
        'ALTER TABLE "audit_checkpoint" ADD CONSTRAINT "audit_checkpoint_size_unique" UNIQUE ("size")',
        'ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_seq_unique" UNIQUE ("seq")',
        'ALTER TABLE "audit_checkpoint" ADD CONSTRAINT "audit_checkpoint_size_check" CHECK (size > 0)',
        'ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_seq_check" CHECK (seq > 0)',
        'ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "audit" ("id") ON DELETE RESTRICT',
        'GRANT INSERT, SELECT ON "audit_checkpoint" TO dianchi_app',
        'GRANT INSERT, SELECT ON "audit_seal" TO dianchi_app',
    ]
    reasons = {}
