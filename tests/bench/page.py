"""How fast the page is: its making, its first picture, its motion, its filters; beside a stock pyvis page of the same graph, in one run.

Prints one line a size with medians. "First stable" is the time from the start of loading to the last change of the canvas that is followed by
a second without one. "Motion" is the frames a second while real mouse events zoom and drag. Needs Chromium, as the browser's tests do.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.invented import fill
from tests.browser.visits import CHROMIUM, QUIET

WINDOW = {"width": 1200, "height": 800}
REST = 1.0  # seconds without a change after which a picture is stable
GESTURE = 2.0  # seconds that one zooms or drags

WATCH = """(() => {
  const seen = window.seen = { first: null, changed: null, now: 0 };
  const small = new OffscreenCanvas(60, 40).getContext("2d", { willReadFrequently: true });
  let last = "";
  const look = () => {
    const canvas = document.querySelector("canvas");
    if (canvas && canvas.width && canvas.height) {
      small.clearRect(0, 0, 60, 40);
      small.drawImage(canvas, 0, 0, 60, 40);
      const now = small.getImageData(0, 0, 60, 40).data.join();
      if (now !== last && /[1-9]/.test(now)) { seen.first ??= performance.now(); seen.changed = performance.now(); last = now; }
    }
    seen.now = performance.now();
    if (!seen.stop) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
FRAMES = """() => { const frames = window.frames_ = [];
  const tick = (now) => { frames.push(now); if (!frames.stop) requestAnimationFrame(tick); };
  requestAnimationFrame(tick); }"""
COUNTED = "() => { window.frames_.stop = true; const f = window.frames_; return f.length > 1 ? (1000 * (f.length - 1)) / (f[f.length - 1] - f[0]) : 0; }"
TIMED = """async (where) => { const begun = performance.now(); document.querySelector(where).click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); return performance.now() - begun; }"""

OPEN_FOUR = """() => [3, 4, 5, 6].forEach((at) => {
  document.querySelector(`#details ul li:nth-child(${at}) .row`).click(); document.querySelector("#details .back").click(); })"""


class Tab:
    """A page in the browser while it is being measured, with whatever it asked for or complained of."""

    def __init__(self, browser: Any, path: Path) -> None:
        self.context = browser.new_context(viewport=WINDOW, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: None if request.url.startswith(("file:", "data:", "blob:")) else self.faults.append(request.url))
        self.page.route("http*://**", lambda route: route.abort())
        self.page.add_init_script(WATCH)
        self.page.goto(path.as_uri(), wait_until="commit")

    def stable(self, patience: float) -> tuple[float | None, float | None]:
        """Seconds to the first picture and to the first stable one, None for what did not come within `patience`."""
        begun = time.monotonic()
        seen: dict[str, Any] = {}
        while time.monotonic() - begun < patience:
            time.sleep(0.1)
            seen = self.page.evaluate("() => window.seen") or {}
            if seen.get("changed") is not None and seen["now"] - seen["changed"] > 1000 * REST:
                self.page.evaluate("() => { window.seen.stop = true; }")
                return seen["first"] / 1000, seen["changed"] / 1000
        return seen["first"] / 1000 if seen.get("first") else None, None

    def zooming(self) -> float:
        turn = 0

        def wheel() -> None:
            nonlocal turn
            turn += 1
            self.page.mouse.wheel(0, -100 if turn % 20 < 10 else 100)

        self.page.mouse.move(WINDOW["width"] * 0.45, WINDOW["height"] * 0.5)
        return self._frames(wheel)

    def dragging(self) -> float:
        turn = 0

        def move() -> None:
            nonlocal turn
            turn += 1
            self.page.mouse.move(WINDOW["width"] * 0.45 + 3 * abs(turn % 60 - 30), WINDOW["height"] * 0.92 - 2 * abs(turn % 40 - 20))

        self.page.mouse.move(WINDOW["width"] * 0.45, WINDOW["height"] * 0.92)
        self.page.mouse.down()
        frames = self._frames(move)
        self.page.mouse.up()
        return frames

    def _frames(self, act: Any) -> float:
        self.page.evaluate(FRAMES)
        until = time.monotonic() + GESTURE
        while time.monotonic() < until:
            act()
            time.sleep(0.012)
        return float(self.page.evaluate(COUNTED))

    def clicks(self, where: str, times: int) -> float:
        """The median milliseconds from a click to the picture that answers it; a second click takes it back."""
        found = []
        for _ in range(times):
            found.append(float(self.page.evaluate(TIMED, where)))
            self.page.wait_for_timeout(150)
        return median(found)


@contextmanager
def opened(browser: Any, path: Path) -> Iterator[Tab]:
    tab = Tab(browser, path)
    try:
        yield tab
    finally:
        tab.context.close()


def made(store: Path, page: Path) -> dict[str, float]:
    """Seconds on the clock, seconds of the processor, and megabytes of memory that `kg view` takes; in a process of its own."""
    code = (
        "import json, resource, sys, time; begun = time.time()\n"
        "from kg.cli import main\n"
        "sys.argv = ['kg', 'view', sys.argv[1], '-o', sys.argv[2]]\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(json.dumps({'clock': time.time() - begun, 'cpu': used.ru_utime + used.ru_stime, 'memory': used.ru_maxrss / 1024}))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(store), str(page)], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def stock(store: Path, path: Path) -> None:
    """The same network as pyvis itself writes it, all in one file."""
    from pyvis.network import Network

    from kg.store import Graph
    from kg.views import view

    with Graph.open(store) as graph:
        seen = view(graph)
    network = Network(directed=True, cdn_resources="in_line")
    network.nodes = [{"id": node.id, "label": node.label, "shape": "dot", "group": node.kind} for node in seen.nodes]
    network.edges = [{"from": edge.subject, "to": edge.object, "label": edge.label, "arrows": "to"} for edge in seen.edges]
    path.write_text(network.generate_html(), encoding="utf-8")


def measure(browser: Any, path: Path, rounds: int) -> dict[str, float | None]:
    """What our page does, as medians."""
    firsts, stables, zooms, drags, filters, opens, after = ([] for _ in range(7))
    for _ in range(rounds):
        with opened(browser, path) as tab:
            first, stable = tab.stable(30)
            firsts.append(first)
            stables.append(stable)
            tab.page.wait_for_selector("html[data-ready=all]", state="attached")
            zooms.append(tab.zooming())
            drags.append(tab.dragging())
            filters.append(tab.clicks("#filter-kind .toggle", 6))
            if tab.page.locator("#details .row svg").count() and "ommunit" in tab.page.inner_text("#details"):
                opens.append(tab.clicks("#details ul li:nth-child(2) .row", 1))
                tab.page.locator("#details .back").click()
                tab.page.evaluate(OPEN_FOUR)
                tab.page.keyboard.press("0")
                after.append(min(tab.zooming(), tab.dragging()))
            assert not tab.faults, tab.faults
    lists = {"first": firsts, "stable": stables, "zoom": zooms, "drag": drags, "filter": filters, "open": opens, "opened": after}
    return {name: median(values) if values and None not in values else None for name, values in lists.items()}


FORMS = {
    "clock": "making {:.1f} s",
    "cpu": "(processor {:.1f} s)",
    "memory": "{:.0f} MB",
    "size": "file {:.2f} MB",
    "first": "first {:.2f} s",
    "stable": "stable {:.2f} s",
    "zoom": "zoom {:.0f}/s",
    "drag": "drag {:.0f}/s",
    "filter": "filter {:.0f} ms",
    "open": "community {:.0f} ms",
    "opened": "five open {:.0f}/s",
}


def line(count: int, what: str, figures: dict[str, float | None]) -> str:
    words = []
    for name, form in FORMS.items():
        value = figures.get(name)
        if value is not None:
            words.append(form.format(value))
        elif name == "stable":
            words.append("not stable in time")
    return f"{count:>8,} {what:<6} {'  '.join(words)}"


def pace() -> float:
    """Seconds that a fixed piece of work takes: tells how busy or slow the machine is."""
    found = []
    for _ in range(5):
        begun, total = time.perf_counter(), 0
        for number in range(3_000_000):
            total += number
        found.append(time.perf_counter() - begun)
    return median(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="*", default=[100, 1_000, 1_500, 20_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--patience", type=float, default=30, help="seconds to wait for the stock page; 0 leaves it out")
    parser.add_argument("--folder", type=Path, help="where the graphs are kept for another run")
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright
    from pyoxigraph import Store

    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        print(f"Chromium {browser.version}, window {WINDOW['width']}x{WINDOW['height']}, medians of {given.rounds}, pace {pace():.2f} s", flush=True)
        for count in given.nodes:
            folder = (given.folder or Path(temporary)) / str(count)
            if not (folder / "store").exists():
                (folder / "store").mkdir(parents=True)
                fill(Store(folder / "store"), count)
            making = [made(folder / "store", folder / "page.html") for _ in range(min(3, given.rounds))]
            figures: dict[str, float | None] = {name: median(each[name] for each in making) for name in making[0]}
            figures["size"] = (folder / "page.html").stat().st_size / 1e6
            print(line(count, "ours", figures | measure(browser, folder / "page.html", given.rounds)), flush=True)
            if given.patience:
                stock(folder / "store", folder / "stock.html")
                with opened(browser, folder / "stock.html") as tab:
                    first, stable = tab.stable(given.patience)
                    moving = {"zoom": tab.zooming(), "drag": tab.dragging()} if first else {}
                    print(line(count, "stock", {"first": first, "stable": stable, **moving}), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
