"""The archive of an activity, and what in it stands elsewhere too, over real HTTP (Art. 11)."""

import asyncio
import itertools
from typing import Any, Final

import pytest
from PIL import ImageEnhance

from tests.api.client import Client, Refusal
from tests.api.people import mutation_of
from tests.api.sendings import PDF, film, photo, saved, sent, sheet, sized
from tests.builders.archives import Operator, flags, operator_of

SLOTS: Final = ("NOTICE", "SIGN_IN", "BRIEF", "SUMMARY")
NUMBERS: Final = itertools.count(1)


def pdf() -> bytes:
    """A PDF like no other."""
    return PDF.replace(b"trailer", b"% " + str(next(NUMBERS)).encode() + b"\ntrailer")


@pytest.fixture
async def one(anyone: Client) -> Operator:
    return await operator_of(anyone, "530102-operator")


@pytest.fixture
async def other(anyone: Client) -> Operator:
    return await operator_of(anyone, "530103-operator")


@pytest.mark.requirement("R11.2")
async def test_an_archive_is_complete_when_its_five_slots_are_filled(one: Operator):
    for slot in SLOTS:
        await one.attach(slot, f"{slot}.pdf", pdf())
    almost = (await one.attach("OTHER", "更多.pdf", pdf()))["activity"]
    photographed = await one.attach("PHOTO", "现场.jpg", saved(photo(1001)))

    assert (almost["archiveComplete"], almost["missingSlots"]) == (False, ["PHOTO"])
    assert (photographed["activity"]["archiveComplete"], photographed["activity"]["missingSlots"]) == (True, [])
    complete = "{ activities(filter: { archiveComplete: { eq: true } }) { nodes { id } } }"
    assert {"id": one.activity} in (await one.client.query(complete))["activities"]["nodes"]

    gone = await one.client.do(
        "withdrawEvidence",
        "activityFile { state reason activity { archiveComplete missingSlots files { totalCount } } }",
        id=photographed["id"],
        expectedVersion=photographed["version"],
        reason="传错了",
    )
    assert gone["activityFile"] == {
        "state": "WITHDRAWN",
        "reason": "传错了",
        "activity": {"archiveComplete": False, "missingSlots": ["PHOTO"], "files": {"totalCount": 6}},
    }


async def test_what_does_not_fit_is_refused(one: Operator, other: Operator):
    file = await sent(one.client, "a.pdf", pdf(), platform=one.platform)
    theirs = await sent(other.client, "a.pdf", pdf(), platform=other.platform)

    async def code(person: Operator, **input: str) -> list[str]:
        with pytest.raises(Refusal) as refused:
            await person.client.do("attachEvidence", "activityFile { id }", **input)
        return refused.value.codes

    assert await code(one, activity=one.activity, slot="PHOTO", file=file) == ["NOT_A_PHOTO"]
    assert await code(one, activity=one.activity, slot="NOTICE", file=theirs) == ["NOT_FOUND"]
    assert await code(other, activity=one.activity, slot="NOTICE", file=theirs) == ["NOT_FOUND"]
    await one.client.do("attachEvidence", "activityFile { id }", activity=one.activity, slot="NOTICE", file=file)
    assert await code(one, activity=one.activity, slot="NOTICE", file=file) == ["ALREADY_EXISTS"]


async def test_one_file_is_one_of_the_five(one: Operator):
    seen = photo(1002)
    file = await sent(one.client, "a.png", saved(seen, "PNG"), platform=one.platform)
    again = await sent(one.client, "b.jpg", saved(seen, quality=80), platform=one.platform)

    async def attach(slot: str, file: str) -> dict[str, Any]:
        show = "activityFile { id version activity { archiveComplete missingSlots } }"
        return await one.client.do("attachEvidence", show, activity=one.activity, slot=slot, file=file)

    first = (await attach("PHOTO", file))["activityFile"]
    for slot, another in itertools.product(("NOTICE", "SIGN_IN", "BRIEF", "SUMMARY"), (file, again)):
        with pytest.raises(Refusal) as refused:
            await attach(slot, another)
        assert refused.value.codes == ["FILLS_ANOTHER_SLOT"]
    await attach("OTHER", file)
    await attach("PHOTO", again)
    withdrawn = {"id": first["id"], "expectedVersion": first["version"], "reason": "传错了"}
    await one.client.do("withdrawEvidence", "activityFile { id }", **withdrawn)

    with pytest.raises(Refusal):  # what looks the same is a photo still
        await attach("NOTICE", file)


@pytest.mark.parametrize("slot", ["NOTICE", "PHOTO", "SIGN_IN"])
async def test_what_is_put_into_two_archives_at_once_is_flagged(one: Operator, other: Operator, slot: str):
    for n in range(4):
        image, number = sheet(2000 + n) if slot == "SIGN_IN" else photo(2000 + n), next(NUMBERS)
        one.activity, other.activity = await one.record(), await other.record()
        both = list[tuple[Operator, str]]()
        for operator, quality in ((one, 90), (other, 60)):
            name = "a.pdf" if slot == "NOTICE" else "a.jpg"
            content = saved(image, quality=quality) if slot != "NOTICE" else PDF + b"\n" * number
            both.append((operator, await sent(operator.client, name, content, platform=operator.platform)))

        await asyncio.gather(
            *(
                each.client.do("attachEvidence", "activityFile { id }", activity=each.activity, slot=slot, file=file)
                for each, file in both
            )
        )

        assert len(await one.flags()) == len(await other.flags()) == n + 1


async def test_the_same_list_entered_at_once_is_flagged(anyone: Client, one: Operator, other: Operator):
    found = (await one.client.query("{ enterprises(first: 20) { nodes { id } } }"))["enterprises"]["nodes"]
    served, bureau = [each["id"] for each in found], await anyone.signed_in("bureau")

    for n in range(10):
        await asyncio.gather(*(each.record(served[n : n + 6]) for each in (one, other)))

        raised = await flags(bureau)
        assert [each["kind"] for each in raised] == ["SAME_ENTERPRISES"] * (n + 1)


async def test_a_film_is_a_photo_too(one: Operator):
    assert "PHOTO" in (await one.attach("PHOTO", "现场.mp4", film()))["activity"]["filledSlots"]


async def test_a_correction_takes_the_archive_over(one: Operator):
    attached = await one.attach("NOTICE", "通知.pdf", pdf())
    shown = "query($id: ID!) { node(id: $id) { ... on Activity { id version filledSlots files { nodes { id } } } } }"
    old = (await one.client.query(shown, id=one.activity))["node"]
    entry = {
        "day": "2022-09-07",
        "function": "FINANCING_SERVICES",
        "nature": "MARKET",
        "mode": "ONLINE",
        "subject": "对接会",
        "persons": 9,
    }

    new = await one.client.do(
        "replaceActivity",
        "activity { id filledSlots files { nodes { id } } }",
        id=one.activity,
        expectedVersion=old["version"],
        entry=entry,
        reason="日期有误",
    )

    assert (new["activity"]["filledSlots"], new["activity"]["files"]["nodes"]) == (["NOTICE"], [{"id": attached["id"]}])
    assert (await one.client.query(shown, id=one.activity))["node"]["files"]["nodes"] == []


@pytest.mark.requirement("R11.2")
@pytest.mark.parametrize(
    ("slot", "sendings", "kind"),
    [
        ("BRIEF", (("简报.pdf", PDF + b"\n"), ("总结.pdf", PDF + b"\n")), "SAME_FILE"),
        ("SIGN_IN", (("签到.pdf", PDF + b"\r\n"), ("签到2.pdf", PDF + b"\r\n")), "SAME_SHEET"),
        ("PHOTO", (("a.jpg", saved(photo(7))), ("b.jpg", saved(photo(7)))), "SAME_FILE"),
        (
            "PHOTO",
            (
                ("a.jpg", saved(photo(8, (640, 480)))),
                ("b.png", saved(ImageEnhance.Brightness(sized(photo(8, (640, 480)), (400, 300))).enhance(1.15), "PNG")),
            ),
            "LIKE_PHOTO",
        ),
        (
            "PHOTO",
            (
                ("a.jpg", saved(photo(9, (640, 480)))),
                ("b.jpg", saved(photo(9, (640, 480)).crop((8, 6, 630, 475)), quality=50)),
            ),
            "LIKE_PHOTO",
        ),
        ("SIGN_IN", (("a.jpg", saved(sheet(3))), ("b.jpg", saved(sheet(3), quality=40))), "SAME_SHEET"),
    ],
)
async def test_what_stands_in_two_places_is_flagged_and_nobody_sees_more_than_is_theirs(
    anyone: Client,
    one: Operator,
    other: Operator,
    slot: str,
    sendings: tuple[tuple[str, bytes], tuple[str, bytes]],
    kind: str,
):
    first, again = sendings
    there = await one.attach(slot, *first)
    assert await one.flags() == []
    here = await other.attach(slot, *again)

    for name in ("bureau", "center", "530102-center", "530103-center", "530102-department", "530103-department"):
        [flag] = await flags(await anyone.signed_in(name))
        assert (flag["kind"], flag["state"]) == (kind, "OPEN")
        assert {place["platform"]["id"] for place in flag["places"]["nodes"]} == {one.platform, other.platform}, name
    [seen] = await flags(await anyone.signed_in("bureau"))
    assert {place["evidence"]["id"] for place in seen["places"]["nodes"]} == {there["id"], here["id"]}
    [seen] = await flags(await anyone.signed_in("530103-center"))
    assert [place["evidence"] and place["evidence"]["id"] for place in seen["places"]["nodes"]].count(None) == 1
    for operator in (one, other):
        [flag] = await operator.flags()
        assert [place["platform"]["id"] for place in flag["places"]["nodes"]] == [operator.platform]
        assert flag["places"]["nodes"][0]["activity"] == {"id": operator.activity}
    for name in ("530128-department", "expert-1", "finance"):
        assert await flags(await anyone.signed_in(name)) == []


async def test_other_pictures_are_not_flagged(one: Operator, other: Operator):
    await one.attach("PHOTO", "a.jpg", saved(photo(20)))
    await one.attach("SIGN_IN", "a.jpg", saved(sheet(20)))
    await other.attach("PHOTO", "b.jpg", saved(photo(21)))
    await other.attach("SIGN_IN", "b.jpg", saved(sheet(21)))
    await one.attach("PHOTO", "c.jpg", saved(photo(20), quality=50))

    assert await one.flags() == await other.flags() == []


async def test_an_operator_explains_and_a_desk_decides(anyone: Client, one: Operator, other: Operator):
    await one.attach("BRIEF", "简报.pdf", PDF)
    await other.attach("BRIEF", "简报.pdf", PDF)
    desk = await anyone.signed_in("530102-center")

    async def act(person: Client, name: str, **said: str) -> dict[str, Any]:
        [flag] = await flags(person)
        allowed = {mutation_of(each["action"]) for each in flag["allowedActions"] if each["allowed"]}
        assert name in allowed
        show = "evidenceFlag { state findings }"
        return (await person.do(name, show, id=flag["id"], expectedVersion=flag["version"], **said))["evidenceFlag"]

    assert (await act(other.client, "explainFlag", explanation="两家联合主办"))["state"] == "EXPLAINED"
    assert [place["explanation"] for place in (await one.flags())[0]["places"]["nodes"]] == [None]
    assert (await act(one.client, "explainFlag", explanation="同一场活动"))["state"] == "EXPLAINED"
    [seen] = await flags(desk)
    assert {place["explanation"] for place in seen["places"]["nodes"]} == {"两家联合主办", "同一场活动"}
    assert await act(desk, "clearFlag", findings="属联合活动") == {"state": "CLEARED", "findings": "属联合活动"}

    [over] = await flags(await anyone.signed_in("bureau"))
    with pytest.raises(Refusal) as refused:
        await (await anyone.signed_in("bureau")).do(
            "confirmFlag", "evidenceFlag { id }", id=over["id"], expectedVersion=over["version"], findings="重复"
        )
    assert refused.value.codes == ["WRONG_STATE"]


async def test_the_same_list_of_enterprises_is_flagged_across_platforms_and_quarters_and_on_one_day(
    anyone: Client, one: Operator, other: Operator
):
    found = (await one.client.query("{ enterprises(first: 9) { nodes { id } } }"))["enterprises"]["nodes"]
    served = [each["id"] for each in found]

    await one.record(served[:6])
    await one.record(list(reversed(served[:6])), day="2022-09-07")
    await one.record(served[:4])
    await other.record(served[:4])
    await other.record(served[:7])
    assert await flags(await anyone.signed_in("bureau")) == []
    await other.record(served[:7])
    await other.record(served[5::-1])
    await one.record(served[:6], day="2022-06-07")

    seen = await flags(await anyone.signed_in("bureau"))
    assert [(each["kind"], len({place["platform"]["id"] for place in each["places"]["nodes"]})) for each in seen] == [
        ("SAME_ENTERPRISES", 1),
        ("SAME_ENTERPRISES", 2),
        ("SAME_ENTERPRISES", 1),
    ]
