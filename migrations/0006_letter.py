"""Makes the tables, constraints and rights of the letter. Written by `python3 dev.py api makemigrations`."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from migrations._founding import CreateModels
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('dianchi', '0005_money')]

    initial = False

    operations = [
        CreateModels(
            [
                ops.CreateModel(
                    name='LetterRow',
                    fields=[
                        ('id', fields.UUIDField(primary_key=True)),
                        ('version', fields.IntField()),
                        ('account', fields.ForeignKeyField('dianchi.AccountRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('address', fields.CharField(max_length=254)),
                        ('message_id', fields.CharField(max_length=200)),
                        ('subject', fields.CharField(max_length=200)),
                        ('text', fields.TextField(unique=False)),
                        ('html', fields.TextField(unique=False)),
                        ('made_at', fields.DatetimeField()),
                        ('state', fields.CharField(max_length=40)),
                        ('attempts', fields.IntField()),
                        ('next_at', fields.DatetimeField()),
                        ('leased_until', fields.DatetimeField(null=True)),
                        ('sent_at', fields.DatetimeField(null=True)),
                        ('last_reply', fields.CharField(null=True, max_length=500)),
                    ],
                    options={'table': 'letter', 'app': 'dianchi', 'pk_attr': 'id', 'table_description': "One letter to one account. Its pauses and leases count the database's own time."},
                ),
            ]
        ),
        ops.RunSQL(
            [
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_message_id_unique" UNIQUE ("message_id")',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_attempts_check" CHECK (attempts >= 0)',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_lease_check" CHECK (leased_until is not null or state <> \'SENDING\')',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_sent_check" CHECK ((sent_at is not null) = (state = \'SENT\'))',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_state_check" CHECK ("state" IN (\'WAITING\', \'SENDING\', \'DEFERRED\', \'SENT\', \'DEAD\', \'UNKNOWN\'))',
                'CREATE INDEX "letter_account_id_index" ON "letter" ("account_id")',
                'CREATE INDEX "letter_leased_until_index" ON "letter" ("leased_until") WHERE state = \'SENDING\'',
                'CREATE INDEX "letter_next_at_id_index" ON "letter" ("next_at", "id") WHERE state in (\'WAITING\', \'DEFERRED\')',
                'GRANT SELECT, INSERT, UPDATE ON "letter" TO dianchi_app',
            ]
        ),
    ]
