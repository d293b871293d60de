"""What a page asks for and complains about while somebody reads it."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Error, Page, Request


class Visit:
    """An open page, and what it asked for and complained about while opening."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._asked)
        page.on("pageerror", self._failed)
        page.on("console", self._said)
        page.goto(address, wait_until="load")

    def leave(self) -> None:
        """Leave the tab to the next visit: empty, as on a screen, and with nobody listening."""
        self.page.goto("about:blank")
        self.page.emulate_media(media="null")
        self.page.remove_listener("request", self._asked)
        self.page.remove_listener("pageerror", self._failed)
        self.page.remove_listener("console", self._said)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)
