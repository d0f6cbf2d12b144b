"""Every setting, with its unit and what holds when it is left out."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.people.second_factor import ALWAYS
from domain.people.session import DoorPolicy
from domain.terms import Role
from schema.noun.constraints import APPLICATION

LEAST_RETENTION: Final = 183
"""Days that no record of the audit leaves the database (网络安全法第二十一条: six months)."""
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
        use_attribute_docstrings=True,
    )

    database_url: str | None = Field(default=None, validation_alias=AliasChoices("database_url", "DATABASE_URL"))
    """The owner's connection to PostgreSQL 15 or newer; an embedded server is used when left out."""
    app_database_url: str | None = None
    """The application's own connection, as `app_role`; when left out it signs in at the address of `database_url`."""
    app_password: Annotated[SecretStr, Field(min_length=12, max_length=200)] | None = None
    """The password of `app_role`: `migrate` gives it, and the programs sign in by it. 12 printable ASCII characters or more."""
    app_role: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")] = APPLICATION
    """The role that the programs work under, which `migrate` makes: one for each installation on a server of several."""
    data: Path = Path("var")
    """Folder of the embedded server, of the files sent (`files`), and of those that just come in (`incoming`)."""
    durable: bool = True
    """Whether the embedded server waits for the disk; tests do without."""

    secret: str | None = None
    """Signs the tokens: 32 bytes or more, by chance, without a comma. Of several, separated by commas, the first signs and all verify. When left out, one is made and kept in the data folder, for one machine alone."""
    key_file: Path | None = None
    """The keys of sealed columns, digests and signatures, a line each: a name and 64 hexadecimal digits, the newest first. When left out, one is made and kept in the data folder, for one machine alone. Not in a backup of the database: keep it elsewhere."""
    cipher: Literal["aes", "sm4"] = "aes"
    """What columns are sealed with, in GCM: AES-256 or SM4. What the other sealed still opens; `api keys seal` seals it anew."""
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
    client_token_days: Annotated[int, Field(gt=0, le=366)] = 90
    """Days that a machine's token holds at most; it is never renewed."""
    second_factor: bool | None = None
    """Whether roles may demand a second factor (TOTP); when left out, everywhere but in a demonstration city."""
    second_factor_roles: tuple[Role, ...] = ()
    """Roles that demand one beside those that always do, such as `["MUNICIPAL_BUREAU"]`: administrators, and who confirms or pays subsidies."""

    host: str = "127.0.0.1"
    """The address at which the server listens."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """The port at which it does; 0: any that is free."""
    hosts: tuple[str, ...] = ()
    """The names by which the server is asked, such as `["api.example.gov.cn"]`; any other `Host` is answered 400. `localhost`, `host` and the address reached always are such."""
    workers: Annotated[int, Field(gt=0, le=64)] = 1
    """Processes that serve, each with connections of its own."""
    concurrent_requests: Annotated[int, Field(gt=0)] = 200
    """Requests at work beyond which the next is answered 503; those still on their way do not count."""
    sockets: Annotated[int, Field(gt=0)] = 1000
    """Connections of a process; for one more the one goes that waited longest for its client."""
    sockets_by_address: Annotated[int, Field(gt=0)] = 100
    """Of them from one address that is no trusted proxy's; further ones are closed at once."""
    head_seconds: Seconds = 5
    """For a request to arrive up to its body."""
    body_seconds: Seconds = 5
    """For the body of a request that is no file, before it is answered 408."""
    stall_seconds: Seconds = 60
    """For a client that reads nothing of its answer, before it is cut off."""
    request_seconds: Seconds = 7
    """For one request, its body's arrival included, before it is stopped and answered 503; nobody waits 10."""
    hashing_threads: Annotated[int, Field(gt=0, le=64)] = 2
    """Threads that hash passwords, each with a processor's work and 64 MB for a tenth of a second."""
    hashing_waiting: Annotated[int, Field(ge=0)] = 30
    """Passwords that may wait for such a thread; the next is answered 503 `BUSY`."""
    limits: Literal["memory", "database"] = "memory"
    """Where what follows is counted: in each process by itself, or for all processes and servers together."""
    sign_ins_by_address: Annotated[int, Field(gt=0)] = 60
    """Tries to sign in from one address within a minute. An address is that of the client behind `trusted_proxies`, of IPv6 the network of 64 bits."""
    guesses_by_account: Annotated[int, Field(gt=0)] = 10
    """Wrong passwords for one name from one address, or for `changePassword`, within 15 minutes."""
    acts_by_address: Annotated[int, Field(gt=0)] = 20
    """Acts of one address without signing in within an hour."""
    acts_by_address_and_record: Annotated[int, Field(gt=0)] = 5
    """Complaints or objections of one address about one record without signing in within a day."""
    acts_by_record: Annotated[int, Field(gt=0)] = 100
    """The same from all addresses together."""
    calls_by_client: Annotated[int, Field(gt=0)] = 600
    """Requests of one machine within a minute, by all its tokens together."""
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
    """The region of that store, where it has any."""
    files_key: str | None = None
    """The name by which the server signs in to that store; when left out, as its library finds one."""
    files_secret: SecretStr | None = None
    """The secret that belongs to it."""
    queries_by_get: bool = True
    """Whether queries may come by GET too; proxies may note them with their variables. Mutations never may."""
    introspection: bool | None = None
    """Whether the API answers `__schema`, for tools that need it; when left out, in the demonstration city and where GraphiQL is shown. `/schema.graphql` tells the schema always."""
    registered_operations: Path | None = None
    """The file that `api operations` wrote from the clients' documents; `extensions.persistedQuery` is answered from it."""
    only_registered: Literal["nobody", "unsigned", "everybody"] = "nobody"
    """Who may send no operation but those; needs `registered_operations`."""
    plan_bytes: Annotated[int, Field(ge=1 << 20)] = 64 << 20
    """Bytes of parsed documents and of plans that a process remembers; what was not used for longest is forgotten."""
    origins: tuple[str, ...] = ()
    """Other origins whose pages may call, such as `["https://app.example.gov.cn"]`. The demonstration city may be called from those of the asker's own machine too (`localhost`)."""
    hsts_seconds: Annotated[int, Field(ge=0)] = 0
    """Seconds for which browsers that came by HTTPS come by nothing else (HSTS), such as 31536000; 0: nothing is said of it. Only where the whole name is served by HTTPS, for it cannot be taken back before they are over."""
    open_metrics: bool = False
    """Whether `/metrics` answers askers of other machines too."""
    log_requests: bool = False
    """Whether each request is a line of the log: its kind, root fields, code and milliseconds, never what was entered."""
    slow_seconds: Seconds | None = None
    """For a request, beyond which it is such a line, called `slow`; never when left out."""
    trusted_proxies: str = "127.0.0.1"
    """Comma-separated addresses whose forwarding headers are believed: a proxy that is not listed counts as one client."""
    graceful_seconds: Annotated[int, Field(gt=0)] = 25
    """How long running requests may finish after the order to stop."""

    read_connections: Annotated[int, Field(gt=0)] = 4
    """Connections to the database of a process, for what is read."""
    write_connections: Annotated[int, Field(ge=2)] = 8
    """The same, for acts. Two at least: one takes the turn to replay what fell due while another writes it. More than `read_connections`, since a commit waits for the disk."""
    statement_bytes: Annotated[int, Field(ge=1 << 20)] = 20 << 20
    """Bytes that the statements which one connection keeps prepared may take in PostgreSQL."""
    connection_statements: Annotated[int, Field(gt=0)] = 5000
    """Statements new to a connection after which it is renewed."""
    connection_seconds: Seconds = 3600
    """For one connection, before it is renewed."""
    acquire_seconds: Seconds = 1
    """Waiting for a connection before `Busy`; with `lock_timeout` after it less than 3."""
    command_seconds: Seconds = 6
    """Opening a connection, or waiting for an answer, before it is given up; longer than `statement_timeout`."""
    statement_timeout: Milliseconds = 5000
    """For one statement, before PostgreSQL stops it; 0: never."""
    lock_timeout: Milliseconds = 1500
    """For a statement to wait for a lock; 0: for ever."""
    idle_transaction_timeout: Milliseconds = 10000
    """For a transaction in which nothing is asked, before PostgreSQL ends its connection; 0: never."""

    work: bool = False
    """Whether this server does the worker's work too: `run` does, `serve` leaves it to `worker` unless told."""
    tick_seconds: Seconds = 60
    """Between two looks at what fell due."""
    poll_seconds: Seconds = 1
    """Between two looks for letters to write and send, and for records of the audit to seal."""
    checkpoint_seconds: Seconds = 300
    """Between two signed checkpoints of the audit, where anything was sealed."""
    checkpoint_file: Path | None = None
    """Where each checkpoint is added as a line of JSON: a disk of the auditor's, out of the database's reach."""
    checkpoint_letters: Literal["daily", "never"] = "daily"
    """Whether the day's last checkpoint goes to the audit administrators as a letter."""
    audit_retention_days: Annotated[int | None, Field(ge=LEAST_RETENTION)] = None
    """Days after which `api audit archive` may move records of the audit out of the database into a file; when left out they stay for good. Never under 183, the six months of the Cybersecurity Law."""
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
    """The name by which the mail server is signed in to, where it asks for one."""
    smtp_password: SecretStr | None = None
    """The password that belongs to it."""
    smtp_sender: str | None = None
    """The address letters come from; needed with `smtp_host`."""
    smtp_sender_name: str = "昆明市中小企业服务平台管理系统"
    """What that address is called in letters."""
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
        if self.graphiql and self.introspection is False:
            raise ValueError("DIANCHI_GRAPHIQL needs DIANCHI_INTROSPECTION: the page asks for the schema")
        return self

    @field_validator("app_password")
    @classmethod
    def _every_program_writes_it_alike(cls, password: SecretStr | None) -> SecretStr | None:
        """Refuse what PostgreSQL's clients would each turn into other bytes."""
        if password is not None and not (
            password.get_secret_value().isascii() and password.get_secret_value().isprintable()
        ):
            raise ValueError("DIANCHI_APP_PASSWORD has printable ASCII characters alone")
        return password

    @model_validator(mode="after")
    def _there_are_operations_to_keep_to(self) -> Self:
        """Find what would refuse everything."""
        if self.only_registered != "nobody" and self.registered_operations is None:
            raise ValueError("DIANCHI_ONLY_REGISTERED needs DIANCHI_REGISTERED_OPERATIONS, a file by `api operations`")
        return self

    @property
    def tells_schema(self) -> bool:
        """Whether `__schema` is answered."""
        return self.demo or bool(self.graphiql) if self.introspection is None else self.introspection

    def door_policy(self, *, demonstration: bool) -> DoorPolicy:
        """How long sessions and passwords last, and who needs a second factor in this city."""
        demanded = not demonstration if self.second_factor is None else self.second_factor
        roles = ALWAYS | {*self.second_factor_roles} if demanded else frozenset[Role]()
        lasts = self.session_hours, self.idle_minutes, self.first_password_days, self.password_days
        return DoorPolicy(*lasts, self.client_token_days, roles)

    @property
    def shows_graphiql(self) -> bool:
        """Whether `/` is GraphiQL."""
        return self.demo and self.tells_schema if self.graphiql is None else self.graphiql

    @property
    def host_names(self) -> tuple[str, ...]:
        """The names by which the server may be asked, in small letters."""
        return tuple(name.lower() for name in (self.host, *self.hosts))

    def _secrets(self) -> tuple[str, ...]:
        """The secrets of the setting, in its order."""
        return () if self.secret is None else tuple(secret.strip() for secret in self.secret.split(","))

    def signing_secrets(self) -> tuple[str, ...]:
        """The secrets that verify tokens, of which the first signs: those of the setting, or one kept in the data folder."""
        if self.secret is not None:
            return self._secrets()
        return (self._kept("secret", secrets.token_urlsafe(48)).strip(),)

    def key_lines(self) -> str:
        """The text of the file of keys: that of the setting, or one kept in the data folder."""
        return (
            self._kept("keys", f"1 {secrets.token_hex(32)}\n") if self.key_file is None else self.key_file.read_text()
        )

    def _kept(self, name: str, made: str) -> str:
        """A secret of this machine's own, made where there is none yet."""
        self.data.mkdir(parents=True, exist_ok=True)
        kept, new = self.data / name, self.data / f"{name}-{secrets.token_hex(8)}"
        if not kept.exists():
            with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(made)
            # Whole or not there, whoever else makes one at the same moment.
            with suppress(FileExistsError):
                os.link(new, kept)
            new.unlink()
        return kept.read_text()
