"""Makes the tables, constraints and rights of the counted. Written by `python3 dev.py api makemigrations`."""

from tortoise import migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [('dianchi', '0009_supervision')]

    initial = False

    operations = [
        ops.RunSQL(
            [
                'CREATE VIEW "fund_balance" AS \nselect s.id, s.id as subsidy_id, s.holder_id, s.region_id, s.graded_year, s.amount - s.returned as kept,\n  u.activity, u.third_party_service, u.other, s.amount - s.returned - u.activity - u.third_party_service - u.other as unused\nfrom subsidy s cross join lateral (\n  select coalesce(sum(f.amount) filter (where f.purpose = \'ACTIVITY\'), 0)::bigint as activity,\n    coalesce(sum(f.amount) filter (where f.purpose = \'THIRD_PARTY_SERVICE\'), 0)::bigint as third_party_service,\n    coalesce(sum(f.amount) filter (where f.purpose = \'OTHER\'), 0)::bigint as other\n  from fund_use f where f.subsidy_id = s.id and f.state = \'RECORDED\') u\nwhere s.state in (\'PAID\', \'RECOVERY_ORDERED\')',
                'GRANT SELECT ON "fund_balance" TO dianchi_app',
            ]
        ),
    ]
