"""Rename an account, or choose the models and the hold that its next orders get."""

from __future__ import annotations

from datetime import datetime

from services.orders.domain.account import Account, Settings
from services.orders.domain.account_commands import ChangeSettings
from services.orders.domain.errors import known_models
from services.orders.handlers.announce_account import settings_changed
from services.orders.handlers.open_accounts import lock_open
from services.orders.ports import Work


async def change_settings(command: ChangeSettings, work: Work, *, at: datetime) -> Account:
    """The account with its new settings; nothing is told where nothing changed.

    Raises `NoSuchAccount`, `AccountIsClosed` or `UnknownModel`.
    """
    account = await lock_open(work, command.account_id, command.user_id)
    settings = known_models(_settings(command, account.settings))
    name = command.name or account.name
    if (name, settings) == (account.name, account.settings):
        return account

    configured = account.configured(name, settings)
    await work.accounts.rewrite(configured)
    work.outbox.append(settings_changed(configured, at=at))
    return configured


def _settings(command: ChangeSettings, now: Settings) -> Settings:
    hold_seconds = command.hold_seconds
    return Settings(
        fill_model=command.fill_model or now.fill_model,
        fee_model=command.fee_model or now.fee_model,
        hold_seconds=now.hold_seconds if hold_seconds is None else hold_seconds,
    )
