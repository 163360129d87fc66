"""What an operator may set for market data."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from services.livedata.domain.cell_range import CellRange
from services.livedata.domain.priority import Priorities
from services.livedata.domain.quality import Rules
from services.livedata.domain.recording import SUFFIX
from shared.kernel.enums import Resolution
from shared.settings import StoringSettings

SourceName = Literal["simulated", "excel", "pushed", "alpaca", "schwab", "replay"]


def _listed(words: object) -> object:
    return [each.strip() for each in words.split(",")] if isinstance(words, str) else words


def _paired(words: object) -> object:
    """`SPY=excel, /ES=simulated` as a mapping."""
    if not isinstance(words, str):
        return words
    pairs = (each.partition("=") for each in words.split(",") if each.strip())
    return {symbol.strip().upper(): source.strip() for symbol, _, source in pairs}


class Settings(StoringSettings):
    sources: Annotated[tuple[SourceName, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=("simulated",),
        min_length=1,
        description="Where quotes come from, the foremost first, separated by commas: "
        "`simulated`, `excel`, `pushed` by other programs, `alpaca`, `schwab`, or `replay` alone. "
        "Where several know a symbol, the first that is not stale answers.",
    )
    favorite_sources: Annotated[dict[str, SourceName], NoDecode, BeforeValidator(_paired)] = Field(
        default={},
        description="Symbols for which another source comes first: `SPY=excel,/ES=simulated`.",
    )
    source_return_seconds: float = Field(
        default=5,
        ge=0,
        description="How long a source that was silent must speak before it answers again.",
    )
    excel_file: Path | None = Field(
        default=None, description="The workbook to read where the source is `excel` (xlsx or xlsm)."
    )
    excel_sheet: str | None = Field(
        default=None,
        description="The sheet to read; without it `LiveData`, else the first that has symbols.",
    )
    excel_range: str | None = Field(
        default=None,
        description="The cells to read, header included, such as `A1:N13` or `A:N`; without it "
        "the whole sheet.",
    )
    excel_poll_seconds: float = Field(
        default=0.05, gt=0, le=5, description="How often the workbook is looked at for a new save."
    )
    excel_patience_seconds: float = Field(
        default=2,
        ge=0,
        description="How long a workbook may be unreadable before anybody hears of it.",
    )
    excel_frozen_seconds: float = Field(
        default=60,
        gt=0,
        description="A workbook that did move, then is saved this long without any change, is "
        "taken for a dead link; and so are quotes that are pushed without a change.",
    )
    excel_frozen_saves: int = Field(
        default=5, ge=1, description="And at least this many saves or pushes without a change."
    )
    broker_symbols: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=("SPY", "QQQ", "AAPL", "MSFT", "NVDA", "META", "AMZN", "GOOGL", "TSLA", "AMD"),
        description="The symbols to ask `alpaca` or `schwab` for, separated by commas.",
    )
    broker_lot: int = Field(
        default=100,
        ge=1,
        description="Shares in one unit of the sizes that brokers quote: they count round lots.",
    )
    alpaca_key: SecretStr | None = Field(default=None, description="Alpaca's API key id.")
    alpaca_secret: SecretStr | None = Field(default=None, description="The secret that goes with.")
    alpaca_feed: Literal["iex", "sip"] = Field(
        default="iex", description="Alpaca's feed: `iex` is free, `sip` has all exchanges."
    )
    alpaca_stream_url: str | None = Field(
        default=None, description="Another server that speaks as Alpaca's stream does."
    )
    alpaca_data_url: str | None = Field(
        default=None, description="Another server that answers as Alpaca's market data API does."
    )
    schwab_key: SecretStr | None = Field(default=None, description="The key of a Schwab app.")
    schwab_secret: SecretStr | None = Field(default=None, description="The secret of that app.")
    schwab_token_path: Path | None = Field(
        default=None,
        description="The token that `schwab-generate-token.py` has made; it is refreshed in place.",
    )
    simulation_seed: int = Field(default=1, description="The dice of the simulated market.")
    simulation_session_minutes: float = Field(
        default=390,
        ge=1,
        description="How long a day of the simulated market lasts; its night lasts a minute.",
    )
    simulation_incidents_per_hour: float = Field(
        default=12,
        ge=0,
        description="How often a symbol of the simulated market is halted, falls silent, loses a "
        "side, is crossed or quotes what cannot be.",
    )
    simulation_late_seconds: float = Field(
        default=20,
        ge=0,
        description="How long one symbol of the simulated market, DIS, waits for its first quote "
        "after a start: until then it is `loading`.",
    )
    simulation_outage_every_minutes: float = Field(
        default=240,
        ge=0,
        description="How often the whole simulated feed is down for 90 seconds, counted from the "
        "start, so that `feed_down` can be seen; 0 is never.",
    )
    simulation_quotes_per_second: float = Field(
        default=120,
        gt=0,
        le=5_000,
        description="Quotes a second of the simulated market, all symbols.",
    )
    bars_1s_keep_days: float = Field(
        default=7, gt=0, description="How long bars of a second are kept."
    )
    bars_1m_keep_days: float = Field(
        default=400, gt=0, description="How long bars of a minute are kept."
    )
    bars_1d_keep_days: float = Field(
        default=7_500, gt=0, description="How long daily bars are kept."
    )
    replay_files: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=(),
        description="The recordings to play where the source is `replay`, in their order, between "
        "commas: Thor's own (jsonl.gz), or ticks as csv or parquet. Needs THOR_MARKET_CLOCK.",
    )
    recordings_dir: Path | None = Field(
        default=None, description="Folder of the recordings; without it nothing is recorded."
    )
    recordings_keep_days: float = Field(
        default=30, gt=0, description="How long a recording is kept."
    )
    recordings_megabytes_max: int = Field(
        default=10_000,
        gt=0,
        description="Room for recordings: beyond it the oldest are removed.",
    )
    stale_after_seconds: float = Field(
        default=15, gt=0, description="Age at which a quote nobody has vouched for is stale."
    )
    feed_down_after_seconds: float = Field(
        default=60,
        gt=0,
        description="Time after which a stale quote of a feed that is down is feed_down.",
    )
    jump_band: Decimal = Field(
        default=Decimal("0.2"),
        gt=0,
        description="Part of a price that it may move from one quote to the next; a longer jump "
        "waits for a second quote that confirms it.",
    )

    @field_validator("excel_range")
    @classmethod
    def _range_is_one(cls, cells: str | None) -> str | None:
        if cells is not None:
            CellRange.parse(cells)
        return cells

    @model_validator(mode="after")
    def _sources_are_complete(self) -> Self:
        if "excel" in self.sources and self.excel_file is None:
            raise ValueError("THOR_SOURCES has excel, so THOR_EXCEL_FILE must name the workbook")
        if "alpaca" in self.sources and (self.alpaca_key is None or self.alpaca_secret is None):
            raise ValueError("THOR_SOURCES has alpaca: set THOR_ALPACA_KEY and THOR_ALPACA_SECRET")
        if "schwab" in self.sources and (
            self.schwab_key is None or self.schwab_secret is None or self.schwab_token_path is None
        ):
            raise ValueError(
                "THOR_SOURCES has schwab: set THOR_SCHWAB_KEY, THOR_SCHWAB_SECRET and "
                "THOR_SCHWAB_TOKEN_PATH"
            )
        if self.replays:
            if len(self.sources) > 1:
                raise ValueError("THOR_SOURCES has replay, which is alone or not at all")
            if not self.replay_files or self.market_clock is None:
                raise ValueError(
                    "THOR_SOURCES is replay, so THOR_REPLAY_FILES must name the recording and "
                    "THOR_MARKET_CLOCK the time: ./thor up --replay sets both"
                )
        if len(set(self.sources)) < len(self.sources):
            raise ValueError("THOR_SOURCES names a source twice")
        missing = set(self.favorite_sources.values()) - set(self.sources)
        if missing:
            raise ValueError(f"THOR_FAVORITE_SOURCES names what THOR_SOURCES lacks: {missing}")
        return self

    @property
    def replays(self) -> bool:
        return "replay" in self.sources

    @property
    def priorities(self) -> Priorities:
        return Priorities(
            order=self.sources,
            favorites=self.favorite_sources,
            return_after=timedelta(seconds=self.source_return_seconds),
            stale_after=timedelta(seconds=self.stale_after_seconds),
        )

    @property
    def bars_kept(self) -> dict[Resolution, timedelta]:
        return {
            Resolution.SECOND: timedelta(days=self.bars_1s_keep_days),
            Resolution.MINUTE: timedelta(days=self.bars_1m_keep_days),
            Resolution.DAY: timedelta(days=self.bars_1d_keep_days),
        }

    @property
    def rules(self) -> Rules:
        """Quotes of our own recordings have been judged: a jump in them was confirmed."""
        judged = any(path.name.endswith(SUFFIX) for path in self.replay_files)
        return Rules(
            stale_after=timedelta(seconds=self.stale_after_seconds),
            jump_band=Decimal("Infinity") if judged else self.jump_band,
            feed_down_after=timedelta(seconds=self.feed_down_after_seconds),
        )
