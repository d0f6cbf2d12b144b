"""Audit archive.

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
            name='AuditArchiveRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('checkpoint', fields.OneToOneField('dianchi.AuditCheckpointRow', db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('first_seq', fields.BigIntField()),
                ('last_seq', fields.BigIntField()),
                ('file', fields.CharField(max_length=255)),
                ('sha256', fields.CharField(max_length=64)),
                ('archived_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'audit_archive', 'app': 'dianchi', 'pk_attr': 'id'},
        ),
    ]
    steps = [
        'DROP INDEX "audit_account_id_index"',
        'CREATE TABLE "audit_archive" (\n    "id" UUID PRIMARY KEY,\n    "checkpoint_id" UUID NOT NULL,\n    "first_seq" BIGINT NOT NULL,\n    "last_seq" BIGINT NOT NULL,\n    "file" VARCHAR(255) NOT NULL,\n    "sha256" VARCHAR(64) NOT NULL,\n    "archived_at" TIMESTAMPTZ NOT NULL\n)',
        'ALTER TABLE "audit_archive" ADD CONSTRAINT "audit_archive_checkpoint_id_key" UNIQUE ("checkpoint_id")',
        'ALTER TABLE "audit_archive" ADD CONSTRAINT "audit_archive_last_seq_unique" UNIQUE ("last_seq")',
        'ALTER TABLE "audit_archive" ADD CONSTRAINT "audit_archive_span_check" CHECK (first_seq > 0 AND last_seq >= first_seq)',
    ]
    reasons = {}
