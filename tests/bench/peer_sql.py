"""What the hand-written peer asks of PostgreSQL."""

from typing import Final

from domain.reporting import form

SESSION: Final = """
select a.id as account_id, o.id as office_id, o.role, o.region_id, o.entity_id
from session s
join account a on a.id = s.account_id
join office o on o.id = s.office_id
cross join (select (now() + make_interval(secs => offset_seconds)) at time zone 'Asia/Shanghai' as now from city_clock) city
where s.id = $1 and s.revoked_at is null and s.expires_at > now() and a.state = 'ACTIVE'
  and o.valid_from <= city.now::date and (o.valid_to is null or o.valid_to > city.now::date)"""
"""Who asks, in an office held today."""

LIST: Final = r"""
select json_build_object('data', json_build_object('platforms', json_build_object(
  'nodes', coalesce(json_agg(json_build_object(
      'id', encode(('Platform:' || p.id)::bytea, 'base64'),
      'name', p.name,
      'kind', p.kind,
      'state', p.state,
      'foundedOn', p.founded_on,
      'region', json_build_object('code', g.code, 'name', g.name),
      'reports', r.page
    ) order by p.n) filter (where p.n <= 50), '[]'),
  'pageInfo', json_build_object(
    'hasNextPage', count(*) > 50,
    'endCursor', replace(encode(convert_to(max('name_sort asc|' || p.id || '|' || p.name_sort) filter (where p.n = p.last), 'UTF8'), 'base64'), E'\n', ''))
)))
from (
  select p.*, row_number() over (order by name_sort, id) as n, least(50, count(*) over ()) as last
  from (select * from platform order by name_sort, id limit 51) p
) p
join region g on g.id = p.region_id
left join lateral (
  select json_build_object(
    'nodes', coalesce(json_agg(json_build_object(
        'id', encode(('Report:' || r.id)::bytea, 'base64'),
        'quarter', r.quarter,
        'state', r.state,
        'version', r.version,
        'firstSubmittedAt', r.first_submitted_at,
        'latestVersion', json_build_object(
          'n', v.n,
          'activityCount', v.activity_count,
          'serviceRevenue', (v.service_revenue::numeric / 100)::numeric(20, 2)::text,
          'satisfaction', (v.satisfaction::numeric / 100)::numeric(20, 2)::text),
        'reviews', w.page
      ) order by r.n) filter (where r.n <= 4), '[]'),
    'pageInfo', json_build_object(
      'hasNextPage', count(*) > 4,
      'endCursor', encode(convert_to(max('quarter desc|' || r.id || '|' || r.quarter) filter (where r.n = r.last), 'UTF8'), 'base64'))
  ) as page
  from (
    select r.*, row_number() over (order by quarter desc, id desc) as n, least(4, count(*) over ()) as last
    from (
      select * from report
      where platform_id = p.id and first_submitted_at is not null
      order by quarter desc, id desc limit 5
    ) r
  ) r
  left join report_version v on v.id = r.latest_version_id
  left join lateral (
    select json_build_object(
      'nodes', coalesce(json_agg(json_build_object(
          'id', encode(('Review:' || w.id)::bytea, 'base64'),
          'desk', w.desk,
          'decision', w.decision,
          'opinion', w.opinion,
          'openedAt', w.opened_at,
          'closedAt', w.closed_at
        ) order by w.n) filter (where w.n <= 3), '[]'),
      'pageInfo', json_build_object(
        'hasNextPage', count(*) > 3,
        'endCursor', replace(encode(convert_to(max('opened_at asc|' || w.id || '|' || w.opened_at) filter (where w.n = w.last), 'UTF8'), 'base64'), E'\n', ''))
    ) as page
    from (
      select w.*, row_number() over (order by opened_at, id) as n, least(3, count(*) over ()) as last
      from (select * from review where report_id = r.id order by opened_at, id limit 4) w
    ) w
    where r.n <= 4
  ) w on true
  where p.n <= 50
) r on true"""
"""Fifty platforms with four reports and three reviews each, and where each page ends, as the bureau may see them."""

KEY: Final = "select body_hash from idempotency where account_id = $1 and operation = 'submitReport' and key = $2"

LOAD: Final = f"""
select r.id, r.version, r.state, r.quarter, r.versions_count, r.amendment_reason, r.first_submitted_at,
  r.waiting_on, r.desk, r.submitter_id, r.latest_version_id, r.region_id as report_region_id,
  o.id as obligation_id, o.version as obligation_version, o.region_id, o.route, o.route_fixed, o.effective, o.outcome, o.submitted_at,
  p.id as platform_id, p.region_id as platform_region_id, p.holder_id, p.operator_id,
  p.name as platform_name, h.name as holder_name,
  d.kind, {", ".join(f"d.{name}" for name in form.TYPED)},
  now() + make_interval(secs => c.offset_seconds) as now, ((now() + make_interval(secs => c.offset_seconds)) at time zone 'Asia/Shanghai')::date as today
from report r
join obligation o on o.id = r.obligation_id
join report_draft d on d.report_id = r.id
join platform p on p.id = r.platform_id
join entity h on h.id = p.holder_id
cross join city_clock c
where r.id = $1 and (p.holder_id = $2 or p.operator_id = $2)
for update of r, o, d"""
CENTRE: Final = "select id, holder_id, operator_id from platform where region_id = $1 and kind = 'SERVICE_CENTER' and abolished_on is null and founded_on <= $2"
ACTIVITIES: Final = "select id, mode, nature, persons, training, fee from activity where platform_id = $1 and quarter = $2 and state = 'RECORDED' order by id"
ENTERPRISES: Final = """
select e.enterprise_id, e.size, e.self_employed
from activity_enterprise e join activity a on a.id = e.activity_id
where a.platform_id = $1 and a.quarter = $2 and a.state = 'RECORDED' order by e.id"""

RECORDS: Final = """
select
  (select count(*) from post where platform_id = p.id and quarter = q.name and state = 'RECORDED' and topic = 'POLICY') as policy_info_count,
  (select count(*) from post where platform_id = p.id and quarter = q.name and state = 'RECORDED' and topic = 'SERVICE') as service_info_count,
  d.collected as demand_collected, d.matched as demand_matched,
  (select count(distinct uscc) from partner where platform_id = p.id and state <> 'WITHDRAWN' and valid_from <= q.day and (valid_to is null or valid_to > q.day)) as partner_agency_count,
  (select count(distinct uscc) from partner n where platform_id = p.id and state <> 'WITHDRAWN' and valid_from between q.first and q.last and not exists (
    select from partner o where o.platform_id = p.id and o.uscc = n.uscc and o.state <> 'WITHDRAWN' and o.valid_from < q.first and (o.valid_to is null or o.valid_to >= q.first))) as partner_agency_new,
  coalesce((select sum(m.financing) from match m join demand d on d.id = m.demand_id where m.platform_id = p.id and m.result_quarter = q.name and d.state <> 'WITHDRAWN'), 0)::bigint as financing_amount,
  f.follow_ups as follow_up_count, f.answers as survey_answers, round(f.satisfied * 10000.0 / nullif(f.answers, 0))::int as satisfaction,
  (select count(*) from complaint where platform_id = p.id and (answered_at at time zone 'Asia/Shanghai')::date between q.first and q.last) as complaint_count,
  (select count(*) from team_member where platform_id = p.id and state <> 'WITHDRAWN' and valid_from <= q.day and (valid_to is null or valid_to > q.day)) as staff_count,
  array(select distinct m.enterprise_id from match m join demand d on d.id = m.demand_id where m.platform_id = p.id and m.result_quarter = q.name and m.financing is not null and d.state <> 'WITHDRAWN') as financed
from (select $1::uuid as id) p
cross join (select $2::text as name, $3::date as first, $4::date as last, least($4::date, $5::date) as day) q
cross join lateral (select count(*) filter (where day between q.first and q.last) as collected, count(*) filter (where matched_on between q.first and q.last) as matched
  from demand where platform_id = p.id and state <> 'WITHDRAWN') d
cross join lateral (select count(*) as follow_ups, count(rating) as answers, count(*) filter (where rating >= 4) as satisfied
  from follow_up where platform_id = p.id and quarter = q.name and state <> 'WITHDRAWN') f"""
FINANCED: Final = "select id, size, self_employed from enterprise where id = any($1)"

FIGURES: Final = tuple(form.FORM)
_PLACES: Final = ", ".join(f"${at}" for at in range(1, 12 + len(FIGURES)))
VERSION: Final = f"insert into report_version (id, report_id, platform_id, region_id, quarter, n, submitter_id, submitted_at, reason, platform_name, holder_name, {', '.join(FIGURES)}) values ({_PLACES})"
VERSION_LINE: Final = {
    "ReportVersionActivity": """
insert into report_version_activity (id, report_version_id, activity_id, platform_id, region_id)
values ($1, $2, $3, $4, $5)""",
    "ReportVersionEnterprise": """
insert into report_version_enterprise (id, report_version_id, enterprise_id, size, self_employed, financed, visits, platform_id, region_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
}
REVIEW: Final = """
insert into review (id, version, report_version_id, report_id, submitter_id, platform_id, region_id, desk, opened_at, item_reasons)
values ($1, 1, $2, $3, $4, $5, $6, $7, $8, '[]')"""
REPORT: Final = """
update report set state = $2, waiting_on = $3, desk = $4, region_id = $5, submitter_id = $6, first_submitted_at = $7,
  latest_version_id = $8, versions_count = $9, version = version + 1 where id = $1"""
OBLIGATION: Final = "update obligation set submitted_at = $2, outcome = $3, region_id = $4, route = $5, version = version + 1 where id = $1"
AUDIT: Final = """
insert into audit (id, act, noun, row_id, row_version, changes, before, account_id, office_id, role, sender, at, recorded_at, request)
values ($1, 'SUBMIT_REPORT', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp(), $12)"""
OUTBOX: Final = """
insert into outbox (id, version, event, noun, row_id, account_id, payload, at, attempts)
values ($1, 1, 'REPORT_SUBMITTED', 'Report', $2, $3, '{}', $4, 0)"""
SPEND: Final = """
insert into idempotency (id, account_id, operation, key, body_hash, noun, row_id, extras)
values ($1, $2, 'submitReport', $3, $4, 'Report', $5, '{}')"""

SHOW: Final = """
select json_build_object('data', json_build_object('submitReport', json_build_object(
  'report', json_build_object(
    'id', encode(('Report:' || r.id)::bytea, 'base64'),
    'version', r.version,
    'state', r.state,
    'waitingOn', r.waiting_on,
    'desk', r.desk,
    'firstSubmittedAt', r.first_submitted_at,
    'obligation', json_build_object('outcome', o.outcome, 'effective', o.effective),
    'latestVersion', json_build_object(
      'id', encode(('ReportVersion:' || v.id)::bytea, 'base64'),
      'n', v.n,
      'submittedAt', v.submitted_at,
      'activityCount', v.activity_count,
      'enterpriseCount', v.enterprise_count,
      'publicServiceRatio', (v.public_service_ratio::numeric / 100)::numeric(20, 2)::text)),
  'problems', json_build_array())))
from report r join platform p on p.id = r.platform_id
join obligation o on o.id = r.obligation_id
left join report_version v on v.id = r.latest_version_id
where r.id = $1 and (p.holder_id = $2 or p.operator_id = $2)"""
"""The report after it was handed in."""
