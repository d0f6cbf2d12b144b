"""The advice on each refusal is for developers of clients; its message is for people."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from domain.kernel.violations import Code


class Chapter(NamedTuple):
    """Refusals that belong together, and the articles they rest on; None: ours."""

    title: str
    articles: str | None
    remedies: Mapping[Code, str]


DOOR: Final = {
    Code.NOT_FOUND: "Check the id and its type; what the office may not see is answered alike.",
    Code.FORBIDDEN: "Offer the act only where `allowedActions` allows it; `article` names who may.",
    Code.NOT_SIGNED_IN: "Sign in, and send the token as `Authorization: Bearer`.",
    Code.SIGN_IN_FAILED: "Let the person try again; which of the three is wrong is not told.",
    Code.LOCKED_OUT: "Wait as long as the message says.",
    Code.TOO_OFTEN: "Wait as long as the message says; what was sent with the same key before is answered all the same.",
    Code.SECOND_FACTOR: "Ask for the six digits and send `signIn` again with `code`; the password was right.",
    Code.WRONG_FACTOR: "Let the person wait for the next digits, and see that the phone's clock is right.",
    Code.FACTOR_FIRST: "Send `enrolSecondFactor`, show its `uri` as a QR code, and send the first digits by `confirmSecondFactor`.",
    Code.PASSWORD_FIRST: "Ask for a new password and send `changePassword`; then sign in with it.",
    Code.CLOCK_BACK: "Name a later day.",
    Code.CLOCK_FIXED: "Nothing: in production time passes by itself.",
    Code.CONFLICT: "Read the record again, show what changed, and act on the version read.",
    Code.KEY_REUSED: "Make a new idempotency key for each intended act.",
    Code.BUSY: "Send the same request with the same key again after a second or more.",
}
FORM: Final = {
    Code.INVALID: "Correct the field that `path` names as the message says.",
    Code.REQUIRED: "Fill in the field that `path` names.",
    Code.TOO_LONG: "Shorten the text.",
    Code.TWICE: "Name each thing once.",
    Code.TOO_MANY: "Send several requests, each with a key of its own.",
    Code.NEGATIVE: "Give 0 or more.",
    Code.REASON_REQUIRED: "Ask the person for a reason.",
    Code.WRONG_STATE: "Read the record again; `allowedActions` says what is possible now.",
    Code.ALREADY_EXISTS: "Look the existing record up.",
    Code.IN_USE: "End it by its own act instead of removing it.",
}
REPORTING: Final = {
    Code.NOT_THE_AUTHOR: "Leave it to the author that the message names.",
    Code.TAKEN_IN: "Wait for the department's decision, or amend afterwards.",
    Code.NOT_AN_AMENDMENT: "Correct the draft and submit it.",
    Code.MUST_CORRECT: "Correct the draft and submit it.",
    Code.ITEM_REASONS_REQUIRED: "Give an item and a reason for each thing that is wrong.",
    Code.UNKNOWN_ITEM: "Name a field of the form.",
    Code.REVIEW_CLOSED: "Read the record again: somebody decided meanwhile.",
    Code.NOT_OWED: "Take an obligation of the right kind.",
    Code.HANDED_IN: "Nothing: what was handed in needs no excuse.",
    Code.LAW_SETS_THE_DAY: "Nothing: no one may extend it.",
}
PACK: Final = {
    Code.NO_RULE_PACK: "Load the rule pack of the regulation that covers it, or ask for a year or quarter in force.",
    Code.NOT_THE_YEAR_BEFORE: "Grade the year that the message names.",
}
MONEY: Final = {
    Code.NOT_ALL_FINAL: "Wait until every evaluation of the holder for the year is final.",
    Code.ON_HOLD: "Wait until the reopened evaluation is final again.",
    Code.NO_EVALUATION: "Choose a holder and year that were evaluated.",
    Code.NOTHING_CHANGED: "Nothing: the calculation stands.",
    Code.STALE_CALCULATION: "Calculate anew, and approve what comes of it. `allowedActions` cannot foresee this: it works with kept columns alone.",
    Code.CAP_EXCEEDED: "Calculate anew.",
    Code.NO_CAP: "Nothing: there is no balance to open.",
    Code.ALREADY_OPENED: "Nothing: it is recorded.",
    Code.SAME_PERSON: "Let another person of the finance bureau confirm.",
    Code.DECISION_REQUIRED: "Record the decision on the supplement first.",
    Code.NOT_A_SUPPLEMENT: "Approve it without.",
    Code.TITLE_REVOKED: "Cancel the subsidy.",
    Code.INSTRUCTION_USED: "Check the number of the instruction.",
    Code.VOUCHER_USED: "Check the number of the voucher.",
    Code.PAYMENT_UNSETTLED: "Record the outcome of what is open first.",
    Code.TOO_MUCH: "Give an amount within the limit named.",
    Code.TOTAL_DIFFERS: "See whether a part is in another unit: every amount is in yuan.",
    Code.NOT_POSITIVE: "Give an amount above 0.",
}
RECTIFICATION: Final = {
    Code.NOT_UNQUALIFIED: "Wait until the grade is final.",
    Code.PROOF_REQUIRED: "Ask for the number of the receipt, log or note.",
    Code.DUE_DAY_PASSED: "Name a later day.",
    Code.NOT_LATER: "Name a later day.",
    Code.ALREADY_EXTENDED: "Decide on what was reported by the day set.",
    Code.GRADE_UNCHANGED: "Nothing: the rectification goes on.",
}
REGISTRY: Final = {
    Code.BAD_CREDIT_CODE: "Copy the 18 characters from the licence.",
    Code.NOT_A_DISTRICT: "Choose the county, district or zone that answers for it.",
    Code.NO_CENTRE_HERE: "Found the centre in the county or in a national or provincial zone.",
    Code.REGION_ENDED: "Choose the region that took its place.",
    Code.CENTRE_EXISTS: "Abolish the present centre first, or change its operator.",
    Code.REGION_HAS_NO_CENTRE: "Appoint at the department.",
    Code.CENTRE_STAYS: "Abolish it and found another.",
    Code.CENTRES_HAVE_NO_TITLE: "Recognise a platform or a base.",
    Code.FUTURE_DAY: "Give today or an earlier day.",
    Code.BEFORE_FOUNDING: "Give a day since the founding.",
    Code.AFTER_ABOLITION: "Give a day before the abolition.",
    Code.PERIODS_OVERLAP: "Begin after the period named, or end that one first.",
    Code.EMPTY_PERIOD: "Let the end lie after the beginning.",
    Code.SAME_AS_BEFORE: "Nothing: it is so already.",
    Code.OPERATOR_IS_HOLDER: "Leave the operator out.",
    Code.KINDS_DIFFER: "Name two platforms of one kind.",
    Code.GOES_IN_CIRCLES: "Check which platform follows which.",
    Code.NOT_YOUR_PLATFORM: "Name a record of the same platform.",
    Code.QUARTER_RUNS: "Publish it after the quarter's last day.",
    Code.QUARTER_BEGUN: "Set it from a later quarter on.",
    Code.OFFICE_ANCHOR: "Name the anchor that the message asks for, and no other.",
    Code.OFFICES_CLASH: "Use another account.",
    Code.SECOND_PERSON: "Let an administrator of another kind confirm it: the system administrator what security proposed, and the reverse.",
    Code.LAST_ADMINISTRATOR: "Appoint a second one first, and have that confirmed.",
    Code.PASSWORD_EXPIRED: "Let the system administrator reset it.",
    Code.PASSWORD_USED: "Choose a password that is new.",
    Code.WEAK_PASSWORD: "Choose another password as the message says.",
    Code.LETTER_ALWAYS: "Offer the choice only where `fixed` is false.",
    Code.FILE_EMPTY: "Choose another file.",
    Code.FILE_TOO_LARGE: "Send a smaller file.",
    Code.FILE_KIND: "Save it as one of the kinds named.",
    Code.FILE_BROKEN: "Open and save it anew, then send it again.",
    Code.FILE_SUSPECT: "Save it anew as a plain document or picture.",
    Code.FILE_ELSEWHERE: "Send the file again for this platform.",
    Code.FILLS_ANOTHER_SLOT: "Attach the file made for this slot, or withdraw it from the other; further copies go to OTHER.",
    Code.NOT_A_PHOTO: "Choose a picture, or another slot.",
    Code.LINK_OVER: "Send `openFile` again and follow the new link at once, with the same token.",
    Code.LINK_OVER: "Send `openFile` again and follow the new link at once.",
    Code.SHOWN_ONCE: "Nothing was done again. Where the secret is lost, let it be made anew, under another key.",
    Code.OWN_ACCOUNT: "Let another administrator do it; a password of your own is changed by `changePassword`.",
    Code.WRONG_PASSWORD: "Let the person type the present password again.",
}
ROUND: Final = {
    Code.SCHEME_SUM: "Let the weights of the kind sum to 100.",
    Code.SCHEME_SECTION: "Add an indicator of the section.",
    Code.SCHEME_LINE: "Correct the indicator as the message says.",
    Code.SCHEME_LACKS_KIND: "Choose a scheme that covers the kind.",
    Code.NOTHING_TO_SCORE: "Choose another scheme.",
    Code.CUT_OFFS: "Give falling cut-offs between 0 and 100.",
    Code.DATES_ORDER: "Put the days in the order named.",
    Code.SUBJECT_DAY_YEAR: "Choose a day of the graded year, or of the next up to the call.",
    Code.KIND_TWICE: "Leave the kind out, or withdraw the other round.",
    Code.NO_KINDS: "Choose a kind.",
    Code.NO_SUBJECTS: "Check kinds and subject day.",
    Code.NO_HOLDER: "Record the holder first.",
    Code.NOT_OF_THE_KINDS: "Choose a platform of the round's kinds.",
    Code.ALREADY_STATED: "Nothing: the Measures name it already.",
    Code.NOT_STATED: "Nothing: there is nothing to strike.",
    Code.NOTICE_NUMBER: "Enter the number of the notice.",
    Code.NO_EXPERTS_GRADE: "Decide UNQUALIFIED, or let experts score.",
    Code.ALREADY_DECIDED: "Correct the results by their own acts.",
    Code.NOT_YOUR_DESK: "Leave it to the desk named.",
    Code.OWN_FILING: "Let a colleague review it.",
    Code.OWN_CAUSE: "Leave it to the desk above.",
    Code.OPINION_REQUIRED: "Ask for an opinion.",
    Code.STILL_IN_TIME: "Wait until the day named is over.",
    Code.NO_PROVEN_REMINDER: "Record a reminder with its proof first.",
    Code.NOTHING_REVIEWED: "Review materials first.",
    Code.NO_GAP: "Leave it out.",
    Code.GAP_UNNAMED: "Say why it is missing.",
    Code.NOT_DECLARED: "Leave it out: it is computed or scored.",
    Code.NOT_ITS_MEASURE: "Fill in the input that its method takes.",
    Code.NOT_ON_THE_LIST: "Choose from the indicator's checklist.",
    Code.MORE_THAN_WHOLE: "Check both numbers.",
    Code.TOO_FEW_EXPERTS: "Seat more experts.",
    Code.CONFLICT_OF_INTEREST: "Seat another expert.",
    Code.EXPERT_TWICE: "Seat another expert.",
    Code.EXPERT_RETIRED: "Seat another expert.",
    Code.NOT_YOUR_SEAT: "Act on the seat of the expert signed in.",
    Code.SCORE_RANGE: "Give a score within the range.",
    Code.NOT_SCORED_BY_EXPERTS: "Leave it out.",
    Code.SCORES_INCOMPLETE: "Score every indicator before closing.",
    Code.NOT_IN_NOTICE: "Leave it out: only what the notice has may be used.",
    Code.NOTHING_DECIDED: "Decide evaluations first.",
    Code.NOT_ALL_DECIDED: "Decide what is open first.",
    Code.OPEN_MATTERS: "Settle what is open first.",
    Code.WINDOW_TOO_SHORT: "Take the earliest day named, or leave the end out.",
    Code.STILL_OPEN: "Wait for the window's end and the answers.",
    Code.NOT_REOPENED: "Reopen it first.",
    Code.NOT_UPHELD: "Leave the grade out, or uphold the objection.",
    Code.NOT_PUBLISHED: "Wait until the result is published.",
}
DEMANDS: Final = {
    Code.NOT_FINANCING: "Leave the amount out, or enter a demand of investment and financing.",
    Code.NOT_SERVED: "Record the service in the ledger first.",
}
FILING: Final = {
    Code.FILING_DIFFERS: "Name a filing of the same platform and kind that stands, or none.",
    Code.CHANGE_UNFILED: "Wait until the change is sent to department and municipal centre; `unfiledChanges` lists it.",
}
TARGETS: Final = {
    Code.ONLY_CENTRES_SIGN: "Choose the district's centre.",
    Code.NO_TARGETS: "Let the bureau set the district's targets of that year first.",
    Code.CENTRE_SIGNS_FIRST: "Wait for the signature of the district's centre.",
    Code.SIGNED_ALREADY: "Let a colleague of the side that has not signed sign.",
}
SUPERVISION: Final = {
    Code.FIGURES_CHANGED: "Save it anew, let a person read the text again, and publish that. `allowedActions` cannot foresee this.",
}
CHAPTERS: Final = (
    Chapter("The door", None, DOOR),
    Chapter("The form, and what stands already", None, FORM),
    Chapter("Quarterly reporting", "Art. 14", REPORTING),
    Chapter("What is in force", "Art. 15, 21", PACK),
    Chapter("The yearly round", "Art. 15-17", ROUND),
    Chapter("Money", "Art. 18", MONEY),
    Chapter("Rectification", "Art. 19", RECTIFICATION),
    Chapter("Registry, ledger, people", "Art. 2, 11, 12", REGISTRY),
    Chapter("Demands and follow-ups", "Art. 7(3), 11", DEMANDS),
    Chapter("Change filings", "Art. 12", FILING),
    Chapter("Targets and letters of responsibility", "Art. 4, 12", TARGETS),
    Chapter("Supervision", "Art. 4-6, 13", SUPERVISION),
)
