"""The verbs of letters: a person's choices, and the bureau's sending again of failed letters (ours)."""

import strawberry

from domain.kernel.acts import Act
from domain.kernel.events import Event
from domain.kernel.violations import Code, Violation
from domain.letters import letter as letter_rules
from domain.letters import recipients
from domain.letters.letter import FailedLetterFacts
from domain.letters.recipients import Choice
from domain.people.people import an_address
from domain.terms.letters import LetterWay
from resolvers.letters.outgoing import still_held
from resolvers.work.mutation import Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.letters.letter import Letter, LetterRow
from schema.people.account import Account, AccountRow


@strawberry.input(description="How you want to be told of one kind of event.")
class LetterChoiceInput:
    event: Event = argument("Of what.")
    way: LetterWay = argument("How; some letters always come as a mail of their own.")


@strawberry.input(
    description="Where your letters go and which come; what is left out stays. `id` is that of your account."
)
class ChooseLettersInput(Update):
    choices: list[LetterChoiceInput] | None = argument("What to change.", default=None)
    email: str | None = argument("The address they go to from now on, empty for none.", default=None)


@strawberry.input(description="A letter to send again.")
class ResendLetterInput(Update):
    pass


@mutation(Act.CHOOSE_LETTERS, Account)
async def choose_letters(work: UnitOfWork, input: ChooseLettersInput) -> AccountRow:
    """Choose which letters come at once, in one mail a day, or by no mail, and where they go."""
    account = await work.get(AccountRow, input)
    choices = [Choice(each.event, each.way) for each in input.choices or ()]
    work.apply(account, recipients.choose(account.letters, choices))
    if input.email is not None:
        work.apply(account, recipients.move_to(an_address(input.email)))
    return account


@mutation(Act.RESEND_LETTER, Letter)
async def resend_letter(work: UnitOfWork, input: ResendLetterInput) -> LetterRow:
    """Send a letter again that the mail server refused, or of which nobody knows what became; its Message-ID stays."""
    letter = await work.get(LetterRow, input)
    account = await work.rows_of(AccountRow, id=letter.account_id).one()
    if not await still_held(work.connection, letter.id):
        facts: dict[str, object] = {
            "state": "收件人已不再担任相应职务",
            "state_en": "the addressee has left the office",
        }
        raise Violation(Code.WRONG_STATE, path=("id",), facts=facts)
    work.apply(
        letter, letter_rules.resend(letter.facts(FailedLetterFacts), account.email, database_now=work.database_now)
    )
    return letter
