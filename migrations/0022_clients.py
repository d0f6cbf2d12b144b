"""Clients.

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
            name='ClientRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField()),
                ('account', fields.OneToOneField('dianchi.AccountRow', db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('agency', fields.CharField(max_length=100)),
                ('name_sort', fields.CharField(max_length=1000)),
                ('entity', fields.ForeignKeyField('dianchi.EntityRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharField(max_length=40)),
                ('networks', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('signed', fields.BooleanField()),
                ('token_days', fields.IntField()),
                ('last_used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('revoke_reason', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'client', 'app': 'dianchi', 'pk_attr': 'id'},
        ),
        ops.CreateModel(
            name='ClientScopeRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField()),
                ('client', fields.ForeignKeyField('dianchi.ClientRow', db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('noun', fields.CharField(max_length=40)),
                ('region', fields.ForeignKeyField('dianchi.RegionRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('state', fields.CharField(max_length=40)),
                ('proposed_by', fields.ForeignKeyField('dianchi.AccountRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('proposed_as', fields.CharField(null=True, max_length=40)),
                ('confirmed_by', fields.ForeignKeyField('dianchi.AccountRow', null=True, db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('ended_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'client_scope', 'app': 'dianchi', 'pk_attr': 'id'},
        ),
        ops.CreateModel(
            name='ClientTokenRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('version', fields.IntField()),
                ('client', fields.ForeignKeyField('dianchi.ClientRow', db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('handle', fields.CharField(max_length=16)),
                ('digest', fields.CharField(max_length=64)),
                ('issued_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('revoked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('last_used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('address', fields.CharField(null=True, max_length=45)),
            ],
            options={'table': 'client_token', 'app': 'dianchi', 'pk_attr': 'id'},
        ),
        ops.CreateModel(
            name='ClientNonceRow',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('token', fields.ForeignKeyField('dianchi.ClientTokenRow', db_constraint=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                ('nonce_hash', fields.CharField(max_length=64)),
                ('until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'client_nonce', 'app': 'dianchi', 'pk_attr': 'id'},
        ),
    ]
    steps = [
        'CREATE TABLE "client" (\n    "id" UUID PRIMARY KEY,\n    "version" INT NOT NULL,\n    "account_id" UUID NOT NULL,\n    "agency" VARCHAR(100) NOT NULL,\n    "name_sort" VARCHAR(1000) NOT NULL,\n    "entity_id" UUID,\n    "state" VARCHAR(40) NOT NULL,\n    "networks" JSONB NOT NULL,\n    "signed" BOOL NOT NULL,\n    "token_days" INT NOT NULL,\n    "last_used_at" TIMESTAMPTZ,\n    "revoked_at" TIMESTAMPTZ,\n    "revoke_reason" TEXT\n)',
        'ALTER TABLE "client" ADD CONSTRAINT "client_account_id_key" UNIQUE ("account_id")',
        'CREATE TABLE "client_scope" (\n    "id" UUID PRIMARY KEY,\n    "version" INT NOT NULL,\n    "client_id" UUID NOT NULL,\n    "noun" VARCHAR(40) NOT NULL,\n    "region_id" UUID,\n    "state" VARCHAR(40) NOT NULL,\n    "proposed_by_id" UUID,\n    "proposed_as" VARCHAR(40),\n    "confirmed_by_id" UUID,\n    "ended_at" TIMESTAMPTZ\n)',
        'CREATE TABLE "client_token" (\n    "id" UUID PRIMARY KEY,\n    "version" INT NOT NULL,\n    "client_id" UUID NOT NULL,\n    "handle" VARCHAR(16) NOT NULL,\n    "digest" VARCHAR(64) NOT NULL,\n    "issued_at" TIMESTAMPTZ NOT NULL,\n    "expires_at" TIMESTAMPTZ NOT NULL,\n    "revoked_at" TIMESTAMPTZ,\n    "last_used_at" TIMESTAMPTZ,\n    "address" VARCHAR(45)\n)',
        'CREATE TABLE "client_nonce" (\n    "id" UUID PRIMARY KEY,\n    "token_id" UUID NOT NULL,\n    "nonce_hash" VARCHAR(64) NOT NULL,\n    "until" TIMESTAMPTZ NOT NULL\n)',
        'ALTER TABLE "client_nonce" ADD CONSTRAINT "client_nonce_token_id_nonce_hash_unique" UNIQUE ("token_id", "nonce_hash")',
        'CREATE UNIQUE INDEX "client_scope_client_id_noun_region_id_unique" ON "client_scope" ("client_id", "noun", "region_id") WHERE ended_at is null and region_id is not null',
        'CREATE UNIQUE INDEX "client_scope_client_id_noun_unique" ON "client_scope" ("client_id", "noun") WHERE ended_at is null and region_id is null',
        'ALTER TABLE "client_token" ADD CONSTRAINT "client_token_handle_unique" UNIQUE ("handle")',
        'ALTER TABLE "client" ADD CONSTRAINT "client_revoked_check" CHECK ((state = \'REVOKED\') = (num_nonnulls(revoked_at, revoke_reason) = 2))',
        'ALTER TABLE "client" ADD CONSTRAINT "client_state_check" CHECK ("state" IN (\'ACTIVE\', \'REVOKED\'))',
        'ALTER TABLE "client" ADD CONSTRAINT "client_token_days_check" CHECK (token_days >= 1)',
        'ALTER TABLE "client_scope" ADD CONSTRAINT "client_scope_confirmed_check" CHECK ((state = \'CONFIRMED\') = (confirmed_by_id IS NOT NULL))',
        'ALTER TABLE "client_scope" ADD CONSTRAINT "client_scope_noun_check" CHECK ("noun" IN (\'REPORTS\', \'CONSOLIDATIONS\', \'OUTCOMES\', \'GRADES\', \'AWARDS\', \'COMPLAINTS\'))',
        'ALTER TABLE "client_scope" ADD CONSTRAINT "client_scope_state_check" CHECK ("state" IN (\'PROPOSED\', \'CONFIRMED\'))',
        'ALTER TABLE "client_scope" ADD CONSTRAINT "client_scope_two_persons_check" CHECK (confirmed_by_id <> proposed_by_id)',
        'ALTER TABLE "client_token" ADD CONSTRAINT "client_token_period_check" CHECK (expires_at >= issued_at)',
        'CREATE INDEX "client_entity_id_index" ON "client" ("entity_id")',
        'CREATE INDEX "client_name_sort_id_index" ON "client" ("name_sort", "id")',
        'CREATE INDEX "client_nonce_token_id_until_index" ON "client_nonce" ("token_id", "until")',
        'CREATE INDEX "client_scope_client_id_id_index" ON "client_scope" ("client_id", "id")',
        'CREATE INDEX "client_scope_confirmed_by_id_index" ON "client_scope" ("confirmed_by_id")',
        'CREATE INDEX "client_scope_proposed_by_id_index" ON "client_scope" ("proposed_by_id")',
        'CREATE INDEX "client_scope_region_id_index" ON "client_scope" ("region_id")',
        'CREATE INDEX "client_token_client_id_issued_at_index" ON "client_token" ("client_id", "issued_at")',
        'ALTER TABLE "client" ADD CONSTRAINT "client_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "client" ADD CONSTRAINT "client_entity_id_fkey" FOREIGN KEY ("entity_id") REFERENCES "entity" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "client_scope" ADD CONSTRAINT "client_scope_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "client_scope" ADD CONSTRAINT "client_scope_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "region" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "client_scope" ADD CONSTRAINT "client_scope_proposed_by_id_fkey" FOREIGN KEY ("proposed_by_id") REFERENCES "account" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "client_scope" ADD CONSTRAINT "client_scope_confirmed_by_id_fkey" FOREIGN KEY ("confirmed_by_id") REFERENCES "account" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "client_token" ADD CONSTRAINT "client_token_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "client_nonce" ADD CONSTRAINT "client_nonce_token_id_fkey" FOREIGN KEY ("token_id") REFERENCES "client_token" ("id") ON DELETE RESTRICT',
        'GRANT DELETE, INSERT, SELECT, UPDATE ON "client" TO dianchi_app',
        'GRANT DELETE, INSERT, SELECT, UPDATE ON "client_nonce" TO dianchi_app',
        'GRANT DELETE, INSERT, SELECT, UPDATE ON "client_scope" TO dianchi_app',
        'GRANT DELETE, INSERT, SELECT, UPDATE ON "client_token" TO dianchi_app',
    ]
    reasons = {}
