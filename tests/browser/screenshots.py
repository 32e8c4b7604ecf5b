"""Pictures of every page as it is, wide and on a phone, in outputs/screenshots: `make screenshots`.

The pages show what is stored in outputs/runs, and how long each is stands beside its name.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from visits import FLAGS, serving, visiting

from dashboard.pages.registry import PAGES

ROOT = Path(__file__).parents[2]
WIDTHS_PX = (1280, 360)
SCREEN_PX = 800
SETTLES_MS = 5000
"""What a page works out by itself is there by then: thresholds of a day, an emulator, a replay."""


def picture_all(browser: Browser, address: str, folder: Path) -> None:
    for width in WIDTHS_PX:
        for visit in visiting(browser, address, width):
            for page in PAGES:
                shown = visit.open(page.path)
                shown.wait_for_timeout(SETTLES_MS)
                path = folder / f"{page.name}_{width}.png"
                shown.screenshot(path=path, full_page=True)
                screens = shown.evaluate("document.documentElement.scrollHeight") / SCREEN_PX
                print(f"{path.relative_to(ROOT)}: {screens:.1f} screens", *visit.errors)
                visit.errors.clear()


def main() -> int:
    runs, folder = ROOT / "outputs" / "runs", ROOT / "outputs" / "screenshots"
    chromium = os.environ.get("PASSERBY_CHROMIUM") or shutil.which("chromium")
    if chromium is None or not runs.is_dir():
        missing = "chromium: install it, or set PASSERBY_CHROMIUM" if chromium is None else "a run: `make demo SERVE=0`"
        print(f"screenshots: needs {missing}", file=sys.stderr)
        return 2
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for address in serving(runs, PAGES):
            picture_all(browser, address, folder)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
