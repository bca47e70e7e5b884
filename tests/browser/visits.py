"""A page that is open in a real browser, with whatever it asked for or complained of."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

CHROMIUM = Path(os.environ.get("KG_CHROMIUM", "/usr/bin/chromium"))
SWITCHES = ("no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync")
QUIET = [f"--{name}" for name in SWITCHES]
COLOURS = {"State": (0, 114, 178), "Person": (230, 159, 0), "Event": (204, 121, 167)}

_SPOT = """(wanted) => {
  const canvas = document.querySelector("#graph canvas"), box = canvas.getBoundingClientRect();
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data, width, height } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const same = (x, y) => wanted.every((part, i) => Math.abs(data[4 * (y * width + x) + i] - part) < 6);
  for (let y = 6; y < height; y++) for (let x = 6; x < width; x++) {
    if (same(x, y) && same(x, y - 6) && same(x - 3, y - 3)) return [box.x + x * box.width / width, box.y + (y - 3) * box.height / height];
  }
  return null;
}"""


class Visit:
    def __init__(self, browser: Any, page: Path | str, *, address: str = "", watch: str = "", **settings: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"} | settings)
        self.page = self.context.new_page()
        self.page.add_init_script(watch)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        self.page.goto((page if isinstance(page, str) else page.as_uri()) + address)
        self.page.wait_for_selector("html[data-ready=all]", state="attached")
        self.picture()

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []

    def picture(self) -> str:
        """What the canvas shows, after two frames."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return str(self.page.evaluate("() => document.querySelector('#graph canvas').toDataURL()"))

    def spot(self, kind: str) -> tuple[float, float]:
        """Where on the screen a node of this kind is drawn."""
        self.picture()
        found = self.page.evaluate(_SPOT, COLOURS[kind])
        assert found, f"no {kind} is drawn"
        return found[0], found[1]

    def shows(self, kind: str) -> bool:
        self.picture()
        return self.page.evaluate(_SPOT, COLOURS[kind]) is not None

    def text(self, where: str) -> str:
        return str(self.page.locator(where).inner_text())

    def details(self) -> str:
        return self.text("#details")

    def heading(self) -> str:
        return self.text("#details h2").strip()

    def counts(self) -> str:
        return self.text("#counts")

    def address(self) -> str:
        return str(self.page.evaluate("() => decodeURIComponent(location.hash.slice(1))"))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def find(self, name: str) -> None:
        self.press("/")
        self.page.keyboard.type(name)
        self.press("Enter")

    def taken(self, kind: str) -> str:
        """The text of what "Take away" saves."""
        with self.page.expect_download() as waited:
            self.page.click("#take summary")
            self.page.click(f"[data-take={kind}]")
        return Path(waited.value.path()).read_bytes().decode("utf-8", "replace")
