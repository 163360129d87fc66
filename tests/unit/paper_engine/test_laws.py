"""What must hold whatever happens: books driven by random orders, quotes, answers and time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.paper_engine.domain.agenda import Agenda
from services.paper_engine.domain.book import Book
from services.paper_engine.domain.matching import Fill
from services.paper_engine.domain.order import WorkingOrder
from services.paper_engine.domain.proposal import Proposal
from services.paper_engine.domain.quote import Quote
from services.paper_engine.domain.reason import Waiting
from services.paper_engine.domain.receipt import recompute
from services.paper_engine.handlers.translate import report_of
from services.paper_engine.handlers.verify import Recorded, differences
from shared.contracts.executions import Receipt
from shared.kernel.enums import OrderType, QuoteQuality, Side, TimeInForce
from shared.kernel.fee_model import fee_model
from shared.kernel.fill_model import fill_model
from tests.support.clock import MONDAY
from tests.support.paper_engine import SYMBOL, VENUE, a_quote, an_order, booked, order_id

STEP = timedelta(milliseconds=100)
NAMES = 13
ANSWER, IGNORE = "answer", "ignore"
Step = WorkingOrder | Quote | str


FILL_MODELS = ("quote", "quote", "touch", "strict", "quote+slippage:0.05")
FEE_MODELS = ("none", "per_share:0.005", "flat:1.00", "percent:0.1")


class Script:
    """Steps from a seed: drawing each choice from Hypothesis takes longer than playing them."""

    def __init__(self, seed: int, *, sized: bool) -> None:
        self._random = Random(seed)
        self._sized = sized

    def steps(self, count: int) -> list[Step]:
        return [self._step() for _ in range(count)]

    def _step(self) -> Step:
        kind = self._random.choice(["order", "quote", "quote", ANSWER, IGNORE])
        if kind == "order":
            return self._order()
        return self._quote() if kind == "quote" else kind

    def _price(self, low: int = 95, high: int = 105) -> Decimal:
        return Decimal(self._random.randint(low * 4, high * 4)) / 4

    def _time(self) -> datetime | None:
        steps = self._random.randint(0, 60)
        return MONDAY + steps * STEP if self._random.random() < 0.25 else None

    def _size(self) -> Decimal | None:
        return Decimal(self._random.randint(0, 300)) if self._sized else None

    def _order(self) -> WorkingOrder:
        kind = self._random.choice(list(OrderType))
        stopped = kind in (OrderType.STOP, OrderType.STOP_LIMIT)
        return an_order(
            self._random.choice(list(Side)),
            kind,
            self._random.randint(1, 200),
            name=self._random.randrange(NAMES),
            tif=self._random.choice([TimeInForce.GTC] * 3 + list(TimeInForce)),
            limit=self._price() if kind in (OrderType.LIMIT, OrderType.STOP_LIMIT) else None,
            stop=self._price() if stopped else None,
            trail=self._price(1, 4) if kind is OrderType.TRAILING_STOP else None,
            hold_until=self._time(),
            expires_at=self._time(),
            fill_model=fill_model(self._random.choice(FILL_MODELS)),
            fee_model=fee_model(self._random.choice(FEE_MODELS)),
        )

    def _quote(self) -> Quote:
        choose, bid = self._random.choice, self._price()
        return a_quote(
            choose([bid] * 9 + [None]),
            choose([bid + Decimal("0.25")] * 8 + [bid - 1, None]),
            choose([self._price()] * 4 + [None]),
            bid_size=self._size(),
            ask_size=self._size(),
            quality=choose([QuoteQuality.FRESH] * 8 + [QuoteQuality.LOADING, QuoteQuality.STALE]),
        )


def scripts(*, sized: bool) -> st.SearchStrategy[list[Step]]:
    def script(seed: int, count: int) -> list[Step]:
        return Script(seed, sized=sized).steps(count)

    return st.builds(script, st.integers(0, 2**32), st.integers(1, 60))


@dataclass
class Run:
    """A book driven by a script, every step a tenth of a second after the one before."""

    book: Book = field(default_factory=lambda: Book(SYMBOL, VENUE, Agenda()))
    now: datetime = MONDAY
    proposals: list[Proposal] = field(default_factory=list)
    unanswered: list[Proposal] = field(default_factory=list)
    batches: list[list[Proposal]] = field(default_factory=list)
    versions: defaultdict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    sequence: int = 0

    def play(self, script: Iterable[Step]) -> Run:
        for step in script:
            self.now += STEP
            for _, due in self.book.agenda.due(self.now):
                self.take(self.book.wake(due, self.now))
            self.do(step)
            self.check()
        return self

    def do(self, step: Step) -> None:
        if isinstance(step, WorkingOrder):
            known = self.book.order(step.order_id)
            version = self.versions[step.order_id] = self.versions[step.order_id] + 1
            begun = self.now if known is None or step.quantity % 2 else known.working_since
            self.take(self.book.put(replace(step, version=version, working_since=begun), self.now))
        elif isinstance(step, Quote):
            self.sequence += 1
            step.sequence, step.as_of, step.changed_at = self.sequence, self.now, self.now
            batch = self.book.quoted(step, self.now)
            self.batches.append(list(batch))
            self.take(batch)
        elif self.unanswered:
            self.answer(self.unanswered.pop(0), follow=step == ANSWER)

    def answer(self, proposal: Proposal, *, follow: bool) -> None:
        order = self.book.order(proposal.order.order_id)
        if not follow or order is None or order.version != proposal.order.version:
            return
        left = booked(proposal, at=self.now)
        if left is None:
            self.book.remove(order.order_id)
        else:
            self.versions[left.order_id] = left.version
            self.take(self.book.put(left, self.now))

    def take(self, proposals: Iterable[Proposal]) -> None:
        for proposal in proposals:
            self.proposals.append(proposal)
            self.unanswered.append(proposal)

    def check(self) -> None:
        """Whoever could be filled or ended now has been proposed: nothing was overlooked."""


class Complete(Run):
    def check(self) -> None:
        for number in range(NAMES):
            waiting = self.book.explain(order_id(number), self.now)
            assert waiting is None or "being proposed" not in waiting.detail


def filled(proposals: Iterable[Proposal]) -> list[tuple[Proposal, Fill, Quote]]:
    return [
        (each, each.action, each.quote)
        for each in proposals
        if isinstance(each.action, Fill) and each.quote is not None
    ]


@given(scripts(sized=False))
def test_no_order_that_could_trade_is_overlooked(script: list[Step]) -> None:
    Complete().play(script)


@given(scripts(sized=True))
def test_no_quote_fills_more_than_it_displays(script: list[Step]) -> None:
    taken: defaultdict[tuple[int, Side], dict[UUID, Decimal]] = defaultdict(dict)
    shown: dict[tuple[int, Side], Decimal | None] = {}
    for proposal, fill, quote in filled(Run().play(script).proposals):
        side = proposal.order.side
        if proposal.order.fill_model.sized:
            taken[quote.sequence, side][proposal.report_id] = fill.quantity
            shown[quote.sequence, side] = quote.displayed(side)

    for place, fills in taken.items():
        assert sum(fills.values()) <= (shown[place] or 0)


@given(scripts(sized=True))
def test_no_fill_breaks_the_terms_of_its_order(script: list[Step]) -> None:
    for proposal, fill, quote in filled(Run().play(script).proposals):
        order = proposal.order
        assert 0 < fill.quantity <= order.remaining_quantity
        if order.limit_price is not None:
            assert (fill.price - order.limit_price) * order.side.sign <= 0
        if order.time_in_force is TimeInForce.FOK:
            assert fill.quantity == order.remaining_quantity
        assert order.hold_until is None or proposal.decided_at >= order.hold_until
        assert order.expires_at is None or proposal.decided_at < order.expires_at
        assert proposal.decided_at - quote.as_of <= VENUE.stale_after
        assert quote.flaw is None


@given(scripts(sized=True))
def test_what_a_receipt_says_can_be_worked_out_again(
    script: list[Step],
) -> None:
    for proposal, fill, quote in filled(Run().play(script).proposals):
        figures = recompute(proposal.order, quote, fill.quantity)
        assert (figures.price, figures.rule) == (fill.price, fill.rule)
        assert figures.price_improvement == fill.price_improvement
        report = report_of(proposal)
        assert report.last_price is not None
        assert report.commission is not None
        assert report.receipt is not None
        recorded = Recorded(
            symbol=proposal.order.symbol,
            quantity=fill.quantity,
            price=report.last_price,
            commission=report.commission,
            receipt=Receipt.model_validate_json(report.receipt.model_dump_json()),
        )
        assert differences(recorded) == []


@given(scripts(sized=True))
def test_a_quote_serves_the_best_price_first_and_then_the_oldest(
    script: list[Step],
) -> None:
    for batch in Run().play(script).batches:
        for side in Side:
            claims = [
                (_urgency(proposal.order), proposal.order.working_since, proposal.order.order_id)
                for proposal, _, _ in filled(batch)
                if proposal.order.side is side
                and proposal.order.type in (OrderType.MARKET, OrderType.LIMIT)
                and proposal.order.fill_model.sized
            ]
            assert claims == sorted(claims)


def _urgency(order: WorkingOrder) -> Decimal:
    """The smaller, the sooner: a market order before every limit."""
    if order.limit_price is None:
        return Decimal("-Infinity")
    return -order.limit_price * order.side.sign


@given(scripts(sized=True))
def test_the_same_inputs_propose_the_same(script: list[Step]) -> None:
    assert Run().play(script).proposals == Run().play(script).proposals


@given(scripts(sized=False))
def test_a_book_that_starts_again_proposes_again_under_the_same_ids(
    script: list[Step],
) -> None:
    """What was decided on the current quote and not answered is decided again by a book that
    knows only the orders as they are booked, and that quote."""
    run = Run().play(script)
    quote = run.book.quote
    again = Run()
    if quote is not None:
        again.book.quoted(quote, run.now)
    for number in range(NAMES):
        order = run.book.order(order_id(number))
        if order is not None:
            again.take(again.book.put(order, run.now))

    proposed = {proposal.report_id: proposal.action for proposal in again.proposals}
    for number in range(NAMES):
        waiting = run.book.explain(order_id(number), run.now)
        order = run.book.order(order_id(number))
        if order is None or waiting is None or waiting.code is not Waiting.AWAITING_BOOK:
            continue
        for proposal in run.proposals:
            if (
                isinstance(proposal.action, Fill)
                and proposal.order == order
                and proposal.quote is quote
                and order.expires_at is None
                and order.type in (OrderType.MARKET, OrderType.LIMIT)
            ):
                assert proposed[proposal.report_id] == proposal.action
