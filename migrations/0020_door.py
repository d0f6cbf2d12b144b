"""Door.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
    ]
    steps = [
        'ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_audit_id_fkey" FOREIGN KEY ("audit_id") REFERENCES "audit" ("id") ON DELETE RESTRICT',
        'ALTER TABLE "office" ADD CONSTRAINT "office_confirmed_by_id_fkey" FOREIGN KEY ("confirmed_by_id") REFERENCES "account" ("id") ON DELETE RESTRICT NOT VALID',
        'ALTER TABLE "office" ADD CONSTRAINT "office_proposed_by_id_fkey" FOREIGN KEY ("proposed_by_id") REFERENCES "account" ("id") ON DELETE RESTRICT NOT VALID',
        'ALTER TABLE "office" ADD CONSTRAINT "office_state_check" CHECK ("state" IN (\'PROPOSED\', \'CONFIRMED\')) NOT VALID',
        'ALTER TABLE "office" ADD CONSTRAINT "office_two_persons_check" CHECK (confirmed_by_id <> proposed_by_id) NOT VALID',
        'GRANT INSERT, SELECT ON "audit_checkpoint" TO dianchi_app',
        'GRANT INSERT, SELECT ON "audit_seal" TO dianchi_app',
        'GRANT DELETE, INSERT, SELECT, UPDATE ON "limit_count" TO dianchi_app',
    ]
    reasons = {'rule checked at once': 'the table of the seals is new and empty', 'binds': 'servers of the version before write none of these columns, and the state has a default'}
