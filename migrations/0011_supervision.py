"""Makes the tables, constraints and rights of the supervision. Written by `python3 dev.py api makemigrations`."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from migrations._founding import CreateModels
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('dianchi', '0010_evidence')]

    initial = False

    operations = [
        CreateModels(
            [
                ops.CreateModel(
                    name='FundUseRow',
                    fields=[
                        ('id', fields.UUIDField(primary_key=True)),
                        ('version', fields.IntField()),
                        ('subsidy', fields.ForeignKeyField('dianchi.SubsidyRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('holder', fields.ForeignKeyField('dianchi.EntityRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('region', fields.ForeignKeyField('dianchi.RegionRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('state', fields.CharField(max_length=40)),
                        ('purpose', fields.CharField(max_length=40)),
                        ('amount', fields.BigIntField()),
                        ('day', fields.DateField()),
                        ('voucher', fields.CharField(max_length=100)),
                        ('payee', fields.CharField(max_length=200)),
                        ('subject', fields.CharField(max_length=500)),
                        ('finding', fields.CharField(null=True, max_length=200)),
                        ('recorded_at', fields.DatetimeField()),
                        ('recorded_by', fields.ForeignKeyField('dianchi.AccountRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('reason', fields.TextField(null=True, unique=False)),
                    ],
                    options={'table': 'fund_use', 'app': 'dianchi', 'pk_attr': 'id', 'table_description': 'One voucher. What it says never changes; a mistaken one is withdrawn.'},
                ),
            ]
        ),
        ops.RunSQL(
            [
                'ALTER TABLE "fund_use" ADD CONSTRAINT "fund_use_amount_check" CHECK (amount > 0)',
                'ALTER TABLE "fund_use" ADD CONSTRAINT "fund_use_finding_check" CHECK ((purpose = \'OTHER\') = (finding IS NOT NULL))',
                'ALTER TABLE "fund_use" ADD CONSTRAINT "fund_use_purpose_check" CHECK ("purpose" IN (\'ACTIVITY\', \'THIRD_PARTY_SERVICE\', \'OTHER\'))',
                'ALTER TABLE "fund_use" ADD CONSTRAINT "fund_use_state_check" CHECK ("state" IN (\'RECORDED\', \'WITHDRAWN\'))',
                'ALTER TABLE "fund_use" ADD CONSTRAINT "fund_use_withdrawn_check" CHECK ((state = \'WITHDRAWN\') = (reason IS NOT NULL))',
                'CREATE INDEX "fund_use_day_id_index" ON "fund_use" ("day", "id")',
                'CREATE INDEX "fund_use_holder_id_index" ON "fund_use" ("holder_id")',
                'CREATE INDEX "fund_use_recorded_by_id_index" ON "fund_use" ("recorded_by_id")',
                'CREATE INDEX "fund_use_region_id_index" ON "fund_use" ("region_id")',
                'CREATE INDEX "fund_use_subsidy_id_index" ON "fund_use" ("subsidy_id")',
                'ALTER TABLE "fund_use" ADD CONSTRAINT "fund_use_subsidy_id_holder_id_region_id_follows" FOREIGN KEY ("subsidy_id", "holder_id", "region_id") REFERENCES "subsidy" ("id", "holder_id", "region_id") ON UPDATE CASCADE ON DELETE RESTRICT',
                'GRANT SELECT, INSERT, UPDATE, DELETE ON "fund_use" TO dianchi_app',
            ]
        ),
    ]
