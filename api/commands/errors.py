"""The page of every code for clients, `docs/errors.md`."""

from collections.abc import Iterator
from typing import Final

from domain.kernel.advice import CHAPTERS

BROKEN: Final = {
    "METHOD": (405, "Another method than the `Allow` header names.", "Send operations by POST."),
    "HOST": (400, "`Host` is none of the server's names.", "Ask by a name that `DIANCHI_HOSTS` lists."),
    "SLOW": (408, "The body did not arrive in time.", "Send it again, at once."),
    "NOT_ACCEPTABLE": (
        406,
        "`Accept` takes neither of our media types.",
        "Accept `application/graphql-response+json`.",
    ),
    "CONTENT_TYPE": (415, "The body is not `application/json` in UTF-8.", "Send that content type."),
    "CONTENT_ENCODING": (415, "The body is compressed.", "Send it as it is."),
    "TOO_LARGE": (413, "Body or URL (414) is too long.", "Send less in one request."),
    "JSON": (400, "The body, or a parameter of the URL, is not JSON in UTF-8.", "Correct it."),
    "SHAPE": (
        400,
        "The JSON is not one object of `query`, `operationName`, `variables`.",
        "Send one operation a request.",
    ),
    "SYNTAX": (400, "The document is not GraphQL, or longer than is read.", "Correct or shorten the document."),
    "VALIDATION": (400, "The document does not fit the schema.", "Compare it with `schema.graphql`."),
    "OPERATION": (400, "`operationName` names none, or more than one could be meant.", "Name one operation."),
    "VARIABLES": (400, "A variable is not what its type takes.", "Correct the value; the message names the variable."),
    "MIXED": (400, "`__schema` beside data.", "Ask for each in an operation of its own."),
    "INTROSPECTION_OFF": (400, "The schema is not told here.", "Read `/schema.graphql`."),
    "PERSISTED_QUERY_NOT_FOUND": (
        400,
        "`extensions.persistedQuery` names no registered operation.",
        "Send the document; have the operator register it.",
    ),
    "PERSISTED_QUERY_MISMATCH": (
        400,
        "`extensions.persistedQuery` is not the hash of the document beside it.",
        "Correct the hash.",
    ),
    "NOT_REGISTERED": (
        400,
        "Only registered operations are answered here, or without signing in.",
        "Have the operator register the document.",
    ),
    "TOO_DEEP": (400, "Selections nest too deep.", "Ask in several operations."),
    "TOO_MANY_ALIASES": (400, "Too many aliases.", "Ask in several operations."),
    "TOO_MANY_DIRECTIVES": (400, "Too many directives.", "Ask in several operations."),
    "TOO_MANY_FRAGMENTS": (400, "Too many fragments.", "Ask in several operations."),
    "TOO_MANY_REPEATS": (400, "One field is asked for too often in one place of the answer.", "Ask for it once."),
    "TOO_MANY_ROOTS": (400, "Too many root fields.", "Ask in several operations."),
    "TOO_MANY_SCHEMAS": (400, "`__schema` or `__type` more than once.", "Ask once a document."),
    "TOO_COSTLY": (
        400,
        "The answer could be too large, or too dear to find.",
        "Ask for smaller pages, fewer totals and figures.",
    ),
    "ONCE_ONLY": (
        400,
        "An act that looks at a password is asked for more than once.",
        "Send each in a request of its own.",
    ),
    "PAGE_SIZE": (400, "`first` is out of range.", "Ask for 1 to 100."),
    "BAD_CURSOR": (400, "A cursor of another list or order.", "Begin the list anew."),
    "LIST_TOO_LONG": (400, "A filter names too many values.", "Filter in several operations."),
    "BAD_VALUE": (400, "A value that no stored one can be compared with.", "Correct the value."),
    "NOT_SIGNED_IN": (401, "The token is none, or its session is over.", "Sign in again."),
    "PASSWORD_FIRST": (403, "The password is still the first one.", "Change it by `changePassword`, then sign in."),
    "FACTOR_FIRST": (
        403,
        "The second factor that the role demands is not set up.",
        "Set it up by `enrolSecondFactor`.",
    ),
    "INTERNAL": (500, "A fault of ours; the message names its number in the log.", "Report the number."),
    "BUSY": (
        503,
        "No connection was free in time, too many passwords waited to be hashed, or the database stopped the statement or was out of reach.",
        "Send it again after `Retry-After`, acts with the same key.",
    ),
    "INTERRUPTED": (503, "The database went away on the way.", "Send it again, acts with the same key."),
    "DISK_FULL": (
        503,
        "The database or the files have no room left; nothing was kept.",
        "Tell whoever runs the system; send it again after `Retry-After`, acts with the same key.",
    ),
    "SEALED": (
        503,
        "The keys at hand do not open a value that is kept sealed; nothing was done.",
        "Tell whoever runs the system.",
    ),
    "TIMEOUT": (503, "It took too long and was stopped.", "Send it again, acts with the same key."),
}
"""What is no answer to an operation: HTTP status, cause, remedy. The 400s of a well-formed request are 200 in plain `application/json`."""


def page() -> str:
    """The page of all codes, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Errors"
    yield ""
    yield "Written by `python3 dev.py api errors --write`."
    yield ""
    yield "A request that could not be answered has `errors`, each with `extensions.code`, and no `data`. What law, form or rights refuse is data: the payload's `problems`, each with `code`, `message` (Chinese, or English by `Accept-Language`), `article` (null where the rule is ours), `path` of the input field and `hint`. After a refusal nothing has changed."
    yield from _table("Broken requests and faults", ("code", "HTTP", "cause", "remedy"), _broken())
    for title, articles, remedies in CHAPTERS:
        rows = ((f"`{code.value}`", code.label, code.says, remedy) for code, remedy in remedies.items())
        yield from _table(f"{title} ({articles or 'ours'})", ("code", "message", "in English", "remedy"), rows)


def _broken() -> Iterator[tuple[str, ...]]:
    return ((f"`{code}`", str(status), cause, remedy) for code, (status, cause, remedy) in BROKEN.items())


def _table(title: str, head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
