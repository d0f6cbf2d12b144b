"""Paid money comes back by a procedure checked.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = False
    operations = [
    ]
    steps = [
        'ALTER TABLE "delivery" VALIDATE CONSTRAINT "delivery_recovery_id_fkey"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_decider_id_fkey"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_orderer_id_fkey"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_proposer_id_fkey"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_withdrawer_id_fkey"',
        'ALTER TABLE "delivery" VALIDATE CONSTRAINT "delivery_announced_last_check"',
        'ALTER TABLE "delivery" VALIDATE CONSTRAINT "delivery_delivery_of_notice_check"',
        'ALTER TABLE "delivery" VALIDATE CONSTRAINT "delivery_how_check"',
        'ALTER TABLE "delivery" VALIDATE CONSTRAINT "delivery_one_subject_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_closed_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_finding_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_four_eyes_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_ground_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_ordered_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_state_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_withdrawn_by_two_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_withdrawn_check"',
        'ALTER TABLE "subsidy" VALIDATE CONSTRAINT "subsidy_forfeited_check"',
    ]
    reasons = {}
