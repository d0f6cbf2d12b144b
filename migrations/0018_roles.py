"""Roles.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
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
    ]
    reasons = {}
