"""Door.

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
            name='password_given_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='AccountRow',
            name='past_passwords',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name='AccountRow',
            name='recovery_hashes',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name='AccountRow',
            name='state_reason',
            field=fields.TextField(null=True, unique=False),
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
        ops.AddField(
            model_name='SessionRow',
            name='network',
            field=fields.CharField(null=True, max_length=45),
        ),
    ]
    steps = [
        'ALTER TABLE "assignment" DROP CONSTRAINT "assignment_assignee_check"',
        'ALTER TABLE "assignment" DROP CONSTRAINT "assignment_issuer_check"',
        'ALTER TABLE "audit" DROP CONSTRAINT "audit_role_check"',
        'ALTER TABLE "complaint" DROP CONSTRAINT "complaint_city_desk_check"',
        'ALTER TABLE "complaint" DROP CONSTRAINT "complaint_desk_check"',
        'ALTER TABLE "consolidation" DROP CONSTRAINT "consolidation_author_check"',
        'ALTER TABLE "consolidation_draft" DROP CONSTRAINT "consolidation_draft_author_check"',
        'ALTER TABLE "consolidation_version" DROP CONSTRAINT "consolidation_version_author_check"',
        'ALTER TABLE "consolidation" DROP CONSTRAINT "consolidation_waiting_on_check"',
        'ALTER TABLE "difficulty" DROP CONSTRAINT "difficulty_owner_check"',
        'ALTER TABLE "difficulty" DROP CONSTRAINT "difficulty_raised_by_check"',
        'ALTER TABLE "evaluation" DROP CONSTRAINT "evaluation_waiting_on_check"',
        'ALTER TABLE "inspection" DROP CONSTRAINT "inspection_inspector_check"',
        'ALTER TABLE "office" DROP CONSTRAINT "office_role_check"',
        'ALTER TABLE "report" DROP CONSTRAINT "report_desk_check"',
        'ALTER TABLE "report" DROP CONSTRAINT "report_waiting_on_check"',
        'ALTER TABLE "review" DROP CONSTRAINT "review_desk_check"',
        'ALTER TABLE "signature" DROP CONSTRAINT "signature_role_check"',
        'ALTER TABLE "support" DROP CONSTRAINT "support_giver_check"',
        'ALTER TABLE "task" DROP CONSTRAINT "task_issuer_check"',
        'CREATE TABLE "audit_checkpoint" (\n    "id" UUID PRIMARY KEY,\n    "size" BIGINT NOT NULL,\n    "sha256" VARCHAR(64) NOT NULL,\n    "sm3" VARCHAR(64) NOT NULL,\n    "root" VARCHAR(64) NOT NULL,\n    "peaks" JSONB NOT NULL,\n    "made_at" TIMESTAMPTZ NOT NULL,\n    "key" VARCHAR(64) NOT NULL,\n    "signature" VARCHAR(128) NOT NULL\n)',
        'CREATE TABLE "audit_seal" (\n    "id" UUID PRIMARY KEY,\n    "audit_id" UUID NOT NULL,\n    "seq" BIGINT NOT NULL,\n    "leaf" VARCHAR(64) NOT NULL,\n    "sha256" VARCHAR(64) NOT NULL,\n    "sm3" VARCHAR(64) NOT NULL,\n    "sealed_at" TIMESTAMPTZ NOT NULL\n)',
        'ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_audit_id_key" UNIQUE ("audit_id")',
        'CREATE TABLE "limit_count" (\n    "id" UUID PRIMARY KEY,\n    "place" INT NOT NULL,\n    "key_hash" VARCHAR(64) NOT NULL,\n    "used" INT NOT NULL,\n    "until" TIMESTAMPTZ NOT NULL\n)',
        'ALTER TABLE "account" ADD COLUMN "factor_reset_reason" TEXT',
        'ALTER TABLE "account" ADD COLUMN "factor_seed" VARCHAR(64)',
        'ALTER TABLE "account" ADD COLUMN "factor_since" TIMESTAMPTZ',
        'ALTER TABLE "account" ADD COLUMN "factor_step" BIGINT',
        'ALTER TABLE "account" ADD COLUMN "password_given_at" TIMESTAMPTZ',
        'ALTER TABLE "account" ADD COLUMN "past_passwords" JSONB',
        'ALTER TABLE "account" ADD COLUMN "recovery_hashes" JSONB',
        'ALTER TABLE "account" ADD COLUMN "state_reason" TEXT',
        'ALTER TABLE "audit" ADD COLUMN "before" JSONB',
        'ALTER TABLE "audit" ADD COLUMN "request" VARCHAR(64)',
        'ALTER TABLE "audit" ADD COLUMN "sender" VARCHAR(100)',
        'ALTER TABLE "office" ADD COLUMN "confirmed_by_id" UUID',
        'ALTER TABLE "office" ADD COLUMN "proposed_as" VARCHAR(40)',
        'ALTER TABLE "office" ADD COLUMN "proposed_by_id" UUID',
        'ALTER TABLE "office" ADD COLUMN "state" VARCHAR(40) NOT NULL DEFAULT \'CONFIRMED\'',
        'ALTER TABLE "session" ADD COLUMN "address" VARCHAR(45)',
        'ALTER TABLE "session" ADD COLUMN "device" VARCHAR(200)',
        'ALTER TABLE "session" ADD COLUMN "last_seen_at" TIMESTAMPTZ',
        'ALTER TABLE "session" ADD COLUMN "network" VARCHAR(45)',
        'ALTER TABLE "audit_checkpoint" ADD CONSTRAINT "audit_checkpoint_size_unique" UNIQUE ("size")',
        'ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_seq_unique" UNIQUE ("seq")',
        'ALTER TABLE "limit_count" ADD CONSTRAINT "limit_count_place_unique" UNIQUE ("place")',
        'ALTER TABLE "audit_checkpoint" ADD CONSTRAINT "audit_checkpoint_size_check" CHECK (size > 0)',
        'ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_seq_check" CHECK (seq > 0)',
        'ALTER TABLE "limit_count" ADD CONSTRAINT "limit_count_place_check" CHECK (place BETWEEN 0 AND 65535)',
        'ALTER TABLE "limit_count" ADD CONSTRAINT "limit_count_used_check" CHECK (used >= 0)',
    ]
    reasons = {}
