"""Law to its edges checked.

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
        'ALTER TABLE "letter" VALIDATE CONSTRAINT "letter_office_id_fkey"',
        'ALTER TABLE "obligation" VALIDATE CONSTRAINT "obligation_moved_from_id_fkey"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_decider_id_fkey"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_orderer_id_fkey"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_proposer_id_fkey"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_withdrawer_id_fkey"',
        'ALTER TABLE "cap_account" VALIDATE CONSTRAINT "cap_account_cap_kept_check"',
        'ALTER TABLE "cap_account" VALIDATE CONSTRAINT "cap_account_outside_check"',
        'ALTER TABLE "change_filing" VALIDATE CONSTRAINT "change_filing_on_time_check"',
        'ALTER TABLE "change_filing" VALIDATE CONSTRAINT "change_filing_plain_check"',
        'ALTER TABLE "complaint" VALIDATE CONSTRAINT "complaint_desks_check"',
        'ALTER TABLE "delivery" VALIDATE CONSTRAINT "delivery_announced_last_check"',
        'ALTER TABLE "delivery" VALIDATE CONSTRAINT "delivery_delivery_of_notice_check"',
        'ALTER TABLE "delivery" VALIDATE CONSTRAINT "delivery_how_check"',
        'ALTER TABLE "delivery" VALIDATE CONSTRAINT "delivery_one_subject_check"',
        'ALTER TABLE "letter" VALIDATE CONSTRAINT "letter_state_check"',
        'ALTER TABLE "obligation" VALIDATE CONSTRAINT "obligation_first_outcome_check"',
        'ALTER TABLE "obligation" VALIDATE CONSTRAINT "obligation_left_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_closed_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_finding_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_four_eyes_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_ground_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_ordered_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_state_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_withdrawn_by_two_check"',
        'ALTER TABLE "recovery" VALIDATE CONSTRAINT "recovery_withdrawn_check"',
        'ALTER TABLE "registry_change" VALIDATE CONSTRAINT "registry_change_plain_check"',
        'ALTER TABLE "reporting_norm" VALIDATE CONSTRAINT "reporting_norm_handover_check"',
        'ALTER TABLE "subsidy" VALIDATE CONSTRAINT "subsidy_forfeited_check"',
    ]
    reasons = {'rewrite': 'PostgreSQL writes no row anew for a longer text'}
