"""A folder of this machine, or one it has mounted, as a source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ingestion.home.regular_files import NotRead, look_at, state
from ingestion.home.source_settings import SourceSettings
from ingestion.landing.door import NotTaken, offered, read_file
from ingestion.landing.sources import Delivery, folder_sender
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable
from ingestion.polling.places import Item, Unreached


class WatchedFolder:
    """Its files, judged by the same door as those of the inbox. No delivery list is heeded: whoever
    may write here may not say who sent what."""

    is_written_at_once = False

    def __init__(self, source: SourceSettings, home: Path) -> None:
        self._source = source
        url = urlsplit(source.url)
        named = unquote(url.path) if url.scheme else source.url
        self._folder = home / Path(named).expanduser()
        if not self._folder.is_dir():
            raise Unreached("no_folder")

    def items(self) -> Iterator[Item | NotTaken]:
        """Every one of its files, and what of them is never received as it is."""
        for one in offered(self._folder):
            if isinstance(one, NotTaken):
                yield one
                continue
            try:
                of = look_at(one)
            except NotRead:  # gone since
                continue
            name = one.relative_to(self._folder).as_posix()
            yield Item(name, of.st_size, "-".join(map(str, state(of))))

    def fetch(self, item: Item) -> Delivery | NotTaken:
        """The bytes of a file."""
        try:
            content = read_file(self._folder / item.name)
        except UnreadableFile as reason:
            return NotTaken(printable(item.name), reason)
        sender = self._source.sender or folder_sender(printable(item.name))
        return Delivery(printable(item.name), content, sender, self._source.name, None)

    def close(self) -> None:
        """Nothing is held open."""
