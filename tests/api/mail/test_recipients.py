"""Who hears of what: letters are addressed to whoever holds the office by then, once, and never to who did it."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest

from api.database.database import Database, open_database
from api.mail.worker import style_of
from api.settings import Settings
from domain.kernel.events import Event
from domain.letters.recipients import LETTERS, Audience
from domain.letters.reminder import DUTY, OBLIGATION
from resolvers.letters import recipients
from resolvers.plan.city import City, open_city
from tests.api.client import Client, Refusal
from tests.api.sendings import PDF
from tests.builders.archives import flags, operator_of
from tests.builders.reports import FIGURES, owed

MAILED = {"smtp_host": "mail.dianchi.invalid", "smtp_sender": "letters@dianchi.invalid"}


@dataclass
class Postroom:
    """Where letters are addressed, as the worker does it."""

    settings: Settings
    database: Database
    city: City

    async def addressed(self) -> Counter[tuple[str, str]]:
        """Address all there is; the new letters by event and user name."""
        before = {row["id"] for row in await self.letters()}
        style = style_of(self.settings)
        while await recipients.address(self.database.pool.write, self.city, style):
            continue
        return Counter((row["event"], row["username"]) for row in await self.letters() if row["id"] not in before)

    async def letters(self) -> list[Any]:
        return await self.fetch(
            "select l.*, a.username from letter l join account a on a.id = l.account_id order by l.id"
        )

    async def fetch(self, sql: str, *values: object) -> list[Any]:
        connection = await asyncpg.connect(self.settings.database_url)
        try:
            return await connection.fetch(sql, *values)
        finally:
            await connection.close()


@pytest.fixture
async def room(city_settings: Settings) -> AsyncGenerator[Postroom]:
    mailed = city_settings.model_copy(update=MAILED)
    async with await open_database(mailed) as database:
        async with database.pool.read() as connection:
            city = await open_city(connection)
        found = Postroom(mailed, database, city)
        await found.fetch("update outbox set addressed_at = now() where addressed_at is null")
        await found.fetch("update account set email = username || '@dianchi.invalid'")
        yield found


async def handed_in(operator: Client) -> dict[str, Any]:
    """A report on its desk."""
    [obligation] = await owed(operator, "REPORT", "2022Q4")
    begun = (await operator.do("startReport", "report { id version }", obligation=obligation["id"]))["report"]
    kind = obligation["platform"]["kind"]
    figures = FIGURES | (
        {"residentEnterprises": 3, "residentEmployees": 9, "graduatedEnterprises": 0} if kind == "DEMO_BASE" else {}
    )
    saved = (
        await operator.do(
            "saveReportDraft",
            "report { id version }",
            id=begun["id"],
            expectedVersion=begun["version"],
            figures=figures,
        )
    )["report"]
    return (
        await operator.do("submitReport", "report { id version }", id=begun["id"], expectedVersion=saved["version"])
    )["report"]


async def test_the_desk_hears_of_what_came_and_the_operator_of_what_became_of_it(
    anyone: Client, room: Postroom
) -> None:
    operator, desk = await anyone.signed_in("530102-operator"), await anyone.signed_in("530102-center")
    report = await handed_in(operator)
    assert await room.addressed() == {("REPORT_SUBMITTED", "530102-center"): 1}

    items = [{"item": "expertCount", "reason": "无台账佐证"}]
    await desk.do("returnReport", id=report["id"], expectedVersion=report["version"], opinion="请补充。", items=items)
    told = await room.addressed()

    assert ("REPORT_RETURNED", "530102-operator") in told
    assert set(told.values()) == {1}
    assert {event for event, _ in told} == {"REPORT_RETURNED"}
    [letter] = [each for each in await room.letters() if each["username"] == "530102-operator"]
    assert (letter["address"], letter["state"]) == ("530102-operator@dianchi.invalid", "WAITING")
    assert letter["message_id"] == f"<{letter['id']}@dianchi.invalid>"
    assert "无台账佐证" in letter["text"]
    assert "无台账佐证" in letter["html"]
    assert await room.addressed() == {}


@pytest.mark.case("2-43")
async def test_only_the_desk_it_lies_on_now_is_told(anyone: Client, room: Postroom) -> None:
    operator = await anyone.signed_in("530102-operator")
    report = await handed_in(operator)
    await operator.do("recallReport", id=report["id"], expectedVersion=report["version"])

    assert await room.addressed() == {}


async def test_who_left_hears_nothing_who_came_since_does_and_many_offices_are_one_letter(
    anyone: Client, room: Postroom
) -> None:
    security, operator = await anyone.signed_in("security"), await anyone.signed_in("530102-operator")
    await handed_in(operator)
    asked = "{ offices(first: 100, filter: {role: {eq: DISTRICT_CENTER}}) { nodes { id version validTo account { id username } region { id code } } } }"
    offices = (await security.query(asked))["offices"]["nodes"]
    [left] = [each for each in offices if each["account"]["username"] == "530102-center"]
    [other] = [each for each in offices if each["account"]["username"] == "530103-center"]
    await security.do("endOffice", id=left["id"], expectedVersion=left["version"], reason="调离")
    await security.do(
        "appointOffice",
        account=other["account"]["id"],
        role="DISTRICT_CENTER",
        region=left["region"]["id"],
    )

    told = await room.addressed()

    assert {name: count for (event, name), count in told.items() if event == "REPORT_SUBMITTED"} == {"530103-center": 1}
    assert told[("OFFICE_APPOINTED", "530103-center")] == 1
    assert not any(name == "530102-center" for _, name in told)


@pytest.mark.requirement("RX.6")
async def test_a_person_chooses_but_not_what_must_be_known(anyone: Client, room: Postroom) -> None:
    desk, operator = await anyone.signed_in("530102-center"), await anyone.signed_in("530102-operator")
    account = (
        await desk.query(
            "{ viewer { version email letters { event way fixed } offices { nodes { account { id } } } } }"
        )
    )["viewer"]
    assert account["email"] == "530102-center@dianchi.invalid"
    assert {each["event"] for each in account["letters"] if each["fixed"]} >= {"REPORT_RETURNED", "ROUND_CALLED", "NOTICE_PUBLISHED", "RESULT_PUBLISHED", "OBJECTION_DECIDED", "RECOVERY_ORDERED", "RECTIFICATION_ISSUED", "TITLE_ENDED", "EVALUATION_FINAL"}  # fmt: skip
    me = {"id": account["offices"]["nodes"][0]["account"]["id"], "expectedVersion": account["version"]}
    with pytest.raises(Refusal) as refusal:
        await desk.do("chooseLetters", **me, choices=[{"event": "ROUND_CALLED", "way": "NONE"}])
    assert refusal.value.codes == ["LETTER_ALWAYS"]
    await desk.do("chooseLetters", **me, choices=[{"event": "REPORT_SUBMITTED", "way": "DIGEST"}])
    await handed_in(operator)

    await room.addressed()

    [letter] = await room.letters()
    assert (letter["state"], letter["username"]) == ("FOR_DIGEST", "530102-center")
    style = style_of(room.settings)
    assert await recipients.digest(room.database.pool.write, room.city, style) == 0
    bureau = await anyone.signed_in("bureau")
    await bureau.do("advanceClock", to="2022-10-11")
    assert await recipients.digest(room.database.pool.write, room.city, style) == 1
    assert await recipients.digest(room.database.pool.write, room.city, style) == 0
    first, digest = await room.letters()
    assert (first["state"], first["digest_id"], digest["state"]) == ("IN_DIGEST", digest["id"], "WAITING")
    assert first["subject"] in digest["text"]
    own = (await desk.query("{ letters { nodes { subject text event state letters { nodes { subject } } } } }"))[
        "letters"
    ]["nodes"]
    assert len(own) == 2
    assert all(each["subject"] and each["text"] for each in own)
    seen = (
        await bureau.query(
            "{ letters { nodes { id subject text html address messageId state account { username } } } }"
        )
    )["letters"]["nodes"]
    assert {each["account"]["username"] for each in seen} == {"530102-center"}
    assert all(each["text"] is None and each["subject"] is None and each["html"] is None for each in seen)
    assert (await operator.query("{ letters { totalCount } }"))["letters"]["totalCount"] == 0


async def test_without_a_mail_server_letters_are_read_here(anyone: Client, room: Postroom) -> None:
    room.settings = room.settings.model_copy(update={"smtp_host": None, "smtp_sender": None})
    await handed_in(await anyone.signed_in("530102-operator"))
    await room.addressed()

    desk = await anyone.signed_in("530102-center")
    [letter] = (await desk.query("{ letters { nodes { state subject text sentAt } } }"))["letters"]["nodes"]
    assert letter["state"] == "ONLINE"
    assert letter["subject"]
    assert letter["sentAt"] is None


@pytest.mark.parametrize(("act", "found"), [("clearFlag", "已排除"), ("confirmFlag", "已认定重复")])
async def test_each_platform_hears_what_was_found_of_its_own_place_and_nothing_of_the_other(
    anyone: Client, room: Postroom, act: str, found: str
) -> None:
    people = {name: await operator_of(anyone, name) for name in ("530102-operator", "530103-operator")}
    for operator in people.values():
        await operator.attach("BRIEF", "简报.pdf", PDF)
    desk = await anyone.signed_in("530102-center")
    [flag] = await flags(desk)
    asked = "query($id: ID!) { node(id: $id) { ... on Platform { name region { name } } } }"
    of = {name: (await one.client.query(asked, id=one.platform))["node"] for name, one in people.items()}
    findings = f"与{of['530103-operator']['name']}的简报相同"
    await desk.do(act, "evidenceFlag { id }", id=flag["id"], expectedVersion=flag["version"], findings=findings)

    told = await room.addressed()

    assert {event for event, _ in told} == {"FLAG_DECIDED"}
    assert set(told.values()) == {1}
    assert {name for _, name in told} >= set(people)
    letters = [each for each in await room.letters() if each["username"] in people]
    assert len(letters) == len(people)
    for letter in letters:
        [other] = set(people) - {letter["username"]}
        own, theirs = of[letter["username"]], of[other]
        assert own["name"] in letter["subject"]
        for words in (letter["subject"], letter["text"], letter["html"]):
            assert found in words
            assert theirs["name"] not in words
            assert theirs["region"]["name"] not in words


@pytest.mark.case("2-41")
async def test_several_workers_tell_everybody_once(anyone: Client, room: Postroom) -> None:
    await handed_in(await anyone.signed_in("530102-operator"))
    style = style_of(room.settings)
    await asyncio.gather(*(recipients.address(room.database.pool.write, room.city, style) for _ in range(6)))

    [letter] = await room.letters()
    assert letter["username"] == "530102-center"
    with pytest.raises(asyncpg.UniqueViolationError):
        await room.fetch(
            "insert into letter (id, version, event, outbox_id, account_id, message_id, subject, text, html, state, made_at, attempts, next_at) "
            "select gen_random_uuid(), 1, event, outbox_id, account_id, 'x', subject, text, html, 'ONLINE', made_at, 0, next_at from letter"
        )


async def test_an_event_that_cannot_be_told_keeps_nobody_from_hearing_of_the_others(
    anyone: Client, room: Postroom
) -> None:
    await room.fetch(
        "insert into outbox (id, version, event, noun, row_id, payload, at, attempts) "
        "select gen_random_uuid(), 1, 'REPORT_RETURNED', 'Report', gen_random_uuid(), '{}', now() - interval '10 years', 0"
    )
    await handed_in(await anyone.signed_in("530102-operator"))

    assert await room.addressed() == {("REPORT_SUBMITTED", "530102-center"): 1}
    [kept] = await room.fetch(
        "select problem, attempts, retry_at > now() as later from outbox where addressed_at is null"
    )
    assert (kept["problem"], kept["attempts"], kept["later"]) == ("LookupError", 1, True)


async def test_the_bureau_sends_again_what_was_given_up_and_nobody_else_does(anyone: Client, room: Postroom) -> None:
    await handed_in(await anyone.signed_in("530102-operator"))
    await room.addressed()
    await room.fetch(
        "update letter set state = 'DEAD', attempts = 9, last_reply = '550 no such user', version = version + 1"
    )
    bureau, desk = await anyone.signed_in("bureau"), await anyone.signed_in("530102-center")
    [letter] = (
        await bureau.query(
            "{ letters(filter: {state: {eq: DEAD}}) { nodes { id version state lastReply messageId allowedActions { action allowed } } } }"
        )
    )["letters"]["nodes"]
    assert letter["allowedActions"] == [{"action": "RESEND_LETTER", "allowed": True}]
    with pytest.raises(Refusal):
        await desk.do("resendLetter", id=letter["id"], expectedVersion=letter["version"])

    again = (
        await bureau.do(
            "resendLetter", "letter { state attempts messageId }", id=letter["id"], expectedVersion=letter["version"]
        )
    )["letter"]

    assert again == {"state": "WAITING", "attempts": 0, "messageId": letter["messageId"]}


def test_every_event_has_a_letter_or_says_why_not() -> None:
    assert set(LETTERS) == set(Event)
    assert all(
        each.to or event in (*OBLIGATION, *DUTY) for event, each in LETTERS.items() if isinstance(each, Audience)
    )
