"""Which screens the documentation shows, and how a browser gets to each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

THEMES = ("dark", "light")
WIDE = (1440, 900)
NARROW = (390, 844)


def _nothing(page: Page) -> None:
    page.wait_for_load_state("networkidle")


@dataclass(frozen=True, slots=True)
class Screen:
    """`act` brings the page at `path` into the state that is shown."""

    name: str
    title: str
    tells: str
    path: str
    act: Callable[[Page], None] = _nothing
    size: tuple[int, int] = WIDE
    logged_in: bool = True

    def image(self, theme: str) -> str:
        return f"{self.name}-{theme}.png"


def _first_order(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Details of")).first.click()
    page.wait_for_timeout(1_500)


def _first_trip(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Details of")).first.click()
    page.get_by_test_id("history-line").first.wait_for()


def _palette(page: Page) -> None:
    _settle(page)
    page.keyboard.press("Control+k")
    page.get_by_label("Symbol, screen or command").fill("a")
    page.wait_for_timeout(500)


def _hidden(page: Page) -> None:
    _settle(page)
    page.keyboard.press("h")
    page.wait_for_timeout(500)


def _open_dialog(page: Page) -> None:
    page.get_by_role("button", name="Open an account").click()
    page.get_by_role("dialog").wait_for()


def _help(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


def _settle(page: Page) -> None:
    page.wait_for_timeout(2_500)


SCREENS = (
    Screen("login", "Log in", "The door.", "/login", logged_in=False),
    Screen(
        "register",
        "Open a paper account",
        "A name, an address, a password: $100,000.00 are there at once.",
        "/register",
        logged_in=False,
    ),
    Screen(
        "home",
        "The war room",
        "Banner, watchlist, chart, positions, orders, ticket and equity, all live; the panels are "
        "sized by hand.",
        "/app/home?symbol=META",
        _settle,
    ),
    Screen(
        "home-narrow",
        "The war room on a phone",
        "One panel at a time; the bar below chooses it.",
        "/app/home?symbol=META",
        _settle,
        NARROW,
    ),
    Screen(
        "home-hidden",
        "Amounts hidden",
        "H hides what is yours: money, and how much is held. Percentages and prices stay.",
        "/app/home?symbol=META",
        _hidden,
    ),
    Screen(
        "palette",
        "The palette",
        "Ctrl or ⌘ with K: any screen, symbol or deed by a few letters of its name.",
        "/app/home?symbol=META",
        _palette,
    ),
    Screen(
        "orders",
        "Orders",
        "Every order with its state; opened, its fills with their receipts, or why it has not "
        "filled yet.",
        "/app/orders",
        _first_order,
    ),
    Screen(
        "positions",
        "Positions",
        "What is held, what was, and everything that happened to the one that is chosen.",
        "/app/positions",
        _settle,
    ),
    Screen(
        "journal",
        "Journal",
        "Whether it worked: composite statistics over any choice of round trips, each with its "
        "history, tags and a note.",
        "/app/journal",
        _first_trip,
    ),
    Screen(
        "accounts",
        "Accounts",
        "Open, switch, change, clone, reset and close.",
        "/app/accounts",
        _settle,
    ),
    Screen(
        "accounts-open",
        "Opening an account",
        "Cash or margin, any starting balance, and how the market treats it.",
        "/app/accounts",
        _open_dialog,
    ),
    Screen("statements", "Reports", "Statements and exports.", "/app/statements", _settle),
    Screen(
        "settings",
        "Settings",
        "Theme, palette, motion, confirmations, hold window, models, API keys.",
        "/app/settings",
    ),
    Screen("help", "Help", "Keys, how orders live and fill, and the words.", "/app/orders", _help),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A moment of Commander Welcome: so long after `phase` has begun."""

    name: str
    tells: str
    phase: str
    after_ms: int
    shown_ms: int
    """So long after its scene came on the screen."""

    @property
    def image(self) -> str:
        return f"welcome-{self.name}.jpg"


SCENES = (
    Scene("captain-on-deck", "Captain on deck.", "captain-on-deck", 2_400, 2_400),
    Scene("shield", "Workhorse Stable shield 100 percent.", "shield-report", 1_800, 4_800),
    Scene(
        "helm", "Engine room to Captain. Controls are yours.", "controls-are-yours", 2_500, 3_400
    ),
    Scene("war-room", "Your war room is activated…", "war-room-activated", 2_000, 2_900),
)
