"""Audit archive.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
    ]
    steps = [
        'ALTER TABLE "audit_archive" ADD CONSTRAINT "audit_archive_checkpoint_id_fkey" FOREIGN KEY ("checkpoint_id") REFERENCES "audit_checkpoint" ("id") ON DELETE RESTRICT',
        'GRANT INSERT, SELECT ON "audit_archive" TO dianchi_app',
    ]
    reasons = {'rule checked at once': 'the table of the archives is new and empty, and servers of the version before write none', 'binds': 'the table of the archives is new and empty, and servers of the version before write none'}
