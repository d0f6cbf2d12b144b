"""Every file that declares rows, chapter by chapter: what is not listed here is neither stored nor shown."""

from typing import Final

from schema.demands import complaint, demand, follow_up
from schema.evaluation import evaluation, notice, objection, panel, result, round, scheme
from schema.letters import letter
from schema.money import cap, fund_use, money_watch, payment, subsidy
from schema.network import coverage, partner, post, support, team_member
from schema.people import account, audit, audit_seal, client, limit_count, reveal
from schema.rectification import delivery, rectification
from schema.registry import change_filing, entity, platform, region, registry_change, title
from schema.reporting import consolidation, obligation, obligation_decision, report, review
from schema.services import activity, archive, disclosure, disclosure_standing, enterprise, file
from schema.supervision import circular, difficulty, inspection, task
from schema.targets import assessment, responsibility_letter, target, target_progress
from schema.time import calendar

NOUN_FILES: Final = (
    # registry
    region,
    entity,
    platform,
    title,
    change_filing,
    registry_change,
    # people
    account,
    client,
    limit_count,
    audit,
    audit_seal,
    reveal,
    # time
    calendar,
    # services
    enterprise,
    activity,
    file,
    archive,
    disclosure,
    disclosure_standing,
    # network
    partner,
    post,
    team_member,
    support,
    coverage,
    # demands
    demand,
    complaint,
    follow_up,
    # reporting
    obligation,
    obligation_decision,
    report,
    consolidation,
    review,
    # evaluation
    scheme,
    round,
    evaluation,
    panel,
    result,
    notice,
    objection,
    # money
    subsidy,
    cap,
    payment,
    fund_use,
    money_watch,
    # rectification
    rectification,
    delivery,
    # targets
    target,
    target_progress,
    responsibility_letter,
    assessment,
    # supervision
    task,
    inspection,
    difficulty,
    circular,
    # letters
    letter,
)
