"""Paid money comes back by a procedure.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
    ]
    steps = [
        'ALTER TABLE "delivery" ADD CONSTRAINT "delivery_recovery_id_fkey" FOREIGN KEY ("recovery_id") REFERENCES "recovery" ("id") ON DELETE RESTRICT NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_decider_id_fkey" FOREIGN KEY ("decider_id") REFERENCES "account" ("id") ON DELETE RESTRICT NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_orderer_id_fkey" FOREIGN KEY ("orderer_id") REFERENCES "account" ("id") ON DELETE RESTRICT NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_proposer_id_fkey" FOREIGN KEY ("proposer_id") REFERENCES "account" ("id") ON DELETE RESTRICT NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_withdrawer_id_fkey" FOREIGN KEY ("withdrawer_id") REFERENCES "account" ("id") ON DELETE RESTRICT NOT VALID',
        'ALTER TABLE "delivery" ADD CONSTRAINT "delivery_announced_last_check" CHECK (how <> \'ANNOUNCEMENT\' OR attempts IS NOT NULL) NOT VALID',
        'ALTER TABLE "delivery" ADD CONSTRAINT "delivery_delivery_of_notice_check" CHECK (kind <> \'DELIVERY\' OR num_nonnulls(rectification_id, recovery_id) = 1) NOT VALID',
        'ALTER TABLE "delivery" ADD CONSTRAINT "delivery_how_check" CHECK ("how" IN (\'IN_PERSON\', \'POST\', \'ELECTRONIC\', \'TELEPHONE\', \'LEFT\', \'ANNOUNCEMENT\')) NOT VALID',
        'ALTER TABLE "delivery" ADD CONSTRAINT "delivery_one_subject_check" CHECK (num_nonnulls(obligation_id, evaluation_id, rectification_id, recovery_id) = 1) NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_closed_check" CHECK ((state IN (\'RETURNED\', \'WITHDRAWN\', \'DROPPED\')) = (closed_at IS NOT NULL)) NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_finding_check" CHECK (ground IS NULL OR ground <> \'FUND_MISUSE\' OR num_nonnulls(document, finder) = 2) NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_four_eyes_check" CHECK (state <> \'OPEN\' OR withdrawer_id IS NOT NULL OR orderer_id IS NULL OR orderer_id <> decider_id) NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_ground_check" CHECK ("ground" IN (\'LOWER_GRADE\', \'PAYMENT_ERROR\', \'FUND_MISUSE\')) NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_ordered_check" CHECK (state IN (\'PROPOSED\', \'NOTIFIED\', \'DROPPED\') OR ordered_at IS NOT NULL) NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_state_check" CHECK ("state" IN (\'PROPOSED\', \'NOTIFIED\', \'ORDERED\', \'OPEN\', \'WITHDRAWING\', \'RETURNED\', \'WITHDRAWN\', \'DROPPED\')) NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_withdrawn_by_two_check" CHECK (state <> \'WITHDRAWN\' OR withdrawer_id IS NULL OR withdrawer_id <> decider_id) NOT VALID',
        'ALTER TABLE "recovery" ADD CONSTRAINT "recovery_withdrawn_check" CHECK (state NOT IN (\'WITHDRAWING\', \'WITHDRAWN\', \'DROPPED\') OR withdrawal_reason IS NOT NULL) NOT VALID',
        'ALTER TABLE "subsidy" ADD CONSTRAINT "subsidy_forfeited_check" CHECK (forfeited >= 0 AND forfeited <= returned) NOT VALID',
    ]
    reasons = {'binds': 'it allows more than before'}
