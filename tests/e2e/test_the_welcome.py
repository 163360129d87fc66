"""Commander Welcome by a clock that the tests move: what is said when, and every way out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from tests.support.axe import violations
from tests.support.product import Product
from tests.support.screen import SECONDS, WELCOME_KEY, Screen
from tests.support.trader import Trader, eventually

ROTATION = 900
A_MOMENT = 100
WIDE: ViewportSize = {"width": 1280, "height": 720}
NARROW: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def trader(thor: Product) -> Generator[Trader]:
    with Trader(thor.url) as trader:
        trader.register()
        yield trader


@pytest.fixture
def arrive(thor: Product, trader: Trader, browser: Browser) -> Generator[Callable[..., Page]]:
    """Opens home in a new browser session. The page's time stands still: `page.clock` moves it."""
    opened: list[BrowserContext] = []

    def open_home(
        reduced_motion: Literal["reduce"] | None = None, viewport: ViewportSize = WIDE
    ) -> Page:
        context = browser.new_context(
            base_url=thor.url, reduced_motion=reduced_motion, viewport=viewport
        )
        opened.append(context)
        context.request.post(
            "/api/v1/auth/login",
            data={"email": trader.email, "password": trader.password},
            headers={"origin": thor.url},
        )
        page = context.new_page()
        page.clock.install()
        page.clock.pause_at(time.time() + 60)
        page.goto("/app/home")
        eventually(lambda: step(page), what="the welcome on the first home of a session")
        return page

    yield open_home
    for context in opened:
        context.close()


def step(page: Page) -> bool:
    page.clock.run_for(10)
    return welcome(page).is_visible()


def welcome(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Commander Welcome")


def test_three_scenes_follow_the_clock_and_engage_opens_the_war_room(
    arrive: Callable[..., Page],
) -> None:
    page = arrive()
    engage = page.get_by_role("button", name="Engage")
    scenes = page.get_by_test_id("welcome-scene")

    expect(scenes).to_have_attribute("data-scene", "bridge")
    expect(page.get_by_text("Captain on deck")).to_be_visible()
    page.clock.run_for(3_000 - A_MOMENT)
    expect(page.get_by_text("Captain on deck")).to_be_visible()
    page.clock.run_for(A_MOMENT)
    expect(page.get_by_text("Workhorse Stable shield 100 percent")).to_be_visible()

    page.clock.run_for(3_000)
    expect(scenes).to_have_count(2)
    expect(engage).to_have_count(0)
    page.clock.run_for(ROTATION)
    expect(scenes).to_have_attribute("data-scene", "helm")
    expect(page.get_by_text("Engine room to Captain. Controls are yours.")).to_be_visible()
    expect(engage).to_be_focused()

    page.clock.run_for(4_000)
    expect(page.get_by_text("Controls are yours")).to_have_count(0)
    page.clock.run_for(60_000)
    expect(engage).to_be_enabled()

    engage.click()
    expect(engage).to_be_disabled()
    page.clock.run_for(ROTATION)
    expect(scenes).to_have_attribute("data-scene", "war-room")
    expect(page.get_by_text("Your war room is activated…")).to_be_visible()
    expect(engage).to_have_count(0)
    page.clock.run_for(3_000 - A_MOMENT)
    expect(welcome(page)).to_be_visible()
    page.clock.run_for(A_MOMENT)
    expect(welcome(page)).to_have_count(0)
    expect(page).to_have_url(re.compile("/app/home$"))
    expect(page.get_by_test_id("figure-equity")).to_be_visible()


def test_a_session_is_welcomed_once_and_the_next_one_again(arrive: Callable[..., Page]) -> None:
    page = arrive()
    page.get_by_role("button", name="Skip").click()
    expect(welcome(page)).to_have_count(0)
    assert page.evaluate(f"sessionStorage.getItem('{WELCOME_KEY}')") is not None

    page.clock.resume()
    page.reload()
    expect(page.get_by_test_id("figure-equity")).to_be_visible(timeout=20 * SECONDS)
    expect(page.get_by_label("Symbol", exact=True)).to_be_editable()
    expect(welcome(page)).to_have_count(0)

    page = arrive()
    page.clock.resume()
    assert violations(page, within="[role=dialog]") == []
    expect(welcome(page)).to_be_visible()


def test_without_motion_the_scenes_still_come_and_escape_leaves_them(
    arrive: Callable[..., Page],
) -> None:
    page = arrive(reduced_motion="reduce", viewport=NARROW)
    page.clock.run_for(A_MOMENT)
    expect(welcome(page)).to_be_focused()
    page.clock.run_for(3_000)
    page.clock.run_for(3_000)
    page.clock.run_for(ROTATION)
    expect(page.get_by_role("button", name="Engage")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Skip")).to_be_in_viewport()
    moving = "document.getAnimations().filter((each) => each.playState === 'running').length"
    assert page.evaluate(moving) == 0

    page.keyboard.press("Escape")
    expect(welcome(page)).to_have_count(0)
    expect(page.get_by_role("navigation", name="Panels")).to_be_visible()


def test_a_welcome_that_does_not_load_leaves_home_to_the_trader(
    thor: Product, trader: Trader, page: Page
) -> None:
    page.route(re.compile("CommanderWelcomeModal"), lambda route: route.abort())
    screen = Screen(page, thor.url, welcomed=False)
    screen.enter(trader)
    eventually(
        lambda: page.evaluate(f"sessionStorage.getItem('{WELCOME_KEY}')"),
        what="a session that does not ask for it again",
    )
    expect(welcome(page)).to_have_count(0)
    screen.field("Symbol").fill("META")
    expect(screen.field("Symbol")).to_have_value("META")
    assert violations(page) == []


def test_every_scene_is_clean_of_faults_of_access(arrive: Callable[..., Page]) -> None:
    page = arrive()

    def faults() -> list[str]:
        return violations(page, within="[role=dialog]", meanwhile=lambda: page.clock.run_for(10))

    assert faults() == []
    page.clock.run_for(6_000 + ROTATION)
    assert faults() == []
    page.get_by_role("button", name="Engage").click()
    page.clock.run_for(ROTATION + A_MOMENT)
    assert faults() == []
    expect(page.get_by_text("Your war room is activated…")).to_be_visible()
