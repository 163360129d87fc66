"""`docs/screens.md`: every screen in both themes, written from the table of screens."""

from __future__ import annotations

from deploy.local.places import ROOT
from deploy.screenshots.screens import SCENES, SCREENS, THEMES, Screen

IMAGES = ROOT / "docs" / "images"
PAGE = ROOT / "docs" / "screens.md"


def screens_page() -> str:
    parts = [
        "# Screens",
        "Every screen in both themes, as `./thor screenshots` takes them of a running Thor with "
        "the simulated market. The command writes this page, too.",
        *(_section(screen) for screen in SCREENS),
        "## Commander Welcome",
        "The first home of a browser session begins with it.",
        *(f"![{scene.tells}](images/{scene.image})" for scene in SCENES),
    ]
    return "\n\n".join(parts) + "\n"


def _section(screen: Screen) -> str:
    heads = " | ".join(theme.capitalize() for theme in THEMES)
    lines = " | ".join("---" for _ in THEMES)
    images = " | ".join(
        f"![{screen.title}, {theme}](images/{screen.image(theme)})" for theme in THEMES
    )
    return f"## {screen.title}\n\n{screen.tells}\n\n| {heads} |\n| {lines} |\n| {images} |"
