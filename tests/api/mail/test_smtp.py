"""Letters by SMTP to a real server: what becomes of them under each fault, and that no text of a letter is a command."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import UTC, datetime
from email.headerregistry import Address
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.mail.smtp import Mail, MailConnection, SendingOutcome, SendingResult, mailbox, written
from api.settings import Settings
from tests.api.mailserver import KEEPING, LOGIN, UNANSWERED, Fault, Mailserver, mailserver
from tests.pace import paced

SILENCE: Final = paced(0.3)
"""Seconds after which a mail server that says nothing is given up; time enough for one that answers."""
AT = datetime(2022, 10, 10, 9, tzinfo=UTC)
DEFERRED = {
    Fault.SENDER_REFUSED,
    Fault.GREYLISTED_451,
    Fault.GREYLISTED_421,
    Fault.SILENT_BEFORE_DATA,
    Fault.DIES_AT_MAIL,
    Fault.DIES_AT_RCPT,
    Fault.DIES_BEFORE_DATA,
    Fault.DIES_IN_DATA,
    Fault.TEXT_DEFERRED,
}
REFUSED = {Fault.NO_SUCH_USER, Fault.DATA_REFUSED, Fault.TEXT_REFUSED}


def a_mail(**changes: Any) -> Mail:
    usual: dict[str, Any] = {
        "message_id": "<letter-1@dianchi.invalid>",
        "to": "wuhua@dianchi.invalid",
        "subject": "【提醒】五华区：2022年第四季度报告将于10月25日到期，请及时报送，逾期将记入年度评价结果",
        "text": "您好：\n.\n请报送。\n",
        "html": "<p>您好</p>",
        "at": AT,
    }
    return Mail(**usual | changes)


def settings_for(server: Mailserver, **changes: Any) -> Settings:
    usual: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_security": "none",
        "smtp_sender": "no-reply@dianchi.invalid",
        "smtp_seconds": SILENCE,
        "smtp_final_seconds": SILENCE,
    }
    return Settings(**usual | changes)


async def noted() -> None:
    """Let the letter go, after as long as a database takes to note it."""
    await asyncio.sleep(0.02)


async def send(post: MailConnection, mail: Mail | None = None) -> SendingResult:
    return await post.send(mail or a_mail(), noted)


@pytest.fixture
async def server() -> AsyncGenerator[Mailserver]:
    async with mailserver() as server:
        yield server


@pytest.fixture
async def post(server: Mailserver) -> AsyncGenerator[MailConnection]:
    post = MailConnection(settings_for(server))
    yield post
    await post.close()


# what arrives


async def test_a_letter_arrives_as_it_was_written(server: Mailserver, post: MailConnection):
    told = await send(post)

    assert told == SendingResult(SendingOutcome.SENT, "250 2.0.0 kept")
    [kept] = server.kept
    message = kept.message
    assert (kept.to, message["To"], message["Subject"]) == ("wuhua@dianchi.invalid", kept.to, a_mail().subject)
    assert message["From"] == "昆明市中小企业服务平台管理系统 <no-reply@dianchi.invalid>"
    assert (message["Message-ID"], message["Auto-Submitted"]) == ("<letter-1@dianchi.invalid>", "auto-generated")
    assert parsedate_to_datetime(message["Date"]) == AT
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().splitlines() == ["您好：", ".", "请报送。"]
    assert html.get_content().splitlines() == ["<p>您好</p>"]
    assert kept.data.isascii()


async def test_many_letters_share_a_connection_up_to_a_number(server: Mailserver):
    post = MailConnection(settings_for(server, smtp_letters=3))

    outcomes = [(await send(post)).outcome for _ in range(7)]

    assert (set(outcomes), len(server.kept), server.lines) == ({SendingOutcome.SENT}, 7, 3)
    await post.close()


async def test_a_connection_idle_for_long_is_renewed(server: Mailserver):
    post = MailConnection(settings_for(server, smtp_idle_seconds=0.05))
    await send(post)
    await asyncio.sleep(0.1)

    assert (await send(post)).outcome is SendingOutcome.SENT
    assert server.lines == 2
    await post.close()


async def test_a_connection_that_the_server_gave_up_costs_no_letter(server: Mailserver, post: MailConnection):
    await send(post)
    await server.close()
    await server.open()

    assert (await send(post)).outcome is SendingOutcome.SENT
    assert len(server.kept) == 2


# what goes wrong


def expected(fault: Fault) -> SendingOutcome:
    if fault in DEFERRED:
        return SendingOutcome.DEFERRED
    if fault in REFUSED:
        return SendingOutcome.REFUSED
    return SendingOutcome.UNKNOWN if fault in UNANSWERED else SendingOutcome.SENT


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
async def test_every_fault_is_told_for_what_it_is_and_the_next_letter_goes(
    fault: Fault, server: Mailserver, post: MailConnection
):
    await send(post)
    server.expect(fault)

    told = await send(post)
    assert told.outcome is expected(fault), told
    assert len(server.kept) == 1 + (fault in KEEPING)

    server.kept.clear()
    assert (await send(post)).outcome is SendingOutcome.SENT
    assert len(server.kept) == 1


async def test_a_server_out_of_reach_defers(server: Mailserver, post: MailConnection):
    await server.close()
    assert (await send(post)).outcome is SendingOutcome.DEFERRED

    await server.open()
    assert (await send(post)).outcome is SendingOutcome.SENT


async def test_who_hands_over_can_stop_the_letter_before_the_dot(server: Mailserver, post: MailConnection):
    class Lost(Exception):
        pass

    async def lost() -> None:
        raise Lost

    with pytest.raises(Lost):
        await post.send(a_mail(), lost)

    await asyncio.sleep(0.05)
    assert (server.recipients, server.kept) == (["wuhua@dianchi.invalid"], [])


async def test_a_line_that_breaks_while_the_letter_is_handed_over_defers(server: Mailserver, post: MailConnection):
    async def cut() -> None:
        await server.close()
        await asyncio.sleep(0.05)

    assert (await post.send(a_mail(), cut)).outcome is SendingOutcome.DEFERRED
    assert server.kept == []
    await server.open()


async def test_an_answer_in_any_encoding_can_be_kept(server: Mailserver, post: MailConnection):
    server.expect(Fault.TEXT_REFUSED)

    told = await send(post)

    assert told.outcome is SendingOutcome.REFUSED
    assert told.reply.startswith("554 5.6.0 ")
    assert told.reply.isprintable()
    told.reply.encode()


# secrecy


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def trusted(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


@pytest.fixture(scope="module")
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)  # pyright: ignore[reportUnknownMemberType]
    return context


async def result_by(server: Mailserver, **changes: Any) -> SendingResult:
    """What becomes of a letter to a server that wants TLS and a login."""
    secure: dict[str, Any] = {"smtp_security": "starttls", "smtp_user": LOGIN[0], "smtp_password": LOGIN[1]}
    post = MailConnection(settings_for(server, **{"smtp_seconds": paced(1), **secure, **changes}))
    told = await send(post)
    await post.close()
    return told


async def test_a_letter_goes_by_starttls_under_a_login(tls: ssl.SSLContext, trusted: Path):
    async with mailserver(tls=tls, login=True) as server:
        assert (await result_by(server, smtp_ca=trusted)).outcome is SendingOutcome.SENT
        assert len(server.kept) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
async def test_a_letter_goes_by_tls_from_the_start(tls: ssl.SSLContext, trusted: Path):
    async with mailserver(tls=tls, login=True, implicit=True) as server:
        assert (await result_by(server, smtp_ca=trusted, smtp_security="tls")).outcome is SendingOutcome.SENT
        assert len(server.kept) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"smtp_ca": None}, {"smtp_password": "不对"}, {"smtp_user": None, "smtp_password": None}],
    ids=["nobody vouches for the server", "wrong password", "no login"],
)
async def test_what_is_wrong_with_the_settings_condemns_no_letter(
    wrong: dict[str, Any], tls: ssl.SSLContext, trusted: Path
):
    async with mailserver(tls=tls, login=True) as server:
        assert (await result_by(server, **{"smtp_ca": trusted, **wrong})).outcome is SendingOutcome.DEFERRED
        assert server.kept == []


async def test_a_server_without_tls_gets_neither_password_nor_letter(server: Mailserver):
    assert (await result_by(server)).outcome is SendingOutcome.DEFERRED
    assert (server.recipients, server.kept) == ([], [])


@pytest.mark.parametrize(
    "wrong", [{"smtp_sender": None}, {"smtp_password": "secret"}], ids=["no sender", "a password in the open"]
)
def test_settings_that_cannot_work_are_refused_at_once(wrong: dict[str, Any]):
    with pytest.raises(ValidationError):
        settings_for(Mailserver(port=25), **wrong)


# addresses


async def test_a_domain_in_chinese_goes_in_its_ascii_form(server: Mailserver, post: MailConnection):
    assert (await send(post, a_mail(to="wuhua@例子.中国"))).outcome is SendingOutcome.SENT
    assert server.recipients == ["wuhua@xn--fsqu00a.xn--fiqs8s"]


async def test_a_name_in_chinese_goes_where_the_server_takes_it(server: Mailserver, post: MailConnection):
    assert (await send(post, a_mail(to="五华@例子.中国"))).outcome is SendingOutcome.SENT
    assert server.recipients == ["五华@xn--fsqu00a.xn--fiqs8s"]
    assert server.kept[0].data.decode().count("五华@xn--fsqu00a.xn--fiqs8s") == 1


async def test_a_name_in_chinese_is_refused_where_the_server_does_not_take_it():
    async with mailserver(utf8=False) as server:
        post = MailConnection(settings_for(server))

        assert (await send(post, a_mail(to="五华@例子.中国"))).outcome is SendingOutcome.REFUSED
        assert (await send(post)).outcome is SendingOutcome.SENT
        assert server.recipients == ["wuhua@dianchi.invalid"]
        await post.close()


NO_ADDRESSES = [
    "",
    "wuhua",
    "@dianchi.invalid",
    "wuhua@",
    "a@b.invalid,c@d.invalid",
    "a@b.invalid c@d.invalid",
    "<a@b.invalid>",
    "甲 <a@b.invalid>",
    '"a b"@c.invalid',
    "a@b@c.invalid",
    "a@b.invalid\r\nRCPT TO:<c@d.invalid>",
    "a@b.invalid>\r\n",
    "a\x00@b.invalid",
    "a..b@c.invalid",
    "a@-b.invalid",
    "a@b_c.invalid",
    f"{'a' * 65}@b.invalid",
    f"a@{'b.' * 126}invalid",
]


@pytest.mark.parametrize("address", NO_ADDRESSES)
async def test_what_is_no_address_is_refused_before_anything_is_said(
    address: str, server: Mailserver, post: MailConnection
):
    assert (await send(post, a_mail(to=address))).outcome is SendingOutcome.REFUSED
    assert server.lines == 0


@given(st.text(max_size=40), st.text(max_size=20))
def test_an_address_is_one_address_or_none(local: str, domain: str):
    with suppress(ValueError):
        found = mailbox(f"{local}@{domain}")
        assert mailbox(found) == found
        assert found.rsplit("@", 1)[1].isascii()
        assert not set(found.rsplit("@", 1)[0]) & set(' \t\r\n<>,;:"\\()[]@\0')


# no text of a letter is a command or a header


NASTY = [
    "催报\r\nBcc: other@dianchi.invalid",
    "催报\nBcc: other@dianchi.invalid\n\n正文",
    "催报\x0bBcc: a\x0cBcc: b\x85Bcc: c\u2028Bcc: d\u2029Bcc: e",
    "\x00催报\r\n.\r\nMAIL FROM:<a@b.invalid>\r\n",
    "催报" * 400,
    "",
    "\ud800",
]


@pytest.mark.parametrize("text", NASTY)
async def test_no_text_of_a_letter_is_a_header_or_a_command(text: str, server: Mailserver, post: MailConnection):
    mail = a_mail(subject=text, text=text.replace("\ud800", ""), html=text.replace("\ud800", ""))

    assert (await send(post, mail)).outcome is SendingOutcome.SENT

    [kept] = server.kept
    names = {name.lower() for name in kept.message}
    assert names == {"from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type"}
    assert server.recipients == ["wuhua@dianchi.invalid"]
    plain = kept.message.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().split() == mail.text.split()


async def test_a_message_id_that_is_a_header_is_refused(server: Mailserver, post: MailConnection):
    assert (await send(post, a_mail(message_id="<a@b>\r\nBcc: c@d.invalid"))).outcome is SendingOutcome.REFUSED
    assert server.lines == 0


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_whatever_the_subject_there_is_one_header_of_it(text: str):
    data = written(a_mail(subject=text), Address("", "a", "b.invalid"), "wuhua@dianchi.invalid")

    head = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert [line for line in head if not line.startswith(b" ")] == [
        line
        for line in head
        if line.startswith(
            (b"From:", b"To:", b"Subject:", b"Date:", b"Message-ID:", b"Auto-", b"MIME-Version:", b"Content-Type:")
        )
    ]
    assert len([line for line in head if line.startswith(b"Subject:")]) == 1
    assert b"\n" not in data.replace(b"\r\n", b"")
