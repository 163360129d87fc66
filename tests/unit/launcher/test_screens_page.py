"""The page of screens shows what the table of screens names, and every picture is there."""

from __future__ import annotations

import re

from deploy.screenshots.page import IMAGES, PAGE, screens_page


def test_the_page_is_what_the_command_writes() -> None:
    assert PAGE.read_text() == screens_page()


def test_every_picture_of_the_page_exists() -> None:
    pictures = re.findall(r"\(images/([^)]+)\)", screens_page())
    assert len(pictures) > 20
    assert [name for name in pictures if not (IMAGES / name).exists()] == []
