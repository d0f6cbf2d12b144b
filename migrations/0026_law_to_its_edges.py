"""Law to its edges.

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
        ops.CreateModel(
            name='ObligationDecisionRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField()),
                ('obligation', fields.ForeignKeyField('dianchi.ObligationRow', db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('region', fields.ForeignKeyField('dianchi.RegionRow', db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('platform', fields.ForeignKeyField('dianchi.PlatformRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharField(max_length=40)),
                ('state', fields.CharField(max_length=40)),
                ('role', fields.CharField(max_length=40)),
                ('account', fields.ForeignKeyField('dianchi.AccountRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('decided_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('reason', fields.TextField(unique=False)),
                ('ground', fields.CharField(null=True, max_length=40)),
                ('cause', fields.CharField(null=True, max_length=40)),
                ('proof', fields.TextField(null=True, unique=False)),
                ('day_before', fields.DateField()),
                ('day_after', fields.DateField(null=True)),
                ('outcome_before', fields.CharField(max_length=40)),
                ('outcome_after', fields.CharField(null=True, max_length=40)),
                ('confirmer', fields.ForeignKeyField('dianchi.AccountRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('confirmed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('opinion', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'obligation_decision', 'app': 'dianchi', 'pk_attr': 'id'},
        ),
        ops.CreateModel(
            name='PortalOutageRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('since', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('first_day', fields.DateField()),
                ('last_day', fields.DateField()),
                ('reason', fields.TextField(unique=False)),
                ('proof', fields.TextField(unique=False)),
                ('role', fields.CharField(max_length=40)),
                ('account', fields.ForeignKeyField('dianchi.AccountRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'portal_outage', 'app': 'dianchi', 'pk_attr': 'id'},
        ),
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
            model_name='ChangeFilingRow',
            name='due_on',
            field=fields.DateField(null=True),
        ),
        ops.AlterField(
            model_name='ChangeFilingRow',
            name='working_days',
            field=fields.IntField(null=True),
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
        ops.AddField(
            model_name='LetterRow',
            name='office',
            field=fields.ForeignKeyField('dianchi.OfficeRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='NoticeItemRow',
            name='steps',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
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
            model_name='ObligationRow',
            name='excused_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='ObligationRow',
            name='extended_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='ObligationRow',
            name='first_outcome',
            field=fields.CharField(null=True, max_length=40),
        ),
        ops.AddField(
            model_name='ObligationRow',
            name='followed_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='ObligationRow',
            name='left_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='ObligationRow',
            name='moved_from',
            field=fields.ForeignKeyField('dianchi.RegionRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='PlatformRow',
            name='distinct_reason',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AlterField(
            model_name='RegistryChangeRow',
            name='due_on',
            field=fields.DateField(null=True),
        ),
        ops.AlterField(
            model_name='RegistryChangeRow',
            name='working_days',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='ReportingNormRow',
            name='handover_workdays',
            field=fields.IntField(db_default=0),
        ),
    ]
    steps = [
        'ALTER TABLE "change_filing" ALTER COLUMN "due_on" DROP NOT NULL',
        'ALTER TABLE "change_filing" ALTER COLUMN "working_days" DROP NOT NULL',
        'ALTER TABLE "registry_change" ALTER COLUMN "due_on" DROP NOT NULL',
        'ALTER TABLE "registry_change" ALTER COLUMN "working_days" DROP NOT NULL',
        'DROP INDEX "audit_account_id_index"',
        'ALTER TABLE "change_filing" DROP CONSTRAINT "change_filing_on_time_check"',
        'ALTER TABLE "complaint" DROP CONSTRAINT "complaint_desks_check"',
        'ALTER TABLE "letter" DROP CONSTRAINT "letter_state_check"',
        'CREATE TABLE "audit_archive" (\n    "id" UUID PRIMARY KEY,\n    "checkpoint_id" UUID NOT NULL,\n    "first_seq" BIGINT NOT NULL,\n    "last_seq" BIGINT NOT NULL,\n    "file" VARCHAR(255) NOT NULL,\n    "sha256" VARCHAR(64) NOT NULL,\n    "archived_at" TIMESTAMPTZ NOT NULL\n)',
        'ALTER TABLE "audit_archive" ADD CONSTRAINT "audit_archive_checkpoint_id_key" UNIQUE ("checkpoint_id")',
        'CREATE TABLE "obligation_decision" (\n    "id" UUID PRIMARY KEY,\n    "version" INT NOT NULL,\n    "obligation_id" UUID NOT NULL,\n    "region_id" UUID NOT NULL,\n    "platform_id" UUID,\n    "kind" VARCHAR(40) NOT NULL,\n    "state" VARCHAR(40) NOT NULL,\n    "role" VARCHAR(40) NOT NULL,\n    "account_id" UUID,\n    "decided_at" TIMESTAMPTZ NOT NULL,\n    "reason" TEXT NOT NULL,\n    "ground" VARCHAR(40),\n    "cause" VARCHAR(40),\n    "proof" TEXT,\n    "day_before" DATE NOT NULL,\n    "day_after" DATE,\n    "outcome_before" VARCHAR(40) NOT NULL,\n    "outcome_after" VARCHAR(40),\n    "confirmer_id" UUID,\n    "confirmed_at" TIMESTAMPTZ,\n    "opinion" TEXT\n)',
        'CREATE TABLE "portal_outage" (\n    "id" UUID PRIMARY KEY,\n    "since" TIMESTAMPTZ NOT NULL,\n    "until" TIMESTAMPTZ NOT NULL,\n    "first_day" DATE NOT NULL,\n    "last_day" DATE NOT NULL,\n    "reason" TEXT NOT NULL,\n    "proof" TEXT NOT NULL,\n    "role" VARCHAR(40) NOT NULL,\n    "account_id" UUID,\n    "recorded_at" TIMESTAMPTZ NOT NULL\n)',
        'CREATE TABLE "reveal" (\n    "id" UUID PRIMARY KEY,\n    "noun" VARCHAR(40) NOT NULL,\n    "row_id" UUID NOT NULL,\n    "field" VARCHAR(60) NOT NULL,\n    "reason" TEXT NOT NULL,\n    "account_id" UUID NOT NULL,\n    "role" VARCHAR(40) NOT NULL,\n    "at" TIMESTAMPTZ NOT NULL\n)',
        'ALTER TABLE "complaint" ALTER COLUMN "contact" TYPE TEXT',
        'ALTER TABLE "complaint" ALTER COLUMN "name" TYPE TEXT',
        'ALTER TABLE "complaint" ADD COLUMN "center_may" BOOL NOT NULL DEFAULT FALSE',
        'ALTER TABLE "letter" ADD COLUMN "office_id" UUID',
        'ALTER TABLE "notice_item" ADD COLUMN "steps" JSONB',
        'ALTER TABLE "objection" ALTER COLUMN "contact" TYPE TEXT',
        'ALTER TABLE "objection" ALTER COLUMN "name" TYPE TEXT',
        'ALTER TABLE "obligation" ADD COLUMN "excused_at" TIMESTAMPTZ',
        'ALTER TABLE "obligation" ADD COLUMN "extended_at" TIMESTAMPTZ',
        'ALTER TABLE "obligation" ADD COLUMN "first_outcome" VARCHAR(40)',
        'ALTER TABLE "obligation" ADD COLUMN "followed_on" DATE',
        'ALTER TABLE "obligation" ADD COLUMN "left_on" DATE',
        'ALTER TABLE "obligation" ADD COLUMN "moved_from_id" UUID',
        'ALTER TABLE "platform" ADD COLUMN "distinct_reason" TEXT',
        'ALTER TABLE "reporting_norm" ADD COLUMN "handover_workdays" INT NOT NULL DEFAULT 0',
        'ALTER TABLE "audit_archive" ADD CONSTRAINT "audit_archive_last_seq_unique" UNIQUE ("last_seq")',
        'CREATE UNIQUE INDEX "obligation_decision_obligation_id_unique" ON "obligation_decision" ("obligation_id") WHERE state = \'PROPOSED\'',
        'ALTER TABLE "audit_archive" ADD CONSTRAINT "audit_archive_span_check" CHECK (first_seq > 0 AND last_seq >= first_seq)',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_cause_check" CHECK ("cause" IN (\'CALENDAR\', \'REGISTRY\', \'PORTAL\'))',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_correction_check" CHECK ((kind = \'CORRECTION\') = (cause IS NOT NULL))',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_excuse_check" CHECK ((kind = \'EXCUSE\') = (ground IS NOT NULL))',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_extension_check" CHECK ((kind = \'EXTENSION\') = (day_after IS NOT NULL))',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_four_eyes_check" CHECK (confirmer_id <> account_id)',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_ground_check" CHECK ("ground" IN (\'FORCE_MAJEURE\', \'OTHER_GOOD_REASON\'))',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_kind_check" CHECK ("kind" IN (\'EXTENSION\', \'EXEMPTION\', \'EXCUSE\', \'CORRECTION\'))',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_later_check" CHECK (day_after > day_before)',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_outcome_after_check" CHECK ("outcome_after" IN (\'PENDING\', \'ON_TIME\', \'MISSING\', \'LATE\', \'EXEMPT\'))',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_outcome_before_check" CHECK ("outcome_before" IN (\'PENDING\', \'ON_TIME\', \'MISSING\', \'LATE\', \'EXEMPT\'))',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_outcome_check" CHECK ((kind IN (\'EXEMPTION\', \'CORRECTION\')) = (outcome_after IS NOT NULL))',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_proof_check" CHECK (kind NOT IN (\'EXCUSE\', \'CORRECTION\') OR proof <> \'\')',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_second_word_check" CHECK ((kind = \'CORRECTION\' AND state <> \'PROPOSED\') = (confirmed_at IS NOT NULL))',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_state_check" CHECK ("state" IN (\'PROPOSED\', \'IN_FORCE\', \'REJECTED\'))',
        'ALTER TABLE "portal_outage" ADD CONSTRAINT "portal_outage_period_check" CHECK (until > since AND last_day >= first_day)',
        'ALTER TABLE "portal_outage" ADD CONSTRAINT "portal_outage_proof_check" CHECK (proof <> \'\' AND reason <> \'\')',
        'CREATE INDEX "obligation_decision_account_id_index" ON "obligation_decision" ("account_id")',
        'CREATE INDEX "obligation_decision_confirmer_id_index" ON "obligation_decision" ("confirmer_id")',
        'CREATE INDEX "obligation_decision_decided_at_id_index" ON "obligation_decision" ("decided_at", "id")',
        'CREATE INDEX "obligation_decision_obligation_id_decided_at_id_index" ON "obligation_decision" ("obligation_id", "decided_at", "id")',
        'CREATE INDEX "obligation_decision_platform_id_index" ON "obligation_decision" ("platform_id")',
        'CREATE INDEX "obligation_decision_region_id_decided_at_id_index" ON "obligation_decision" ("region_id", "decided_at", "id")',
        'CREATE INDEX "portal_outage_account_id_index" ON "portal_outage" ("account_id")',
        'CREATE INDEX "portal_outage_since_id_index" ON "portal_outage" ("since", "id")',
        'CREATE INDEX "reveal_account_id_at_index" ON "reveal" ("account_id", "at")',
        'CREATE INDEX "reveal_at_id_index" ON "reveal" ("at", "id")',
        'CREATE INDEX "reveal_noun_row_id_at_index" ON "reveal" ("noun", "row_id", "at")',
    ]
    reasons = {'rewrite': 'PostgreSQL writes no row anew for a longer text'}
