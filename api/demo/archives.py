"""Archives of some activities, most of them complete, with files made in code; a few of what is in them stands elsewhere too (Art. 11)."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageDraw, ImageEnhance

from api.demo.memory import Row
from api.files.greyscale import greys
from domain.calendar import KUNMING
from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.services import archive as archive_rules
from domain.services.archive import COMPARED, REQUIRED, Archived, FileFacts, RepeatedPlace, of_same_bytes
from domain.services.picture_hash import alike, print_of
from domain.terms.reporting import ActivityState
from domain.terms.services import FlagKind, Slot
from schema.services.activity import ActivityRow

if TYPE_CHECKING:
    from api.demo.inhabitants import Town

WHEN: Final = datetime(2022, 9, 30, 16, tzinfo=KUNMING)
PLATFORMS, EACH = 16, 2
LACKING: Final = 5
"""Every so many archives lack their last slot."""
AGAIN: Final = {9: (2, Slot.PHOTO), 14: (4, Slot.SIGN_IN), 21: (7, Slot.PHOTO), 26: (11, Slot.SIGN_IN)}
"""Which archive uses a picture of which earlier one again: photos in another size and light, sheets as they are."""
PDF: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n% {}\n%%EOF\n"


@dataclass(frozen=True)
class Kept:
    """A file kept in an archive, with its place."""

    facts: FileFacts
    slot: Slot
    place: RepeatedPlace


class Archives:
    """The archives of the city."""

    def __init__(self, town: Town) -> None:
        self.town, self.city = town, town.city
        self.chance = Random(11)  # noqa: S311 (a simulation; of its own, so that nothing else changes)
        self.pictures: dict[tuple[int, Slot], Image.Image] = {}
        self.kept: list[Kept] = []

    def plan(self) -> None:
        """Plan all archives, on one afternoon."""
        self.city.at(WHEN, self.fill)

    def fill(self) -> None:
        """Fill the archives of the last activities of some platforms."""
        activities = self.city.memory.tables[ActivityRow].index("platform_id")
        chosen = list[Row]()
        for platform in self.town.platforms:
            stand = [each for each in activities.get(platform.id, {}).values() if each.state is ActivityState.RECORDED]
            if platform.abolished_on is None and len(stand) >= EACH and len(chosen) < PLATFORMS * EACH:
                chosen += sorted(stand, key=lambda each: (each.day, each.id))[-EACH:]
        for n, activity in enumerate(chosen):
            self._archive(n, activity)

    def _archive(self, n: int, activity: Row) -> None:
        slots = REQUIRED[:-1] if n % LACKING == LACKING - 1 else REQUIRED
        for slot in slots:
            self._put(n, activity, slot)
        office = self.town.operator_of(self.city.memory.by_noun["Platform"].rows[activity.platform_id])
        self.city.change(office, Act.ATTACH_EVIDENCE, activity, archive_rules.archive(slots))

    def _put(self, n: int, activity: Row, slot: Slot) -> None:
        """Send a file and put it into a slot, as the verb does."""
        office = self.town.operator_of(self.city.memory.by_noun["Platform"].rows[activity.platform_id])
        name, media_type, content, image = self._made(n, activity, slot)
        seen = None if image is None else print_of(greys(image))
        digest = sha256(content).hexdigest()
        self.town.contents[digest] = content
        facts = FileFacts(activity.id, activity.platform_id, media_type, digest, None, None)
        if seen is not None:
            facts = replace(facts, short_print=seen.short, long_print=f"{seen.long:064x}")
        properties = {
            "sha256": digest,
            "short_print": facts.short_print,
            "long_print": facts.long_print,
            "size": len(content),
        }
        anchors = {"platform_id": activity.platform_id, "region_id": activity.region_id}
        whose = {"uploaded_by_id": office.account_id, "uploaded_at": self.city.now}
        file = self.city.enter(
            office,
            Act.UPLOAD_FILE,
            New("File", {**anchors, **whose, **properties, "name": name, "media_type": media_type}),
        )
        facts = replace(facts, id=file.id)
        attached = archive_rules.attach(activity.facts(Archived), facts, slot, at=self.city.now)
        row = self.city.enter(office, Act.ATTACH_EVIDENCE, attached)
        place = RepeatedPlace(
            activity.id, activity.platform_id, activity.region_id, activity.day, activity.subject, row.id, slot
        )
        self._look(Kept(facts, slot, place))

    def _look(self, here: Kept) -> None:
        """Flag a file that stands in another archive too."""
        other = next((there for there in self.kept if self._same(here, there) is not None), None)
        self.kept.append(here)
        if other is not None:
            kind = self._same(here, other)
            assert kind is not None
            change = archive_rules.repeated(kind, here.place, other.place, at=self.city.now)
            ids = {new: self.city.new_id() for new in change.adds}
            for new in change.adds:
                self.city.memory.by_noun[new.noun].insert(ids[new], new.values, ids)
            flag: Any = change.adds[0]
            self.city.events.extend((event, flag.noun, ids[flag], self.city.now) for event in change.events)

    def _same(self, here: Kept, there: Kept) -> FlagKind | None:
        """In which way two files are the same."""
        if here.place.activity_id == there.place.activity_id:
            return None
        if here.facts.sha256 == there.facts.sha256:
            return of_same_bytes(here.slot, there.slot)
        one, other = here.facts.seen, there.facts.seen
        compared = here.slot is there.slot and here.slot in COMPARED and one is not None and other is not None
        return COMPARED[here.slot] if compared and one and other and alike(one, other, here.slot) else None

    # what is made

    def _made(self, n: int, activity: Row, slot: Slot) -> tuple[str, str, bytes, Image.Image | None]:
        """A file: name, kind, bytes, and the picture it is."""
        name = f"{activity.day:%m%d}{activity.subject}{slot.label}"
        if slot not in (Slot.PHOTO, Slot.SIGN_IN):
            return f"{name}.pdf", "application/pdf", PDF.replace(b"{}", f"{n} {slot}".encode()), None
        before = AGAIN.get(n)
        if before is not None and before[1] is slot:
            image = self.pictures[before]
            if slot is Slot.PHOTO:
                image = ImageEnhance.Brightness(image.reduce(2)).enhance(1.1)
        else:
            image = self._room() if slot is Slot.PHOTO else self._sheet()
        self.pictures[n, slot] = image
        to = io.BytesIO()
        image.save(to, "PNG")
        return f"{name}.png", "image/png", to.getvalue(), image

    def _room(self) -> Image.Image:
        """A room, a screen, people before it."""
        r, (w, h) = self.chance, (160, 120)
        image = Image.new("RGB", (w, h), self._colour(120, 240))
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, r.randrange(60, 95), w, h), fill=self._colour(50, 150))
        x, y = r.randrange(w - 60), r.randrange(30)
        draw.rectangle((x, y, x + r.randrange(30, 60), y + r.randrange(20, 40)), fill=self._colour(0, 255))
        for _ in range(r.randrange(5, 14)):
            x, y, s = r.randrange(w), r.randrange(50, h), r.randrange(6, 18)
            draw.ellipse((x, y, x + s, y + s), fill=self._colour(20, 120))
            draw.rectangle((x - s // 3, y + s, x + s + s // 3, y + 3 * s), fill=self._colour(0, 255))
        return image

    def _sheet(self) -> Image.Image:
        """A form with names that nobody bears: strokes."""
        r, (w, h) = self.chance, (150, 210)
        image = Image.new("L", (w, h), 245)
        draw = ImageDraw.Draw(image)
        for y in range(20, h, 12):
            draw.line((8, y, w - 8, y), fill=110)
        for n in range(r.randrange(5, 15)):
            for x in (12, 50, 95):
                strokes = [(x + r.randrange(35), 21 + n * 12 + r.randrange(11)) for _ in range(r.randrange(4, 9))]
                draw.line(strokes, fill=r.randrange(10, 80), width=1)
        return image

    def _colour(self, least: int, most: int) -> tuple[int, int, int]:
        return (
            self.chance.randrange(least, most),
            self.chance.randrange(least, most),
            self.chance.randrange(least, most),
        )
