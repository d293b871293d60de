"""What a page asks for and complains about while somebody reads it."""

from __future__ import annotations

from playwright.sync_api import Page


class Visit:
    """An open page, and what it asked for and complained about while opening."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in {"error", "warning"}
                else None
            ),
        )
        page.goto(address, wait_until="load")
