"""`thor screenshots`: a Thor of its own, a trader with a past, and a browser that looks around."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from deploy.local import browser as installed
from deploy.local.places import ROOT, LauncherError, environment
from deploy.screenshots.demo import EMAIL, PASSWORD, Demo
from deploy.screenshots.page import IMAGES, PAGE, screens_page
from deploy.screenshots.screens import SCENES, SCREENS, THEMES, Screen

START_SECONDS_MAX = 300.0
SEED = "7"
STANDSTILL = """([inPhase, inScene]) => {
  for (const animation of document.getAnimations()) {
    const moved = animation.effect.target;
    const since = moved.classList.contains('welcome') || !moved.closest('.welcome-stage');
    animation.pause();
    animation.currentTime = since ? inPhase : inScene;
  }
}"""
"""Puts every movement to a moment, counted from the phase for the words and from the scene for
its layers, so that a slow machine takes the same picture as a quick one."""
WELCOMED = "sessionStorage.setItem('thor.home.welcome.dismissed', 'true')"


def main() -> int:
    """Write every image of `docs/images` that the page shows, and the page."""
    with _running_thor() as url, sync_playwright() as playwright:
        Demo.at(url).trade()
        found = installed.of_the_system()
        browser = playwright.chromium.launch(executable_path=found, args=list(installed.FLAGS))
        for theme in THEMES:
            for screen in SCREENS:
                _take(browser, url, screen, theme)
                print(f"✓ {screen.image(theme)}", flush=True)
        _take_scenes(browser, url)
        browser.close()
    PAGE.write_text(screens_page())
    return 0


def _take(browser: Browser, url: str, screen: Screen, theme: str) -> None:
    width, height = screen.size
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    if screen.logged_in:
        _log_in(context, url)
    page = context.new_page()
    preferences = json.dumps({"theme": theme})
    page.add_init_script(f"localStorage.setItem('thor.preferences', '{preferences}'); {WELCOMED}")
    page.goto(screen.path)
    page.locator("h1").first.wait_for(state="attached")
    screen.act(page)
    page.screenshot(path=IMAGES / screen.image(theme))
    context.close()


def _take_scenes(browser: Browser, url: str) -> None:
    """The page's clock stands still, so that a slow machine does not miss a scene."""
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 720})
    _log_in(context, url)
    page = context.new_page()
    page.clock.install()
    page.clock.pause_at(time.time() + 60)
    page.goto("/app/home")
    for scene in SCENES:
        if scene.phase == "war-room-activated":
            page.get_by_role("button", name="Engage").click()
        wanted = page.locator(f'.welcome[data-phase="{scene.phase}"]')
        while not wanted.is_visible():
            page.clock.run_for(50)
        page.evaluate(STANDSTILL, [scene.after_ms, scene.shown_ms])
        page.screenshot(path=IMAGES / scene.image, type="jpeg", quality=82)
        print(f"✓ {scene.image}", flush=True)
    context.close()


def _log_in(context: BrowserContext, url: str) -> None:
    body = {"email": EMAIL, "password": PASSWORD}
    answer = context.request.post("/api/v1/auth/login", data=body, headers={"origin": url})
    if not answer.ok:
        raise LauncherError(f"The trader of the screenshots cannot log in: {answer.text()}")


@contextlib.contextmanager
def _running_thor() -> Generator[str]:
    """A Thor on a folder that is thrown away; its address."""
    with tempfile.TemporaryDirectory(prefix="thor-screens-") as folder:
        # As root, PostgreSQL runs as another user, who needs the way in.
        Path(folder).chmod(0o755)
        data = Path(folder).resolve() / "data"
        command = [str(ROOT / "thor"), "up", "--no-open", "--port", "0", "--seed", SEED]
        launcher = subprocess.Popen(
            [*command, "--data", str(data)], env=environment(), stdin=subprocess.DEVNULL
        )
        try:
            yield _address(launcher, data / "run.json")
        finally:
            launcher.send_signal(signal.SIGINT)
            launcher.wait()


def _address(launcher: subprocess.Popen[bytes], run_file: Path) -> str:
    deadline = time.monotonic() + START_SECONDS_MAX
    while not run_file.exists():
        if launcher.poll() is not None or time.monotonic() > deadline:
            raise LauncherError("Thor did not start; what it said stands above.")
        time.sleep(0.1)
    url: str = json.loads(run_file.read_text())["url"]
    return url


if __name__ == "__main__":
    sys.exit(main())
