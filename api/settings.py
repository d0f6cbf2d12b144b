"""Every setting, with its unit and what holds when it is left out."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AliasChoices, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.people.second_factor import ALWAYS
from domain.people.session import DoorPolicy
from domain.terms import Role
from schema.noun.constraints import APPLICATION

SHORTEST_SECRET: Final = 32  # bytes, as many as the hash that signs has
Milliseconds = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(gt=0)]


class Settings(BaseSettings):
    """Read from the environment: `DATABASE_URL`, and each other name behind `DIANCHI_`."""

    model_config = SettingsConfigDict(
        env_prefix="DIANCHI_",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    database_url: str | None = Field(default=None, validation_alias=AliasChoices("database_url", "DATABASE_URL"))
    """The owner's connection to PostgreSQL 15 or newer; an embedded server is used when left out."""
    app_database_url: str | None = None
    """The application's own connection, as `app_role`; when left out the owner's is used under `SET ROLE`."""
    app_role: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")] = APPLICATION
    """The role that the programs work under, which `migrate` makes: one for each installation on a server of several."""
    data: Path = Path("var")
    """Folder of the embedded server, of the files sent (`files`), and of those that just come in (`incoming`)."""
    durable: bool = True
    """Whether the embedded server waits for the disk; tests do without."""

    secret: str | None = None
    """Signs the tokens: 32 bytes or more, by chance, without a comma. Of several, separated by commas, the first signs and all verify. When left out, one is made and kept in the data folder, for one machine alone."""
    demo: bool = False
    """Whether this is the demonstration city, whose clock can be moved on; `run` sets it, `serve` never."""
    graphiql: bool | None = None
    """Whether `/` is GraphiQL, for whoever writes a client; when left out, in the demonstration city alone. Needs `introspection`."""

    session_hours: Annotated[int, Field(gt=0, le=168)] = 12
    """Hours after which a session ends, however busy it is."""
    idle_minutes: Annotated[int, Field(gt=0)] = 30
    """Minutes without a request after which a session at a desk of the authorities ends: administrators, the city's offices, the districts' desks."""
    first_password_days: Annotated[int, Field(ge=0)] = 7
    """Days after which a first or one-time password no longer opens; 0: never."""
    password_days: Annotated[int, Field(ge=0)] = 0
    """Days after which a password has to be changed before anything else; 0: never. Level 3 of GB/T 22239-2019 asks for a change: 90 is usual."""
    second_factor: bool | None = None
    """Whether roles may demand a second factor (TOTP); when left out, everywhere but in a demonstration city."""
    second_factor_roles: tuple[Role, ...] = ()
    """Roles that demand one beside those that always do, such as `["MUNICIPAL_BUREAU"]`: administrators, and who confirms or pays subsidies."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: Annotated[int, Field(gt=0, le=64)] = 1
    """Processes that serve, each with connections of its own."""
    concurrent_requests: Annotated[int, Field(gt=0)] = 200
    """Requests in flight beyond which the server answers 503."""
    request_seconds: Seconds = 7
    """For one request, its body's arrival included, before it is stopped and answered 503; nobody waits 10."""
    longest_body: Annotated[int, Field(ge=1024)] = 262_144
    """Bytes of a request's body beyond which it is answered 413."""
    longest_file: Annotated[int, Field(ge=1, lt=2**31)] = 256 << 20
    """Bytes of a file beyond which it is answered 413."""
    transfer_seconds: Seconds = 900
    """For one file to come or go, before it is cut off."""
    files_url: str | None = None
    """Where files lie, such as `s3://bucket/folder`; when left out, the folder `files` in the data folder, which all servers must share."""
    files_endpoint: str | None = None
    """The address of a store that speaks S3 and is not Amazon's."""
    files_region: str | None = None
    files_key: str | None = None
    files_secret: SecretStr | None = None
    queries_by_get: bool = True
    """Whether queries may come by GET too; proxies may note them with their variables. Mutations never may."""
    introspection: bool = True
    """Whether the API tells its schema, which `schema.graphql` does anyway."""
    origins: tuple[str, ...] = ()
    """Other origins whose pages may call, such as `["https://app.example.gov.cn"]`."""
    open_metrics: bool = False
    """Whether `/metrics` answers askers of other machines too."""
    log_requests: bool = False
    """Whether each request is a line of the log: its kind, root fields, code and milliseconds, never what was entered."""
    slow_seconds: Seconds | None = None
    """For a request, beyond which it is such a line, called `slow`; never when left out."""
    trusted_proxies: str = "127.0.0.1"
    """Comma-separated addresses whose forwarding headers are believed."""
    graceful_seconds: Annotated[int, Field(gt=0)] = 25
    """How long running requests may finish after the order to stop."""

    read_connections: Annotated[int, Field(gt=0)] = 4
    write_connections: Annotated[int, Field(ge=2)] = 8
    """Two at least: one takes the turn to replay what fell due while another writes it. More than `read_connections`, since a commit waits for the disk."""
    acquire_seconds: Seconds = 1
    """Waiting for a connection before `Busy`; with `lock_timeout` after it less than 3."""
    command_seconds: Seconds = 6
    """Opening a connection, or waiting for an answer, before it is given up; longer than `statement_timeout`."""
    statement_timeout: Milliseconds = 5000
    lock_timeout: Milliseconds = 1500
    idle_transaction_timeout: Milliseconds = 10000

    work: bool = False
    """Whether this server does the worker's work too: `run` does, `serve` leaves it to `worker` unless told."""
    tick_seconds: Seconds = 60
    """Between two looks at what fell due."""
    poll_seconds: Seconds = 1
    """Between two looks for letters to write and send."""
    retry_seconds: Seconds = 30
    """The pause after a failure; for a letter it is doubled at each further one."""
    retry_most_seconds: Seconds = 3600
    """The longest pause between two tries of a letter."""
    letter_tries: Annotated[int, Field(gt=0)] = 100
    """Tries after which a letter is given up; with the pauses above about four days."""
    lease_seconds: Seconds = 300
    """How long a worker may take for a letter before it is another's."""

    smtp_host: str | None = None
    """The mail server; when left out no letter is sent, and all can be read in the API."""
    smtp_port: Annotated[int | None, Field(gt=0, le=65535)] = None
    """465, 587 or 25 when left out, by `smtp_security`."""
    smtp_security: Literal["tls", "starttls", "none"] = "starttls"
    """TLS from the start, or from the STARTTLS command on; `none` is for a server on the same machine."""
    smtp_ca: Path | None = None
    """Certificates that vouch for the mail server's; the system's when left out."""
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_sender: str | None = None
    """The address letters come from; needed with `smtp_host`."""
    smtp_sender_name: str = "昆明市中小企业服务平台管理系统"
    smtp_seconds: Seconds = 60
    """Waiting for the mail server at each step of a letter but the last."""
    smtp_final_seconds: Seconds = 600
    """Waiting for its answer once the letter is handed over; RFC 5321 asks for ten minutes, so that few stay unknown."""
    smtp_idle_seconds: Seconds = 20
    """How long an unused connection to it is still trusted."""
    smtp_letters: Annotated[int, Field(gt=0)] = 100
    """Letters over one connection."""

    @model_validator(mode="after")
    def _secrets_are_long(self) -> Self:
        """Refuse what could be guessed, and with it all sessions made up (RFC 7518 3.2)."""
        if any(len(secret.encode()) < SHORTEST_SECRET for secret in self._secrets()):
            raise ValueError(
                f"DIANCHI_SECRET needs {SHORTEST_SECRET} bytes or more, and so does each of several separated by commas: "
                "take what `openssl rand -hex 32` prints"
            )
        return self

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        """Find what would only fail at the first letter."""
        if self.smtp_host is not None and self.smtp_sender is None:
            raise ValueError("DIANCHI_SMTP_HOST needs DIANCHI_SMTP_SENDER, the address letters come from")
        if self.smtp_security == "none" and self.smtp_password is not None:
            raise ValueError(
                "DIANCHI_SMTP_PASSWORD would be sent in the open: set DIANCHI_SMTP_SECURITY to tls or starttls"
            )
        return self

    @model_validator(mode="after")
    def _the_page_can_read_the_schema(self) -> Self:
        """Find a page that would stay empty."""
        if self.graphiql and not self.introspection:
            raise ValueError("DIANCHI_GRAPHIQL needs DIANCHI_INTROSPECTION: the page asks for the schema")
        return self

    def door_policy(self, *, demonstration: bool) -> DoorPolicy:
        """How long sessions and passwords last, and who needs a second factor in this city."""
        demanded = not demonstration if self.second_factor is None else self.second_factor
        roles = ALWAYS | {*self.second_factor_roles} if demanded else frozenset[Role]()
        lasts = self.session_hours, self.idle_minutes, self.first_password_days, self.password_days
        return DoorPolicy(*lasts, roles)

    @property
    def shows_graphiql(self) -> bool:
        """Whether `/` is GraphiQL."""
        return self.demo and self.introspection if self.graphiql is None else self.graphiql

    def _secrets(self) -> tuple[str, ...]:
        """The secrets of the setting, in its order."""
        return () if self.secret is None else tuple(secret.strip() for secret in self.secret.split(","))

    def signing_secrets(self) -> tuple[str, ...]:
        """The secrets that verify tokens, of which the first signs: those of the setting, or one kept in the data folder."""
        if self.secret is not None:
            return self._secrets()
        self.data.mkdir(parents=True, exist_ok=True)
        kept, new = self.data / "secret", self.data / f"secret-{secrets.token_hex(8)}"
        if not kept.exists():
            with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            # Whole or not there, whoever else makes one at the same moment.
            with suppress(FileExistsError):
                os.link(new, kept)
            new.unlink()
        return (kept.read_text().strip(),)
