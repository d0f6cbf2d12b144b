"""Numbers in one form.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
    ]
    steps = [
        'ALTER TABLE "circular" ADD CONSTRAINT "circular_number_normal_unique" UNIQUE USING INDEX "circular_number_normal_unique"',
        'ALTER TABLE "money_return" ADD CONSTRAINT "money_return_voucher_normal_unique" UNIQUE USING INDEX "money_return_voucher_normal_unique"',
        'ALTER TABLE "notice" ADD CONSTRAINT "notice_number_normal_unique" UNIQUE USING INDEX "notice_number_normal_unique"',
        'ALTER TABLE "rectification" ADD CONSTRAINT "rectification_number_normal_unique" UNIQUE USING INDEX "rectification_number_normal_unique"',
    ]
    reasons = {'binds': 'servers of the version before write no normal form'}
