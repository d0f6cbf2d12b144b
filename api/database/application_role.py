"""The role that the programs work under: it owns nothing, signs in by itself, and takes no row away."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import asyncpg

from api import OperatorError
from schema.noun.constraints import APPLICATION

if TYPE_CHECKING:
    Connection = Any

ITERATIONS: Final = 4096
"""As PostgreSQL itself makes its verifiers."""
SPLIT_MEMBERSHIP: Final = 16
ROLE_SETTINGS: Final = {
    "random_page_cost": "1.1",
    "statement_timeout": "5s",
    "lock_timeout": "1500ms",
    "idle_in_transaction_session_timeout": "10s",
}
OWNER: Final = """select r.rolname::text from pg_roles r where r.rolname = session_user
    and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or exists (
        select from pg_class c where c.relnamespace = 'public'::regnamespace and pg_has_role(r.oid, c.relowner, 'MEMBER')))"""
OWNED: Final = (
    "The database is reached as {login}, who owns it or may do what its owner may: {role} is to sign in by itself. "
    "Run `python -m api migrate` with DIANCHI_APP_PASSWORD set, and start this program with DIANCHI_APP_PASSWORD too, "
    "or with DATABASE_URL=postgresql://{role}:…"
)


class OwnerLoginError(OperatorError):
    """A program that serves would work by the owner's login."""


async def ensure_role(
    connection: asyncpg.Connection[asyncpg.Record], role: str = APPLICATION, password: str | None = None
) -> None:
    """Make the application's role, which owns nothing and passes by no policy, with its limits and its password."""
    if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
        try:
            async with connection.transaction():
                attributes = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
                await connection.execute(f"CREATE ROLE {role} {attributes}")
        except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
            # Roles belong to the whole server: the migration of another database made it.
            pass
    wanted = [f"{name}={value}" for name, value in ROLE_SETTINGS.items()]
    settings = await connection.fetchval(
        "SELECT setconfig FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole "
        "WHERE r.rolname = $1 AND s.setdatabase = 0",
        role,
    )
    for setting in set(wanted) - set(settings or ()):
        name, value = setting.split("=")
        await connection.execute(f"ALTER ROLE {role} SET {name} = '{value}'")
    # From 16 on, being a member and being allowed to act as one are two things.
    wish = "SET" if connection.get_server_version().major >= SPLIT_MEMBERSHIP else "MEMBER"
    if not await connection.fetchval("SELECT pg_has_role(current_user, $1, $2)", role, wish):
        await connection.execute(f"GRANT {role} TO CURRENT_USER")
    if password is not None:
        await connection.execute(f"ALTER ROLE {role} PASSWORD '{verifier(password)}'")


def verifier(password: str) -> str:
    """What PostgreSQL keeps of a password (RFC 5803), made here, so that no log of statements has the password itself."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ITERATIONS)
    client, server = (hmac.digest(salted, key, "sha256") for key in (b"Client Key", b"Server Key"))
    kept = (salt, hashlib.sha256(client).digest(), server)
    in_text = [base64.b64encode(each).decode() for each in kept]
    return f"SCRAM-SHA-256${ITERATIONS}:{in_text[0]}${in_text[1]}:{in_text[2]}"


def signing_in(url: str, role: str, password: str) -> str:
    """The same address for another role."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in ("user", "password")]
    return parts._replace(netloc=f"{role}:{quote(password, safe='')}@{place}", query=urlencode(query)).geturl()


async def owner_signed_in(connection: Connection) -> str | None:
    """The login of a connection, where it is an owner's or a superuser's and not the application's own."""
    found: str | None = await connection.fetchval(OWNER)
    return found


async def expect_own_login(connection: Connection, role: str) -> None:
    """Refuse to serve by the owner's login: whoever got into the program could alter every table, the audit too."""
    if (login := await owner_signed_in(connection)) is not None:
        raise OwnerLoginError(OWNED.format(login=login, role=role))
