"""Takes the lists of acts, events, refusals and grades out of the tables, and gives each view the hash it is known by.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
    ]
    steps = [
        'ALTER TABLE "audit" DROP CONSTRAINT "audit_act_check"',
        'ALTER TABLE "audit" DROP CONSTRAINT "audit_problem_check"',
        'ALTER TABLE "claim" DROP CONSTRAINT "claim_grade_check"',
        'ALTER TABLE "evaluation" DROP CONSTRAINT "evaluation_decided_grade_check"',
        'ALTER TABLE "evaluation" DROP CONSTRAINT "evaluation_experts_grade_check"',
        'ALTER TABLE "evaluation" DROP CONSTRAINT "evaluation_grade_check"',
        'ALTER TABLE "letter" DROP CONSTRAINT "letter_event_check"',
        'ALTER TABLE "notice_item" DROP CONSTRAINT "notice_item_grade_check"',
        'ALTER TABLE "outbox" DROP CONSTRAINT "outbox_event_check"',
        'ALTER TABLE "result" DROP CONSTRAINT "result_experts_grade_check"',
        'ALTER TABLE "result" DROP CONSTRAINT "result_grade_check"',
        'COMMENT ON VIEW "coverage" IS \'sha256 874be261de6407e53ed284386d361b8ab97aa43e6d027ad414705331a51993a5\'',
        'COMMENT ON VIEW "disclosure_standing" IS \'sha256 094216822e8ed9eb9f29eb93630f44fa66a2edc0cc1e5743b4d116bbc43dea9a\'',
        'COMMENT ON VIEW "fund_balance" IS \'sha256 c61798aadb9e9591286f32d17ab3ab07f89199b5f91541a88146721884098892\'',
        'COMMENT ON VIEW "target_progress" IS \'sha256 9d7ebc87460254f138bb116d2518d22e0fc6c419ad6afcfff43bbdc82af2d761\'',
        'COMMENT ON VIEW "unfiled_change" IS \'sha256 f4a24b610820b89018f6ec9caec4b05a9540d278fa86d1dd2d4c173224302196\'',
    ]
    reasons = {}
