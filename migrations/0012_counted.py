"""Makes the tables, constraints and rights of the counted. Written by `python3 dev.py api makemigrations`."""

from tortoise import migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [('dianchi', '0011_supervision')]

    initial = False

    operations = [
        ops.RunSQL(
            [
                'CREATE VIEW "disclosure_standing" AS \nselect md5(concat_ws(\'/\', p.id, i.item))::uuid as id, p.id as platform_id, p.region_id, i.item,\n  case when d.id is null then \'MISSING\' when d.valid_to <= ((now() + make_interval(secs => (select offset_seconds from city_clock))) at time zone \'Asia/Shanghai\')::date then \'EXPIRED\' else \'IN_FORCE\' end as status,\n  d.id as disclosure_id, case when d.valid_to <= ((now() + make_interval(secs => (select offset_seconds from city_clock))) at time zone \'Asia/Shanghai\')::date then d.valid_to end as expired_on\nfrom platform p cross join (values (\'CONTENT\'), (\'PROCESS\'), (\'STANDARD\'), (\'FEES\'), (\'HOURS\')) i(item)\nleft join lateral (\n  select v.id, v.valid_to from disclosure v\n  where v.platform_id = p.id and v.item = i.item and v.state <> \'WITHDRAWN\' and v.valid_from <= ((now() + make_interval(secs => (select offset_seconds from city_clock))) at time zone \'Asia/Shanghai\')::date\n  order by v.valid_from desc limit 1\n) d on true\nwhere p.state = \'OPERATING\'\n',
                'CREATE VIEW "fund_balance" AS \nselect s.id, s.id as subsidy_id, s.holder_id, s.region_id, s.graded_year, s.amount - s.returned as kept,\n  u.activity, u.third_party_service, u.other, s.amount - s.returned - u.activity - u.third_party_service - u.other as unused\nfrom subsidy s cross join lateral (\n  select coalesce(sum(f.amount) filter (where f.purpose = \'ACTIVITY\'), 0)::bigint as activity,\n    coalesce(sum(f.amount) filter (where f.purpose = \'THIRD_PARTY_SERVICE\'), 0)::bigint as third_party_service,\n    coalesce(sum(f.amount) filter (where f.purpose = \'OTHER\'), 0)::bigint as other\n  from fund_use f where f.subsidy_id = s.id and f.state = \'RECORDED\') u\nwhere s.state in (\'PAID\', \'RECOVERY_ORDERED\')',
                'CREATE VIEW "unfiled_change" AS \nselect c.id, c.id as change_id, c.platform_id, c.region_id, c.kind, c.completed_on, c.due_on, c.before, c.after, c.filing_id\nfrom registry_change c left join change_filing f on f.id = c.filing_id\nwhere c.due_on < ((now() + make_interval(secs => (select offset_seconds from city_clock))) at time zone \'Asia/Shanghai\')::date and f.state is distinct from \'FILED\'\n',
                'GRANT SELECT ON "disclosure_standing" TO dianchi_app',
                'GRANT SELECT ON "fund_balance" TO dianchi_app',
                'GRANT SELECT ON "unfiled_change" TO dianchi_app',
            ]
        ),
    ]
