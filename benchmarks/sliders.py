"""How long the pages with sliders take from a moved slider to everything drawn: `python benchmarks/sliders.py RUNS`.

RUNS is a folder of stored runs, such as `passerby demo --no-serve --outputs RUNS` makes. Each update is one value of a
slider, the script that follows it and the layout that the browser then owes, in a real Chromium on this machine.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from dashboard.app import create_app

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
_TIMES = 200
_SLIDERS = {
    "/explore": ("#explore[data-state=ready]", "#input-threshold"),
    "/pipeline": ("#pipeline[data-state=ready]", "#threshold"),
    "/me": ("#me[data-state=ready]", "#per-week"),
}
_MOVE = """([selector, times]) => {
  const slider = document.querySelector(selector), low = Number(slider.min), high = Number(slider.max), found = [];
  for (let k = 0; k < times; k++) {
    slider.value = low + ((k * 37) % 101) / 101 * (high - low);
    const begun = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.getBoundingClientRect();
    found.push(performance.now() - begun);
  }
  return found;
}"""


def main() -> None:
    """Print the median, the 95th percentile and the longest update of each page, at two widths."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path)
    server = make_server("127.0.0.1", 0, create_app(parser.parse_args().runs).server, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"{'page':12}{'width':>8}{'median':>12}{'95 %':>10}{'longest':>10}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(_FLAGS))
        for width in (1280, 360):
            page = browser.new_page(viewport={"width": width, "height": 900})
            for path, (ready, slider) in _SLIDERS.items():
                page.goto(f"http://127.0.0.1:{server.server_port}{path}")
                page.wait_for_selector(ready, timeout=120_000)
                took = sorted(page.evaluate(_MOVE, [slider, _TIMES]))
                late = took[int(0.95 * len(took))]
                print(f"{path:12}{width:8}{statistics.median(took):9.1f} ms{late:7.1f} ms{took[-1]:7.1f} ms")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
