"""Decisions about obligations.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
    ]
    steps = [
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_obligation_id_fkey" FOREIGN KEY ("obligation_id") REFERENCES "obligation" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "region" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_platform_id_fkey" FOREIGN KEY ("platform_id") REFERENCES "platform" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "obligation_decision" ADD CONSTRAINT "obligation_decision_confirmer_id_fkey" FOREIGN KEY ("confirmer_id") REFERENCES "account" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "portal_outage" ADD CONSTRAINT "portal_outage_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "obligation" ADD CONSTRAINT "obligation_moved_from_id_fkey" FOREIGN KEY ("moved_from_id") REFERENCES "region" ("id") ON DELETE RESTRICT NOT VALID',
        'ALTER TABLE "change_filing" ADD CONSTRAINT "change_filing_on_time_check" CHECK ((on_time IS NOT NULL) = (filed_at IS NOT NULL AND num_nonnulls(due_on, registry_due_on) > 0)) NOT VALID',
        'ALTER TABLE "change_filing" ADD CONSTRAINT "change_filing_plain_check" CHECK ((due_on IS NULL) = (working_days IS NULL)) NOT VALID',
        'ALTER TABLE "obligation" ADD CONSTRAINT "obligation_first_outcome_check" CHECK ("first_outcome" IN (\'PENDING\', \'ON_TIME\', \'MISSING\', \'LATE\', \'EXEMPT\')) NOT VALID',
        'ALTER TABLE "obligation" ADD CONSTRAINT "obligation_left_check" CHECK (left_on IS NULL OR outcome = \'EXEMPT\') NOT VALID',
        'ALTER TABLE "registry_change" ADD CONSTRAINT "registry_change_plain_check" CHECK ((due_on IS NULL) = (working_days IS NULL)) NOT VALID',
        'ALTER TABLE "reporting_norm" ADD CONSTRAINT "reporting_norm_handover_check" CHECK (handover_workdays between 0 and 20) NOT VALID',
        'GRANT INSERT, SELECT, UPDATE ON "obligation_decision" TO dianchi_app',
        'GRANT INSERT, SELECT ON "portal_outage" TO dianchi_app',
    ]
    reasons = {'rule checked at once': 'servers of the version before never write the new columns, which are null or their default there', 'binds': 'servers of the version before never write the new columns, which are null or their default there'}
