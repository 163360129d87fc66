"""Writes down every setting, from the classes that define them: the table in `docs/settings.md`
and the lower part of `.env.example`. `--check` writes nothing and fails where they are out of date.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import annotated_types
import yaml
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import NoDecode

from deploy.local.places import ROOT
from services.gateway.settings import Settings as Gateway
from services.livedata.settings import Settings as Livedata
from services.orders.settings import Settings as Orders
from services.paper_engine.settings import Settings as PaperEngine
from services.portfolio.settings import Settings as Portfolio
from shared.settings import PREFIX, ServiceSettings, StoringSettings

TABLE = ROOT / "docs" / "settings.md"
EXAMPLE = ROOT / ".env.example"
COMPOSE = ROOT / "docker-compose.yml"
MARK = "# ---- The settings of the services. Written by `./thor settings`: not to be edited. ----\n"
EVERY = "every service"
CLASSES: Mapping[str, type[ServiceSettings]] = {
    EVERY: StoringSettings,
    "gateway": Gateway,
    "orders": Orders,
    "paper_engine": PaperEngine,
    "portfolio": Portfolio,
    "livedata": Livedata,
}
PREAMBLE = """\
# Settings

Every setting of the five services. An environment variable sets it; the same name with `_FILE`
behind it names a file that holds the value, for secrets. `./thor up` passes its environment on;
`docker compose` takes them from `.env` (begin with a copy of `.env.example`). A value that is not
allowed stops the service at its start, with a message that names it.

Written by `./thor settings` from the settings classes; `./thor check` fails where it is too old.
"""


@dataclass(frozen=True, slots=True)
class Setting:
    service: str
    name: str
    default: str | None
    """As one would write it into the environment; `None` where there is no default."""
    limits: str
    meaning: str


def settings() -> list[Setting]:
    return [
        _setting(service, name, field)
        for service, chosen in CLASSES.items()
        for name, field in chosen.model_fields.items()
        if service == EVERY or name not in StoringSettings.model_fields
    ]


def table(found: list[Setting]) -> str:
    parts = [PREAMBLE]
    for service in CLASSES:
        parts.append(f"\n## {service.capitalize() if service == EVERY else f'`{service}`'}\n\n")
        parts.append("| setting | default | allowed | what it does |\n|---|---|---|---|\n")
        for each in found:
            if each.service == service:
                default = f"`{each.default}`" if each.default else ""
                meaning = each.meaning.replace("|", "\\|")
                parts.append(f"| `{each.name}` | {default} | {each.limits} | {meaning} |\n")
    return "".join(parts)


def example(above: str, found: list[Setting]) -> str:
    """What is explained `above` the mark, then every other setting that compose leaves open."""
    parts = [above, MARK]
    done = _set_by_compose()
    for each in found:
        if each.name in done or f"{each.name}=" in above:
            continue
        done.add(each.name)
        same = [other for other in found if other.name == each.name]
        for other in same:
            limits = f" Allowed: {other.limits}." if other.limits else ""
            said = f"({other.service}) {other.meaning}{limits}"
            parts.append("\n" if other is same[0] else "")
            parts.extend(f"# {line}\n" for line in textwrap.wrap(said, 96))
        parts.append(f"# {each.name}={each.default or ''}\n")
    return "".join(parts)


def _setting(service: str, name: str, field: FieldInfo) -> Setting:
    default = field.get_default(call_default_factory=True, validated_data={})
    return Setting(
        service=service,
        name=f"{PREFIX}{name.upper()}",
        default=_written(default, is_json=NoDecode not in field.metadata),
        limits=", ".join(_limits(field)),
        meaning=" ".join((field.description or "").split()),
    )


def _written(default: object, *, is_json: bool) -> str | None:
    """As it stands in the environment: lists are JSON unless their setting takes plain words."""
    if default is None or isinstance(default, SecretStr):
        return None
    if isinstance(default, bool) or (is_json and isinstance(default, list | tuple | dict)):
        return json.dumps(default)
    if isinstance(default, dict):
        return ",".join(f"{name}={value}" for name, value in default.items())
    if isinstance(default, list | tuple):
        return ",".join(str(each) for each in default)
    if isinstance(default, float) and default.is_integer():
        return str(int(default))
    return str(default) if isinstance(default, str | int | float | Decimal | Path) else None


def _limits(field: FieldInfo) -> Iterator[str]:
    for rule in field.metadata:
        match rule:
            case annotated_types.Gt(gt=bound):
                yield f"> {bound}"
            case annotated_types.Ge(ge=bound):
                yield f"≥ {bound}"
            case annotated_types.Lt(lt=bound):
                yield f"< {bound}"
            case annotated_types.Le(le=bound):
                yield f"≤ {bound}"
            case annotated_types.MinLen(min_length=length):
                yield f"at least {length} long"
            case _:
                pass


def _set_by_compose() -> set[str]:
    services: Mapping[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    named = (name for each in services.values() for name in each.get("environment", {}))
    return {name.removesuffix("_FILE") if name.endswith(("URL_FILE", "SECRET_FILE")) else name
            for name in named}  # fmt: skip


def main(arguments: list[str]) -> int:
    found = settings()
    above = EXAMPLE.read_text().partition(MARK)[0]
    wanted = {TABLE: table(found), EXAMPLE: example(above, found)}
    late = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" in arguments:
        for path in late:
            print(f"{path.relative_to(ROOT)} is not what the settings say; run ./thor settings.")
        return int(bool(late))
    for path in late:
        path.write_text(wanted[path])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
