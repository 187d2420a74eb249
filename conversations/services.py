"""Talking: one message in, one turn out, draft and talk saved in one transaction."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from conversations.assistants.port import MAX_MESSAGE, Assistant, IssuedDocument, Question, Reply, State
from conversations.errors import MessageRefused, NoConversation
from conversations.records import Conversation, Turn
from conversations.remembering import replied
from conversations.repository import ConversationRepository, Talks
from invoices import sums
from invoices.domain.business import Business
from invoices.domain.edits import EditRefused
from invoices.domain.invoice import Draft
from invoices.domain.rules import is_ready
from invoices.domain.status import Kind, Status
from invoices.errors import NothingToUndo, Stale
from invoices.planning import Plan
from invoices.records import Invoice, Row
from invoices.services import InvoiceService
from invoices.trying import TRIES, pause
from scatterpilot.clock import Clock, NewId
from scatterpilot.store.port import Change, Conflict, Item, Key, StoreUnavailable

MAX_MESSAGE_ID = 100
TITLE_LENGTH = 80
RETRY_HOURS = 24
"""How long a first message is remembered, so that its retry begins no second talk."""


@dataclass(frozen=True, slots=True)
class Said:
    """A turn, and the invoice as it was after it; None while nothing was said that an invoice could hold."""

    conversation: Conversation
    turn: Turn
    invoice: Invoice | None
    ready: bool
    """The minimum is there: a customer, and lines with quantity and price."""
    can_issue: bool
    """No rule fails."""


@dataclass(frozen=True, slots=True)
class _Opening:
    """What the first round trip brings."""

    head: Item | None
    """The talk's."""
    draft: Item | None
    """An invoice's head under the talk's own id."""
    business: Business
    sums_now: Item | None
    known: Item | None
    """Which turn the message became, when it was posted before."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """Everything that a turn starts from, read in at most three round trips."""

    talk: Conversation
    business: Business
    invoice: Invoice | None
    """The open draft; None when there is none or it was issued."""
    issued: Invoice | None
    """The talk's last document, when it was issued and no new work was said since."""
    sums_now: Item | None


class ConversationService:
    """The verbs, for one account."""

    def __init__(
        self,
        repository: ConversationRepository,
        invoices: InvoiceService,
        assistant: Assistant,
        *,
        clock: Clock,
        new_id: NewId,
        days_kept: int,
        wait: Callable[[int], None] = pause,
    ) -> None:
        self.repository = repository
        self.invoices = invoices
        self.assistant = assistant
        self._clock = clock
        self._new_id = new_id
        self._days_kept = days_kept
        self._wait = wait

    # --------------------------------------------------------------------------------------------- reads
    def list(self, *, after: str | None = None, limit: int = 20) -> Talks:
        """A page of the talks, newest first."""
        return self.repository.list(after=after, limit=limit)

    def recent(self, limit: int = 20) -> Sequence[tuple[Conversation, Row | None]]:
        """The newest talks, each with its invoice's row: two round trips."""
        talks = self.repository.list(limit=limit).conversations
        rows = self.invoices.rows([talk.invoice_id for talk in talks if talk.invoice_id])
        return [(talk, rows.get(talk.invoice_id or "")) for talk in talks]

    def get(self, conversation_id: str) -> Conversation:
        """One talk. A draft that has none yet gives an empty one of its own. Raises ``NoConversation``."""
        return self._found(conversation_id, self._opening(conversation_id, None))

    def turns(self, conversation_id: str, *, newest: int = 200) -> Sequence[Turn]:
        """The last turns of a talk, oldest first."""
        return self.repository.turns(conversation_id, newest=newest)

    def delete(self, conversation_id: str) -> None:
        """Forget a talk. Its invoices stay, drafts too. Raises ``NoConversation``."""
        self.repository.delete(self.get(conversation_id))

    # -------------------------------------------------------------------------------------------- saying
    def post_message(
        self,
        text: str,
        *,
        by: str,
        conversation_id: str | None = None,
        message_id: str | None = None,
        version: int | None = None,
        locale: str | None = None,
    ) -> Said:
        """Answer a message and save what it changed.

        A ``message_id`` that was posted before gives the turn that it became; nothing is done twice. ``version`` is the
        draft's that the caller saw; a stale one raises ``Stale``. Raises ``MessageRefused``, ``NoConversation``.
        """
        text = checked(text)
        if message_id is not None and not 0 < len(message_id) <= MAX_MESSAGE_ID:
            raise MessageRefused("message_id", f"A message id has 1 to {MAX_MESSAGE_ID} characters.")
        chosen = message_id or self._new_id()
        new_talk_id = None if conversation_id else self._new_id()
        talk_id = conversation_id or new_talk_id or ""
        pointer = None
        if message_id and conversation_id:
            pointer = self.repository.message_key(conversation_id, message_id)
        elif message_id:
            pointer = self.repository.first_key(message_id, text)
        for attempt in range(TRIES):
            opening = self._opening(talk_id, pointer)
            if message_id and opening.known:
                return self._known(conversation_id, message_id, opening)
            if new_talk_id:
                talk = self._empty(new_talk_id, locale or opening.business.locale)
            else:
                talk = self._found(talk_id, opening)
                talk = talk.model_copy(update={"locale": locale or talk.locale})
            scene = self._scene(opening, talk)
            if scene.invoice and version is not None and scene.invoice.head.version != version:
                raise Stale(scene.invoice.head.version)
            said, writes = self._answered(scene, text, chosen, by)
            if new_talk_id and message_id:
                until = int((self._clock() + timedelta(hours=RETRY_HOURS)).timestamp())
                writes = (*writes, self.repository.put_first(message_id, text, new_talk_id, until))
            try:
                self.repository.write(*writes)
            except Conflict:
                self._wait(attempt)
                continue
            return said
        raise StoreUnavailable("too many messages to this conversation at once")

    def _opening(self, talk_id: str, pointer: Key | None) -> _Opening:
        """The first round trip of everything: the talk, its account, and whether the message was posted before."""
        head, draft, profile, now, *known = self.repository.get(
            self.repository.head_key(talk_id),
            self.invoices.repository.head_key(talk_id),
            self.invoices.repository.profile_key,
            self.invoices.repository.sums_key(sums.NOW),
            *([pointer] if pointer else []),
        )
        business = self.invoices.repository.profile(profile).business
        return _Opening(head, draft, business, now, known[0] if known else None)

    def _scene(self, opening: _Opening, talk: Conversation) -> _Scene:
        """What a turn of that talk starts from: two round trips more when it has an invoice."""
        business, now = opening.business, opening.sums_now
        if talk.invoice_id is None:
            return _Scene(talk, business, None, None, now)
        item = opening.draft if talk.invoice_id == talk.conversation_id else None
        item = item or self.invoices.repository.get(self.invoices.repository.head_key(talk.invoice_id))[0]
        row = self.invoices.repository.head(item)
        if row is None:
            return _Scene(talk, business, None, None, now)
        if row.status is not Status.DRAFT:
            return _Scene(talk, business, None, self.invoices.read(item, business) if row.number else None, now)
        return _Scene(talk, business, self.invoices.read(item, business), None, now)

    def _known(self, conversation_id: str | None, message_id: str, opening: _Opening) -> Said:
        """The turn that a message became when it was posted before, with the draft as it was then."""
        head, pointed = opening.head, self.repository.pointed(opening.known)
        if conversation_id is None:
            conversation_id = pointed["conversation_id"]
            head, pointer = self.repository.get(
                self.repository.head_key(conversation_id), self.repository.message_key(conversation_id, message_id)
            )
            pointed = self.repository.pointed(pointer)
        talk = self.repository.head(head)
        turn = self.repository.turn(conversation_id, int(pointed["sequence"])) if pointed else None
        if talk is None or turn is None:
            raise NoConversation
        invoice = None
        if turn.invoice_id:
            item = self.invoices.repository.get(self.invoices.repository.head_key(turn.invoice_id))[0]
            if item is not None:
                found = self.invoices.read(item, opening.business)
                invoice = self.invoices.as_it_was(found, turn.revision)
        return self._result(talk, turn, invoice)

    def _found(self, conversation_id: str, opening: _Opening) -> Conversation:
        """The talk; of a draft that has none yet, an empty one under the draft's own id."""
        talk = self.repository.head(opening.head)
        if talk is not None:
            return talk
        if opening.draft is None:
            raise NoConversation
        return self._empty(conversation_id, opening.business.locale).model_copy(update={"invoice_id": conversation_id})

    def _empty(self, conversation_id: str, locale: str) -> Conversation:
        now = self._clock()
        return Conversation(conversation_id=conversation_id, locale=locale, created_at=now, updated_at=now)

    def _answered(self, scene: _Scene, text: str, message_id: str, by: str) -> tuple[Said, tuple[Change, ...]]:
        """The turn that a message becomes, and everything to write for it in one transaction."""
        began = time.perf_counter()
        state = _state(scene, self.invoices)
        reply = replied(self.assistant, self.invoices.repository, state, text, message_id=message_id)
        milliseconds = round((time.perf_counter() - began) * 1000)
        reply, plan = self._planned(scene, reply, message_id, by)
        invoice = plan.invoice if plan else scene.invoice
        talk, turn = self._turn(scene, reply, plan, invoice, text, message_id, by, milliseconds)
        kept = talk.invoice_id is not None
        until = None if kept else int((self._clock() + timedelta(days=self._days_kept)).timestamp())
        writes: list[Change] = [
            self.repository.put_head(talk, until),
            *self.repository.put_turn(talk.conversation_id, turn, until),
            *(plan.writes if plan else ()),
        ]
        if kept and scene.talk.invoice_id is None and scene.talk.turns:
            writes += self.repository.kept(talk.conversation_id)
        saved = talk.model_copy(update={"version": talk.version + 1})
        return self._result(saved, turn, invoice), tuple(writes)

    def _planned(self, scene: _Scene, reply: Reply, message_id: str, by: str) -> tuple[Reply, Plan | None]:
        """What the reply changes. An edit that is refused becomes a question, and nothing is changed."""
        try:
            if reply.command and scene.invoice:
                step = -1 if reply.command == "undo" else 1
                return reply, self.invoices.planner.move(
                    scene.invoice, step, business=scene.business, sums_now=scene.sums_now
                )
            if not reply.edits:
                return reply, None
            business, now = scene.business, scene.sums_now
            if scene.invoice:
                return reply, self.invoices.planner.edit(
                    scene.invoice, reply.edits, business=business, sums_now=now, by=by, message_id=message_id
                )
            kind = reply.kind or Kind.INVOICE
            return reply, self.invoices.planner.create(
                self.invoices.new_id(kind),
                reply.edits,
                business=business,
                sums_now=now,
                by=by,
                conversation_id=scene.talk.conversation_id,
                message_id=message_id,
                kind=kind,
            )
        except EditRefused as refused:
            question = Question(field=refused.field, text=refused.reason)
            return (
                reply.model_copy(
                    update={"edits": (), "text": refused.reason, "questions": (question, *scene.talk.asked)}
                ),
                None,
            )
        except NothingToUndo as nothing:
            return reply.model_copy(update={"command": None, "text": str(nothing)}), None

    def _turn(
        self,
        scene: _Scene,
        reply: Reply,
        plan: Plan | None,
        invoice: Invoice | None,
        text: str,
        message_id: str,
        by: str,
        milliseconds: int,
    ) -> tuple[Conversation, Turn]:
        now = self._clock()
        before = scene.invoice.snapshot.totals.amount_due if scene.invoice else None
        after = invoice.snapshot.totals.amount_due if invoice else None
        turn = Turn(
            sequence=scene.talk.turns + 1,
            message_id=message_id,
            text=text,
            at=now,
            by=by,
            reply=reply.text,
            changes=plan.changes if plan else (),
            questions=reply.questions,
            unread=reply.unread,
            command=reply.command,
            steps=reply.steps,
            about=scene.issued.head.invoice_id if scene.issued and not invoice else None,
            usage=reply.usage,
            milliseconds=milliseconds,
            invoice_id=invoice.head.invoice_id if invoice else None,
            revision=invoice.head.revision if invoice else 0,
            total_before=None if before is None or before == after else str(before),
            total_after=None if after is None or before == after else str(after),
        )
        talk = scene.talk.model_copy(
            update={
                "turns": turn.sequence,
                "invoice_id": turn.invoice_id or scene.talk.invoice_id,
                "title": scene.talk.title or " ".join(text.split())[:TITLE_LENGTH],
                "language": reply.language,
                "asked": reply.questions,
                "last_line": reply.last_line,
                "updated_at": now,
            }
        )
        return talk, turn

    def _result(self, talk: Conversation, turn: Turn, invoice: Invoice | None) -> Said:
        if invoice is None or invoice.head.status is not Status.DRAFT:
            return Said(talk, turn, invoice, ready=False, can_issue=False)
        return Said(
            talk,
            turn,
            invoice,
            ready=is_ready(invoice.snapshot.data),
            can_issue=not self.invoices.findings(invoice),
        )

    # ------------------------------------------------------------------------------------------- invoice
    def draft_of(self, conversation_id: str, *, by: str) -> Invoice:
        """The talk's open draft, made when there is none yet. Raises ``NoConversation``."""
        for attempt in range(TRIES):
            opening = self._opening(conversation_id, None)
            scene = self._scene(opening, self._found(conversation_id, opening))
            if scene.invoice:
                return scene.invoice
            plan = self.invoices.planner.create(
                self._new_id(),
                (),
                business=scene.business,
                sums_now=scene.sums_now,
                by=by,
                conversation_id=conversation_id,
            )
            talk = scene.talk.model_copy(update={"invoice_id": plan.invoice.head.invoice_id})
            try:
                self.repository.write(
                    self.repository.put_head(talk, None), *plan.writes, *self.repository.kept(conversation_id)
                )
            except Conflict:
                self._wait(attempt)
                continue
            return plan.invoice
        raise StoreUnavailable("too many messages to this conversation at once")


def _state(scene: _Scene, invoices: InvoiceService) -> State:
    """What the assistant is told."""
    head = scene.invoice.head if scene.invoice else None
    return State.model_construct(
        draft=scene.invoice.draft if scene.invoice else Draft(),
        kind=head.kind if head else None,
        business=scene.business,
        today=invoices.today(scene.business),
        locale=scene.talk.locale,
        language=scene.talk.language if scene.talk.turns else None,
        asked=scene.talk.asked,
        last_line=scene.talk.last_line if head else None,
        can_undo=bool(head and head.revision > 0),
        can_redo=bool(head and head.revision < head.top_revision),
        issued=_told(scene.issued) if scene.issued else None,
    )


def _told(invoice: Invoice) -> IssuedDocument:
    """What the assistant is told of an issued document."""
    head = invoice.head
    return IssuedDocument.model_construct(
        invoice_id=head.invoice_id,
        number=head.number or "",
        kind=head.kind,
        status=head.status,
        data=invoice.snapshot.data,
        seller=invoice.snapshot.seller,
        amount_due=head.amount_due,
        amount_paid=head.amount_paid,
        credited=head.credited,
        balance=head.balance,
        overdue=invoice.overdue,
        sent=head.sent_at is not None,
    )


def checked(text: str) -> str:
    """A message as it is kept: without control characters, not empty, not too long. Raises ``MessageRefused``."""
    if len(text) > MAX_MESSAGE:
        raise MessageRefused(
            "message",
            f"A message has at most {MAX_MESSAGE:,} characters; this one has {len(text):,}. "
            "The draft is unchanged: send it in parts.",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    if not text.strip():
        raise MessageRefused("message", "The message is empty. Say what you did, for whom, and the price.")
    return text
