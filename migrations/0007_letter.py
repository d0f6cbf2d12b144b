"""Makes the tables, constraints and rights of the letter. Written by `python3 dev.py api makemigrations`."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from migrations._founding import CreateModels
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('dianchi', '0006_money')]

    initial = False

    operations = [
        CreateModels(
            [
                ops.CreateModel(
                    name='LetterRow',
                    fields=[
                        ('id', fields.UUIDField(primary_key=True)),
                        ('version', fields.IntField()),
                        ('event', fields.CharField(null=True, max_length=40)),
                        ('outbox', fields.ForeignKeyField('dianchi.OutboxRow', null=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('obligation', fields.ForeignKeyField('dianchi.ObligationRow', null=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('rung', fields.IntField(null=True)),
                        ('digest', fields.ForeignKeyField('dianchi.LetterRow', null=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('digest_of', fields.DateField(null=True)),
                        ('account', fields.ForeignKeyField('dianchi.AccountRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('address', fields.CharField(null=True, max_length=254)),
                        ('message_id', fields.CharField(max_length=200)),
                        ('subject', fields.CharField(max_length=200)),
                        ('text', fields.TextField(unique=False)),
                        ('html', fields.TextField(unique=False)),
                        ('state', fields.CharField(max_length=40)),
                        ('made_at', fields.DatetimeField()),
                        ('attempts', fields.IntField()),
                        ('next_at', fields.DatetimeField()),
                        ('leased_until', fields.DatetimeField(null=True)),
                        ('last_reply', fields.CharField(null=True, max_length=500)),
                        ('sent_at', fields.DatetimeField(null=True)),
                    ],
                    options={'table': 'letter', 'app': 'dianchi', 'pk_attr': 'id', 'table_description': 'One letter to one account, rendered once. What is to be sent is due at `next_at` and held by nobody.'},
                ),
            ]
        ),
        ops.RunSQL(
            [
                'CREATE UNIQUE INDEX "letter_account_id_digest_of_unique" ON "letter" ("account_id", "digest_of") WHERE digest_of is not null',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_message_id_unique" UNIQUE ("message_id")',
                'CREATE UNIQUE INDEX "letter_obligation_id_rung_account_id_unique" ON "letter" ("obligation_id", "rung", "account_id") WHERE rung is not null',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_outbox_id_account_id_unique" UNIQUE ("outbox_id", "account_id")',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_address_check" CHECK (address is not null or state in (\'ONLINE\', \'IN_DIGEST\'))',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_attempts_check" CHECK (attempts >= 0)',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_digest_check" CHECK ((state = \'IN_DIGEST\') = (digest_id is not null))',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_event_check" CHECK ("event" IN (\'REPORT_SUBMITTED\', \'REPORT_RECALLED\', \'REPORT_ACCEPTED\', \'REPORT_RETURNED\', \'REPORT_AMENDED\', \'CONSOLIDATION_SUBMITTED\', \'CONSOLIDATION_PASSED\', \'CONSOLIDATION_RECEIVED\', \'CONSOLIDATION_RETURNED\', \'CONSOLIDATION_AMENDED\', \'OBLIGATION_MADE\', \'OBLIGATION_MISSED\', \'OBLIGATION_EXEMPTED\', \'OBLIGATION_EXTENDED\', \'OBLIGATION_DUE\', \'OBLIGATION_LATE\', \'DUTY_DUE\', \'DUTY_LATE\', \'OBLIGATION_MOVED\', \'OBLIGATION_RECKONED\', \'DESK_HANDED_OVER\', \'SUBSIDY_CALCULATED\', \'SUBSIDY_APPROVED\', \'SUBSIDY_CONFIRMED\', \'SUBSIDY_CANCELLED\', \'SUBSIDY_PAYING\', \'SUBSIDY_PAID\', \'SUBSIDY_PAYMENT_FAILED\', \'RECOVERY_ORDERED\', \'RECOVERY_WITHDRAWN\', \'MONEY_RETURNED\', \'FUND_FINDING\', \'RECTIFICATION_ISSUED\', \'RECTIFICATION_DELIVERED\', \'RECTIFICATION_EXTENDED\', \'RECTIFICATION_RECKONED\', \'RECTIFICATION_REPORTED\', \'RECTIFICATION_PASSED\', \'RECTIFICATION_FAILED\', \'RECTIFICATION_REFUSED\', \'RECTIFICATION_CLOSED\', \'RECTIFICATION_ANNULLED\', \'REMINDED\', \'PLATFORM_REGISTERED\', \'PLATFORM_ABOLISHED\', \'PLATFORM_MOVED\', \'HOLDER_CHANGED\', \'OPERATOR_CHANGED\', \'TITLE_RECOGNISED\', \'TITLE_ENDED\', \'PLATFORMS_SUCCEEDED\', \'NORM_SET\', \'FLAG_RAISED\', \'FLAG_DECIDED\', \'SUPPORT_RECORDED\', \'SUPPORT_WITHDRAWN\', \'OFFICE_APPOINTED\', \'OFFICE_ENDED\', \'ROUND_CALLED\', \'ROUND_RECKONED\', \'ROUND_WITHDRAWN\', \'ROUND_DECIDED\', \'ROUND_CLOSED\', \'EVALUATION_SUBMITTED\', \'EVALUATION_REVIEWED\', \'EVALUATION_RETURNED\', \'EVALUATION_TAKEN_OVER\', \'EVALUATION_WITHDRAWN\', \'DISTRICT_HANDED_IN\', \'PANEL_ASSIGNED\', \'EXPERT_UNSEATED\', \'PANEL_CLOSED\', \'EVALUATION_DECIDED\', \'NOTICE_PUBLISHED\', \'NOTICE_RECKONED\', \'RESULT_PUBLISHED\', \'EVALUATION_FINAL\', \'EVALUATION_REOPENED\', \'OBJECTION_RECEIVED\', \'TIP_OFF_RECEIVED\', \'OBJECTION_DECIDED\', \'TIP_OFF_FILED\', \'COMPLAINT_RECEIVED\', \'CENTER_COMPLAINT_RECEIVED\', \'CENTER_TIP_OFF_RECEIVED\', \'FUND_TIP_OFF_RECEIVED\', \'COMPLAINT_PASSED_ON\', \'COMPLAINT_ANSWERED\', \'FILING_SENT\', \'FILING_ACKNOWLEDGED\', \'FILING_RETURNED\', \'FILING_WITHDRAWN\', \'FILING_RECKONED\', \'TARGET_ISSUED\', \'TARGET_CHANGED\', \'RESPONSIBILITY_OFFERED\', \'RESPONSIBILITY_CENTRE_SIGNED\', \'RESPONSIBILITY_SIGNED\', \'RESPONSIBILITY_WITHDRAWN\', \'ASSESSMENT_RECORDED\', \'ASSESSMENT_WITHDRAWN\', \'ASSIGNMENT_ISSUED\', \'ASSIGNMENT_REPORTED\', \'ASSIGNMENT_RETURNED\', \'ASSIGNMENT_CLOSED\', \'ASSIGNMENT_WITHDRAWN\', \'INSPECTION_PLANNED\', \'FINDINGS_SENT\', \'INSPECTION_REPLIED\', \'INSPECTION_ASKED_AGAIN\', \'INSPECTION_CLOSED\', \'INSPECTION_CANCELLED\', \'DIFFICULTY_RAISED\', \'DIFFICULTY_ASSIGNED\', \'DIFFICULTY_RESOLVED\', \'DIFFICULTY_CLOSED\', \'DIFFICULTY_REOPENED\', \'CIRCULAR_PUBLISHED\'))',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_of_an_event_check" CHECK ((digest_of is null) = (event is not null and outbox_id is not null))',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_one_line_check" CHECK (subject !~ \'[[:cntrl:]]\' and message_id !~ \'[[:cntrl:][:space:]]\')',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_rung_check" CHECK (rung is null or outbox_id is not null)',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_sent_check" CHECK ((state = \'SENT\') = (sent_at is not null) or state = \'IN_DIGEST\')',
                'ALTER TABLE "letter" ADD CONSTRAINT "letter_state_check" CHECK ("state" IN (\'WAITING\', \'SENDING\', \'DEFERRED\', \'SENT\', \'DEAD\', \'UNKNOWN\', \'FOR_DIGEST\', \'IN_DIGEST\', \'ONLINE\'))',
                'CREATE INDEX "letter_account_id_made_at_id_index" ON "letter" ("account_id", "made_at", "id")',
                'CREATE INDEX "letter_account_id_made_at_index" ON "letter" ("account_id", "made_at") WHERE state = \'FOR_DIGEST\'',
                'CREATE INDEX "letter_digest_id_index" ON "letter" ("digest_id")',
                'CREATE INDEX "letter_leased_until_index" ON "letter" ("leased_until") WHERE state = \'SENDING\'',
                'CREATE INDEX "letter_made_at_id_index" ON "letter" ("made_at", "id")',
                'CREATE INDEX "letter_next_at_id_index" ON "letter" ("next_at", "id") WHERE state in (\'WAITING\', \'DEFERRED\')',
                'CREATE INDEX "letter_obligation_id_index" ON "letter" ("obligation_id")',
                'GRANT SELECT, INSERT, UPDATE ON "letter" TO dianchi_app',
            ]
        ),
    ]
