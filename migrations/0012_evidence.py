"""Makes the tables, constraints and rights of the evidence. Written by `python3 dev.py api makemigrations`."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from migrations._founding import CreateModels
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('dianchi', '0011_targets')]

    initial = False

    operations = [
        CreateModels(
            [
                ops.CreateModel(
                    name='EvidenceFlagRow',
                    fields=[
                        ('id', fields.UUIDField(primary_key=True)),
                        ('version', fields.IntField()),
                        ('kind', fields.CharField(max_length=40)),
                        ('state', fields.CharField(max_length=40)),
                        ('platform', fields.ForeignKeyField('dianchi.PlatformRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('region', fields.ForeignKeyField('dianchi.RegionRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('other_platform', fields.ForeignKeyField('dianchi.PlatformRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('other_region', fields.ForeignKeyField('dianchi.RegionRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('raised_at', fields.DatetimeField()),
                        ('findings', fields.TextField(null=True, unique=False)),
                        ('decided_at', fields.DatetimeField(null=True)),
                    ],
                    options={'table': 'evidence_flag', 'app': 'dianchi', 'pk_attr': 'id', 'table_description': 'A suspicion that the same stands in two places: here, where it was found, and there, where it stood before.'},
                ),
                ops.CreateModel(
                    name='FileRow',
                    fields=[
                        ('id', fields.UUIDField(primary_key=True)),
                        ('platform', fields.ForeignKeyField('dianchi.PlatformRow', null=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('region', fields.ForeignKeyField('dianchi.RegionRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('uploaded_by', fields.ForeignKeyField('dianchi.AccountRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('name', fields.CharField(max_length=200)),
                        ('media_type', fields.CharField(max_length=100)),
                        ('size', fields.IntField()),
                        ('sha256', fields.CharField(max_length=64)),
                        ('short_print', fields.BigIntField(null=True)),
                        ('long_print', fields.CharField(null=True, max_length=64)),
                        ('uploaded_at', fields.DatetimeField()),
                    ],
                    options={'table': 'file', 'app': 'dianchi', 'pk_attr': 'id', 'table_description': 'One sending of a file. The same bytes sent twice are two rows and one thing in the store; neither is ever deleted.'},
                ),
                ops.CreateModel(
                    name='ActivityFileRow',
                    fields=[
                        ('id', fields.UUIDField(primary_key=True)),
                        ('version', fields.IntField()),
                        ('activity', fields.ForeignKeyField('dianchi.ActivityRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('file', fields.ForeignKeyField('dianchi.FileRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('platform', fields.ForeignKeyField('dianchi.PlatformRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('region', fields.ForeignKeyField('dianchi.RegionRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('slot', fields.CharField(max_length=40)),
                        ('state', fields.CharField(max_length=40)),
                        ('attached_at', fields.DatetimeField()),
                        ('withdrawn_at', fields.DatetimeField(null=True)),
                        ('reason', fields.TextField(null=True, unique=False)),
                        ('sha256', fields.CharField(max_length=64)),
                        ('short_print', fields.BigIntField(null=True)),
                        ('long_print', fields.CharField(null=True, max_length=64)),
                        ('band_1', fields.IntField(null=True)),
                        ('band_2', fields.IntField(null=True)),
                        ('band_3', fields.IntField(null=True)),
                        ('band_4', fields.IntField(null=True)),
                    ],
                    options={'table': 'activity_file', 'app': 'dianchi', 'pk_attr': 'id', 'table_description': 'A file in the archive of an activity, with what it is looked up by. Where the entry is corrected it goes over to the new one.'},
                ),
                ops.CreateModel(
                    name='FlaggedPlaceRow',
                    fields=[
                        ('id', fields.UUIDField(primary_key=True)),
                        ('version', fields.IntField()),
                        ('flag', fields.ForeignKeyField('dianchi.EvidenceFlagRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('activity', fields.ForeignKeyField('dianchi.ActivityRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('evidence', fields.ForeignKeyField('dianchi.ActivityFileRow', null=True, related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('platform', fields.ForeignKeyField('dianchi.PlatformRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('region', fields.ForeignKeyField('dianchi.RegionRow', related_name=False, on_delete=OnDelete.RESTRICT)),
                        ('day', fields.DateField()),
                        ('subject', fields.CharField(max_length=200)),
                        ('slot', fields.CharField(null=True, max_length=40)),
                        ('explanation', fields.TextField(null=True, unique=False)),
                    ],
                    options={'table': 'flagged_place', 'app': 'dianchi', 'pk_attr': 'id', 'table_description': 'One of the two places of a flag; what its operator says of it.'},
                ),
            ]
        ),
        ops.RunSQL(
            [
                'CREATE UNIQUE INDEX "activity_file_activity_id_slot_file_id_unique" ON "activity_file" ("activity_id", "slot", "file_id") WHERE state = \'ATTACHED\'',
                'ALTER TABLE "file" ADD CONSTRAINT "file_id_sha256_unique" UNIQUE ("id", "sha256")',
                'ALTER TABLE "activity_file" ADD CONSTRAINT "activity_file_slot_check" CHECK ("slot" IN (\'NOTICE\', \'SIGN_IN\', \'PHOTO\', \'BRIEF\', \'SUMMARY\', \'OTHER\'))',
                'ALTER TABLE "activity_file" ADD CONSTRAINT "activity_file_state_check" CHECK ("state" IN (\'ATTACHED\', \'WITHDRAWN\'))',
                'ALTER TABLE "activity_file" ADD CONSTRAINT "activity_file_withdrawn_check" CHECK ((state = \'WITHDRAWN\') = (withdrawn_at IS NOT NULL AND reason IS NOT NULL))',
                'ALTER TABLE "evidence_flag" ADD CONSTRAINT "evidence_flag_decided_check" CHECK ((state IN (\'CLEARED\', \'CONFIRMED\')) = (decided_at IS NOT NULL AND findings IS NOT NULL))',
                'ALTER TABLE "evidence_flag" ADD CONSTRAINT "evidence_flag_kind_check" CHECK ("kind" IN (\'SAME_FILE\', \'SAME_SHEET\', \'LIKE_PHOTO\', \'SAME_ENTERPRISES\'))',
                'ALTER TABLE "evidence_flag" ADD CONSTRAINT "evidence_flag_state_check" CHECK ("state" IN (\'OPEN\', \'EXPLAINED\', \'CLEARED\', \'CONFIRMED\'))',
                'ALTER TABLE "file" ADD CONSTRAINT "file_printed_check" CHECK ((short_print IS NULL) = (long_print IS NULL))',
                'ALTER TABLE "file" ADD CONSTRAINT "file_sha256_check" CHECK (sha256 ~ \'^[0-9a-f]{64}$\')',
                'ALTER TABLE "file" ADD CONSTRAINT "file_size_check" CHECK (size > 0)',
                'ALTER TABLE "flagged_place" ADD CONSTRAINT "flagged_place_filed_check" CHECK ((evidence_id IS NULL) = (slot IS NULL))',
                'ALTER TABLE "flagged_place" ADD CONSTRAINT "flagged_place_slot_check" CHECK ("slot" IN (\'NOTICE\', \'SIGN_IN\', \'PHOTO\', \'BRIEF\', \'SUMMARY\', \'OTHER\'))',
                'CREATE INDEX "activity_file_activity_id_index" ON "activity_file" ("activity_id")',
                'CREATE INDEX "activity_file_attached_at_id_index" ON "activity_file" ("attached_at", "id")',
                'CREATE INDEX "activity_file_band_1_index" ON "activity_file" ("band_1") WHERE state = \'ATTACHED\' AND short_print IS NOT NULL',
                'CREATE INDEX "activity_file_band_2_index" ON "activity_file" ("band_2") WHERE state = \'ATTACHED\' AND short_print IS NOT NULL',
                'CREATE INDEX "activity_file_band_3_index" ON "activity_file" ("band_3") WHERE state = \'ATTACHED\' AND short_print IS NOT NULL',
                'CREATE INDEX "activity_file_band_4_index" ON "activity_file" ("band_4") WHERE state = \'ATTACHED\' AND short_print IS NOT NULL',
                'CREATE INDEX "activity_file_file_id_index" ON "activity_file" ("file_id")',
                'CREATE INDEX "activity_file_platform_id_index" ON "activity_file" ("platform_id")',
                'CREATE INDEX "activity_file_region_id_index" ON "activity_file" ("region_id")',
                'CREATE INDEX "activity_file_sha256_state_index" ON "activity_file" ("sha256", "state")',
                'CREATE INDEX "evidence_flag_other_platform_id_index" ON "evidence_flag" ("other_platform_id")',
                'CREATE INDEX "evidence_flag_other_region_id_index" ON "evidence_flag" ("other_region_id")',
                'CREATE INDEX "evidence_flag_platform_id_index" ON "evidence_flag" ("platform_id")',
                'CREATE INDEX "evidence_flag_raised_at_id_index" ON "evidence_flag" ("raised_at", "id")',
                'CREATE INDEX "evidence_flag_region_id_index" ON "evidence_flag" ("region_id")',
                'CREATE INDEX "file_platform_id_index" ON "file" ("platform_id")',
                'CREATE INDEX "file_region_id_index" ON "file" ("region_id")',
                'CREATE INDEX "file_sha256_index" ON "file" ("sha256")',
                'CREATE INDEX "file_uploaded_at_id_index" ON "file" ("uploaded_at", "id")',
                'CREATE INDEX "file_uploaded_by_id_index" ON "file" ("uploaded_by_id")',
                'CREATE INDEX "flagged_place_activity_id_index" ON "flagged_place" ("activity_id")',
                'CREATE INDEX "flagged_place_evidence_id_index" ON "flagged_place" ("evidence_id")',
                'CREATE INDEX "flagged_place_flag_id_index" ON "flagged_place" ("flag_id")',
                'CREATE INDEX "flagged_place_platform_id_index" ON "flagged_place" ("platform_id")',
                'CREATE INDEX "flagged_place_region_id_index" ON "flagged_place" ("region_id")',
                'ALTER TABLE "activity_file" ADD CONSTRAINT "activity_file_activity_id_platform_id_region_id_follows" FOREIGN KEY ("activity_id", "platform_id", "region_id") REFERENCES "activity" ("id", "platform_id", "region_id") ON UPDATE CASCADE ON DELETE RESTRICT',
                'ALTER TABLE "activity_file" ADD CONSTRAINT "activity_file_file_id_sha256_follows" FOREIGN KEY ("file_id", "sha256") REFERENCES "file" ("id", "sha256") ON UPDATE CASCADE ON DELETE RESTRICT',
                'ALTER TABLE "flagged_place" ADD CONSTRAINT "flagged_place_activity_id_platform_id_follows" FOREIGN KEY ("activity_id", "platform_id") REFERENCES "activity" ("id", "platform_id") ON UPDATE CASCADE ON DELETE RESTRICT',
                'GRANT SELECT, INSERT, UPDATE, DELETE ON "activity_file" TO dianchi_app',
                'GRANT SELECT, INSERT, UPDATE, DELETE ON "evidence_flag" TO dianchi_app',
                'GRANT SELECT, INSERT ON "file" TO dianchi_app',
                'GRANT SELECT, INSERT, UPDATE, DELETE ON "flagged_place" TO dianchi_app',
            ]
        ),
    ]
