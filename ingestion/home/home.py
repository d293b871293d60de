"""A home: the one folder that holds everything a warehouse knows, and its settings.

Settings come from a flag, then ``CSI_*`` in the environment, then ``csi.toml`` in the home, then
the default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ingestion.home.imprint_settings import ImprintSettings
from ingestion.home.ledger import Ledger, LostLedger
from ingestion.home.ledger_head import head_file, kept_head
from ingestion.home.mail_settings import MailSettings
from ingestion.home.one_writer import OneWriter, Writer
from ingestion.home.places import (
    make_places,
    raw_store_of,
    refuse_irregular,
    refuse_overlapping,
    refuse_strange,
)
from ingestion.home.private_folder import close_folder, take_possession
from ingestion.home.raw_store import RawStore
from ingestion.home.regular_files import NotRead, is_irregular, read_regular
from ingestion.home.source_settings import SourceSettings
from ingestion.home.whole_files import whole_file
from ingestion.refusal import Refusal

# 1: names of kept frames without hashes, the ledger's head in no second place, open to other users.
LAYOUT_VERSION = 2
CARD_FILE = "home.json"
_MOST_WORKERS = 1024
HomeKind = Literal["real", "synthetic"]


class Card(BaseModel):
    """What ``home.json`` says."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    layout_version: int = Field(ge=1)
    kind: HomeKind | None


class _Environment(EnvSettingsSource):
    """``CSI_*``, but never who is who, who sends what and who is written to: anybody may set a
    variable. What is a text here is read as what it stands for; the file says it as that."""

    def __call__(self) -> dict[str, Any]:
        by_file_only = ("users", "sources", "mail", "imprint")
        return {
            name: self._meant(name, value)
            for name, value in super().__call__().items()
            if name not in by_file_only
        }

    def _meant(self, name: str, value: Any) -> Any:
        meant = self.settings_cls.model_fields[name].annotation
        try:
            return TypeAdapter(meant).validate_strings(value) if meant else value
        except ValidationError:
            return value  # refused with all else that cannot be


class Settings(BaseSettings):
    """What may be set for a home. With ``automation``, what Dagster starts by itself is switched on
    from the start. ``users`` maps users of the operating system to accounts; it, the ``sources``,
    ``mail`` and ``imprint`` come from ``csi.toml`` only."""

    model_config = SettingsConfigDict(env_prefix="CSI_", extra="ignore")

    inbox: str | None = None
    raw_store: str | None = None
    threads: int = Field(default=2, ge=1, le=_MOST_WORKERS, strict=True)
    readers: int = Field(default=2, ge=1, le=_MOST_WORKERS, strict=True)
    seconds_per_file: float = Field(default=60.0, gt=0, allow_inf_nan=False, strict=True)
    publish: Literal["run", "by_hand"] = "run"
    automation: bool = Field(default=False, strict=True)
    users: dict[str, str] = {}
    sources: tuple[SourceSettings, ...] = ()
    mail: MailSettings | None = None
    imprint: ImprintSettings = ImprintSettings()

    @field_validator("sources")
    @classmethod
    def _names_differ(cls, sources: tuple[SourceSettings, ...]) -> tuple[SourceSettings, ...]:
        if len({one.name for one in sources}) < len(sources):
            raise ValueError("two sources of one name")
        return sources

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment, ``csi.toml``, default."""
        return init_settings, _Environment(settings_cls), TomlConfigSettingsSource(settings_cls)


class UnknownLayout(Refusal):
    """The home was written by a newer version of this software."""

    kind = "failed"


class OlderLayout(Refusal):
    """The home was written by an older version of this software, and is to be upgraded."""


class DamagedCard(Refusal):
    """``home.json`` is gone or does not say what it should."""

    kind = "failed"


class MixedKinds(Refusal):
    """Real and synthetic data must not share a home."""


def read_card(file: Path) -> Card:
    """What a home says of itself; raises ``DamagedCard``."""
    try:
        return Card.model_validate_json(read_regular(file))
    except (NotRead, ValidationError) as damaged:
        raise DamagedCard("refused.home_card.damaged", file=file) from damaged


class Home:
    """The folders of a home. Opening one that does not exist creates it; one of another user is
    refused (``ForeignHome``), and so are settings that cannot be used (``Refusal``). What is
    ``doing`` the work is told to whoever waits for it; ``waiting`` is called before this process
    waits for another. One of an older layout is refused (``OlderLayout``), unless it is opened to
    be upgraded (``upgrades``)."""

    def __init__(
        self,
        folder: Path,
        doing: str = "csi",
        waiting: Callable[[Writer], None] = lambda _: None,
        *,
        upgrades: bool = False,
    ) -> None:
        self.folder = folder.resolve()
        refuse_strange(self.folder)
        take_possession(self.folder)
        make_places(self.folder)
        refuse_irregular(self.folder)
        self._card = self.folder / CARD_FILE
        has_ledger = self.ledger_file.exists()  # looked at first: whoever makes it has made a card
        if not self._card.exists():
            if has_ledger:
                raise DamagedCard("refused.home_card.missing", file=self._card)
            self._write_card(None)
        layout = read_card(self._card).layout_version
        if layout > LAYOUT_VERSION:
            raise UnknownLayout("refused.newer_home", folder=self.folder)
        if layout < LAYOUT_VERSION and not upgrades:
            raise OlderLayout("refused.older_home", folder=self.folder)
        toml = self.folder / "csi.toml"

        class HomeSettings(Settings):
            model_config = SettingsConfigDict(env_prefix="CSI_", extra="forbid", toml_file=toml)

        try:
            self.settings: Settings = HomeSettings()
        except ValidationError as wrong:
            errors = wrong.errors()
            reasons = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in errors)
            raise Refusal("refused.settings", file=toml, reason=reasons) from wrong
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as wrong:
            raise Refusal("refused.settings", file=toml, reason=str(wrong)) from wrong
        inbox, store = self.settings.inbox, self.settings.raw_store
        refuse_overlapping(self.folder, inbox=inbox, raw_store=store)
        self.raw_store_place = raw_store_of(self.folder, store)
        if "://" not in self.raw_store_place:
            close_folder(Path(self.raw_store_place))
        self._doing, self._waiting = doing, waiting
        writer = OneWriter(self.folder, doing, waiting)
        self.alone, self.other_writer = writer.alone, writer.other

    def as_set_now(self) -> Home:
        """The same home with its settings read again: for what outlives a change of them."""
        return Home(self.folder, self._doing, self._waiting)

    def __truediv__(self, name: str) -> Path:
        return self.folder / name

    @property
    def inbox(self) -> Path:
        """The folder reports are dropped in."""
        return self.folder / (self.settings.inbox or "inbox")

    @property
    def working(self) -> Path:
        """The database file a run builds in."""
        return self / "warehouse" / "working.duckdb"

    @property
    def published(self) -> Path:
        """The database file readers open: marts and dimensions only, replaced whole by a run that
        ended well."""
        return self / "warehouse" / "published.duckdb"

    @property
    def previous(self) -> Path:
        """What readers opened before the last run replaced it."""
        return self / "warehouse" / "published.previous.duckdb"

    @property
    def computed(self) -> Path:
        """All that the same run built, from raw tables to marts: for what explains its figures or
        computes them again. Replaced whole together with ``published``."""
        return self / "warehouse" / "computed.duckdb"

    @property
    def dbt_target(self) -> Path:
        """The folder dbt writes into: the parsed project and the SQL it ran."""
        return self / "dbt"

    @property
    def kind(self) -> HomeKind | None:
        """Whether the home holds real or synthetic data; None while it holds none."""
        return read_card(self._card).kind

    def declare(self, kind: HomeKind) -> None:
        """Fix the kind of data at the first report; raises ``MixedKinds`` on the other kind."""
        if self.kind not in (None, kind):
            raise MixedKinds(f"refused.mixed_kinds.{self.kind}", folder=self.folder)
        if self.kind is None:
            self._write_card(kind)

    @property
    def layout_version(self) -> int:
        """By which layout the home was written."""
        return read_card(self._card).layout_version

    def upgrade(self) -> None:
        """Bring the ledger to the newest layout. It is checked first, as it is (``LostLedger``,
        ``BrokenChain``); originals and releases are the same in every layout, and what a run writes
        is for a rebuild to make again. Then ``end_upgrade``."""
        with self.alone():
            if not self.is_new():
                with self.ledger(mends=False) as ledger:
                    ledger.verify()
                self.ledger().close()

    def end_upgrade(self) -> None:
        """Say that the home has the newest layout; one that was killed before begins anew."""
        self._write_card(self.kind)

    def alone_in(self, folder: Path) -> AbstractContextManager[None]:
        """Hold another folder than the home, as ``alone`` holds the home."""
        return OneWriter(folder, self._doing, self._waiting).alone()

    def raw_store(self) -> RawStore:
        """The store of received bytes."""
        return RawStore(self.raw_store_place)

    @property
    def ledger_file(self) -> Path:
        """The database file of the ledger."""
        return self / "ledger.sqlite"

    def ledger(self, *, mends: bool = True) -> Ledger:
        """The list of events; close it after use. Raises ``LostLedger`` where events are gone, or
        all of it is beside files that were received."""
        file = self.ledger_file
        if not (file.exists() and file.stat().st_size) and any(self.raw_store().names()):
            raise LostLedger("refused.ledger.missing", file=file)
        may_be_older = self.layout_version < LAYOUT_VERSION
        return Ledger(f"sqlite:///{file}", mends=mends, may_be_older=may_be_older)

    def is_new(self) -> bool:
        """Whether nothing was ever received: there is neither a ledger, nor a sign of one."""
        file = self.ledger_file
        has_ledger = is_irregular(file) or (file.exists() and file.stat().st_size)
        head = kept_head(head_file(file))
        return not (has_ledger or (head and head.events) or any(self.raw_store().names()))

    def _write_card(self, kind: HomeKind | None) -> None:
        card = Card(layout_version=LAYOUT_VERSION, kind=kind)
        with whole_file(self._card) as unfinished:
            unfinished.write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")
