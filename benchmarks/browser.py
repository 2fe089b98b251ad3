"""A list on a bad line: from the tap to a page that can be used, in Chromium, over real HTTP.

The browser holds sheet, fonts and scripts from the page before, as it would at work. What is printed is
the median of several taps; the emulated line and processor are Chromium's own.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks.harness import Row
from solar_cms.accounts.demo import PASSWORD

LINES = {  # name → bytes a second each way, latency in ms, most seconds to a usable list
    "6 kB/s, 800 ms, processor six times slower": (6_000, 800, 10),
    "50 kB/s, 400 ms, processor six times slower": (50_000, 400, 3),
}
LISTS = ("/cases/", "/registry/people/")
TAPS = 3


@contextmanager
def _site() -> Iterator[str]:
    """The real web server on the benchmark's database."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    server = subprocess.Popen(
        [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1",
         "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-ws",
         "--log-level", "warning", "solar_cms.wsgi:application"],
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                with urlopen(f"{url}/healthz", timeout=5):  # noqa: S310
                    break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(20)


def _sign_in(page: Any, url: str) -> None:
    page.goto(f"{url}/account/sign-in/")
    page.fill("input[name=username]", "head")
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main form button.primary")
    for path in LISTS:  # every sheet, font and script they need
        page.goto(url + path)


def _tap(page: Any, line: Any, url: str, path: str, speed: int, latency: int) -> tuple[float, int]:
    """Seconds from the tap on the menu until the list can be scrolled and tapped; bytes it took."""
    line.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    line.send("Network.emulateNetworkConditions",
              {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})  # fmt: skip
    page.goto(f"{url}/")
    sent: list[float] = []

    def count(event: dict[str, Any]) -> None:
        sent.append(event["encodedDataLength"])

    line.on("Network.loadingFinished", count)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    line.send("Network.emulateNetworkConditions",
              {"offline": False, "latency": latency, "downloadThroughput": speed, "uploadThroughput": speed})  # fmt: skip
    page.evaluate(
        "path => { const a = document.createElement('a'); a.href = path; a.id = 'tap'; a.textContent = path;"
        " document.querySelector('main').prepend(a); }",
        path,
    )
    began = time.perf_counter()
    page.click("#tap", no_wait_after=True)
    page.wait_for_url(f"**{path}", wait_until="domcontentloaded", timeout=90_000)
    page.locator("main tbody td.lead").first.wait_for(timeout=90_000)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
    taken = time.perf_counter() - began
    line.remove_listener("Network.loadingFinished", count)
    return taken, int(sum(sent))


def slow_line(people: int) -> list[Row]:
    """Lists on the lines that the budgets name."""
    program = os.environ.get("SOLAR_CHROMIUM")
    if not program:
        return [Row("lists on a slow line", "not measured", "", "there is no Chromium here")]
    from playwright.sync_api import sync_playwright

    found = []
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with _site() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": 360, "height": 760}, service_workers="block", base_url=url
        )
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        _sign_in(page, url)
        for name, (speed, latency, most) in LINES.items():
            for path in LISTS:
                taps = [_tap(page, line, url, path, speed, latency) for _ in range(TAPS)]
                taken = statistics.median(seconds for seconds, _sent in taps)
                found.append(
                    Row(
                        f"{path} at {name}", f"{taken:.1f} s", f"{taken / most:.2f}",
                        f"of {most} s; {taps[-1][1]:,} bytes",
                    )
                )  # fmt: skip
        browser.close()
    return found
