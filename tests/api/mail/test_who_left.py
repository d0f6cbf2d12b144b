"""Whoever left an office gets no letter that was written to it."""

from datetime import date
from uuid import UUID

import pytest

from api.mail.worker import style_of
from domain.kernel.violations import Code, Violation
from domain.terms import Role
from domain.terms.letters import LetterState
from resolvers.letters import outgoing, recipients
from tests.builders.mailroom import Mailroom, claimed
from tests.resolvers.acting import Acting


async def appointed(office: Mailroom, role: Role, since: str = "2020-01-01") -> UUID:
    """An office of the addressee of each letter; the last one's id."""
    acting, id = Acting(office.database), UUID(int=0)
    for row in await acting.fetch("select account_id from letter"):
        id = await acting.add("Office", account_id=row["account_id"], role=role, valid_from=date.fromisoformat(since))
    await acting.fetch(
        "update letter l set office_id = (select id from office o where o.account_id = l.account_id order by o.valid_from limit 1)"
    )
    return id


@pytest.mark.parametrize(
    ("left", "becomes"),
    [
        ("select 1", "SENT"),
        ("update office set valid_to = '2020-02-01', end_reason = '离任'", "LAPSED"),
        ("update office set valid_from = '2199-01-01'", "LAPSED"),
        ("update office set state = 'PROPOSED'", "LAPSED"),
        ("update account set state = 'DISABLED', state_reason = '停用'", "LAPSED"),
    ],
)
async def test_a_letter_waiting_for_who_left_the_office_is_not_sent(office: Mailroom, left: str, becomes: str):
    """C5: whoever is in an office no more gets no mail that waited, nor is it sent again."""
    await office.write(1)
    await appointed(office, Role.FINANCE_BUREAU)
    await Acting(office.database).fetch(left)

    async with office.working():
        await office.settled()

    assert await office.states() == {becomes: 1}
    assert len(office.arrived()) == (becomes == "SENT")


async def test_under_a_new_appointment_to_the_same_office_the_letter_goes(office: Mailroom):
    """C5."""
    await office.write(1)
    first = await appointed(office, Role.FINANCE_BUREAU)
    await Acting(office.database).fetch(
        "update office set valid_to = '2021-01-01', end_reason = '任期届满' where id = $1", first
    )
    await appointed(office, Role.FINANCE_BUREAU, "2021-01-01")

    async with office.working():
        await office.settled()

    assert await office.states() == {"SENT": 1}


async def test_who_leaves_while_the_letter_is_in_hand_does_not_get_it(office: Mailroom):
    """C5: it is asked again before the letter is handed over."""
    await office.write(1)
    await appointed(office, Role.OVERSIGHT)
    letter = await claimed(office)
    await Acting(office.database).fetch("update office set valid_to = '2020-02-01', end_reason = '离任'")

    async with office.database.pool.write() as connection:
        with pytest.raises(outgoing.Overtaken):
            await outgoing.mark(connection, letter, 1)


async def test_a_failed_letter_is_not_sent_again_to_who_left(office: Mailroom):
    """C5."""
    await office.write(1)
    await appointed(office, Role.OVERSIGHT)
    await Acting(office.database).fetch("update letter set state = 'DEAD'")
    await Acting(office.database).fetch("update office set valid_to = '2020-02-01', end_reason = '离任'")

    with pytest.raises(Violation) as refusal:
        await office.resend(LetterState.DEAD)

    assert (refusal.value.code, await office.states()) == (Code.WRONG_STATE, {"DEAD": 1})


async def test_a_digest_leaves_out_what_was_for_an_office_left_meanwhile(office: Mailroom):
    """C5."""
    await office.write(2)
    await appointed(office, Role.OVERSIGHT)
    acting = Acting(office.database)
    await acting.fetch(
        "insert into outbox (id, version, event, noun, row_id, payload, at, attempts) select id, 1, 'REPORT_ACCEPTED', 'Report', id, '{}', now(), 0 from letter"
    )
    await acting.fetch(
        "update letter set state = 'FOR_DIGEST', digest_of = null, event = 'REPORT_ACCEPTED', outbox_id = id, made_at = made_at - interval '2 days'"
    )
    await acting.fetch(
        "update office set valid_to = '2020-02-01', end_reason = '离任' where id = (select id from office limit 1)"
    )

    assert await recipients.digest(office.database.pool.write, office.city, style_of(office.settings)) == 1

    assert await office.states() == {"LAPSED": 1, "IN_DIGEST": 1, "WAITING": 1}
