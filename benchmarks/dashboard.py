"""Measure the dashboard: CPU a view, a 304, bytes, readers at once, slow clients, memory, and 5 against 500 runs.

    python benchmarks/dashboard.py [--only views readers working memory runs paint replay]

The server is a process of its own with days as the tests write them; CPU is what that process takes. Painting is
measured in Chromium, and so are the frames a second of a replay.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "dashboard")]

from stored_day import END_S, FIXED, START_S, write_day, write_runs  # noqa: E402

from dashboard.jobs.form import form_of, request_of  # noqa: E402
from dashboard.jobs.routes import ledger_of  # noqa: E402
from dashboard.pages.registry import PAGES  # noqa: E402

SERVE = (
    "import sys; from pathlib import Path; from dashboard.serve import serve; "
    "serve(Path(sys.argv[1]), port=int(sys.argv[2]), workers=int(sys.argv[3]))"
)
TICKS = os.sysconf("SC_CLK_TCK")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"]
PAINTS = """() => new Promise((done) => setTimeout(() => {
    const first = performance.getEntriesByName("first-contentful-paint")[0];
    let largest = 0;
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) largest = Math.max(largest, one.startTime);
        done([first ? first.startTime : 0, largest]);
    }).observe({ type: "largest-contentful-paint", buffered: true });
}, 500))"""


FRAMES = """(ms) => new Promise((done) => {
    let n = 0, longest = 0, before = performance.now();
    const began = before, one = (now) => {
        n += 1; longest = Math.max(longest, now - before); before = now;
        if (now - began < ms) requestAnimationFrame(one); else done([1000 * n / (now - began), longest]);
    };
    requestAnimationFrame(one);
})"""
VIEWS = 3
"""Of a page whose content is cached; the first visitor's is told apart."""
ON_THE_STREET = (1000, 5000)
STAY_SHARE = 490 / 1.3 / (350 - START_S + END_S)
"""Of the people of a written day, how many are on its street at once: so long do they walk of all the time."""


class Server:
    """A server in a process of its own."""

    def __init__(self, pid: int, port: int) -> None:
        self.pid, self.port = pid, port

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mb(self) -> float:
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def get(self, path: str, tag: str | None = None) -> tuple[int, int, str]:
        headers = {"Accept-Encoding": "gzip", **({"If-None-Match": tag} if tag else {})}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, len(answer.read()), answer.headers["ETag"] or ""

    def cpu_ms(self, path: str, n: int, tag: str | None = None) -> float:
        before = self.cpu_s()
        for _ in range(n):
            self.get(path, tag)
        return 1000 * (self.cpu_s() - before) / n


@contextmanager
def server(runs: Path, *, workers: int = 0) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(runs), str(port), str(workers)],
                               env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    one = Server(process.pid, port)
    try:
        for _ in range(600):
            try:
                one.get("/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield one
    finally:
        process.terminate()
        process.wait(30)


def views(one: Server) -> None:
    print("page          first, ms  from cache, ms CPU (aim 20)  304, ms CPU   kB on the wire")
    for page in PAGES:
        address = f"/views/{page.name}?run={FIXED}"
        begun = time.perf_counter()
        _, size, tag = one.get(address)
        first = 1000 * (time.perf_counter() - begun)
        kept, known = one.cpu_ms(address, 100), one.cpu_ms(address, 100, tag)
        print(f"{page.name:12} {first:10.0f} {kept:24.1f} {known:12.1f} {size / 1024:16.1f}")


def readers(one: Server) -> None:
    slow = []
    for k in range(64):
        half = socket.create_connection(("127.0.0.1", one.port))
        half.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A" if k % 2 else
                     b"POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc")  # fmt: skip
        slow.append(half)
    print(f"\n50 readers beside 64 half-sent requests: {read_at_once(one)} (aim 500)")
    for half in slow:
        half.close()


def working(folder: Path) -> None:
    """Measure readers while a worker walks a long day."""
    root = folder / "working"
    write_runs(root)
    asked = request_of(form_of({"place": "north_end", "policy": "lfr_fixed_2025", "seeds": [1],
                                "settings": {"day.duration_h": 12, "day.start_h": 8}}))  # fmt: skip
    with server(root, workers=1) as one:
        ledger = ledger_of(root)
        ledger.ask(asked.job_id, kind=asked.kind, request=asked.document(), label=asked.label, results=asked.results,
                   visitor="me")  # fmt: skip
        print()
        for moment, stage in (("it reads and compiles", "preparing"), ("people walk", "walking")):
            while (job := ledger.job(asked.job_id)).stage != stage or job.state != "running":
                time.sleep(0.1)
            print(f"50 readers while a worker runs a day and {moment}: {read_at_once(one)} (aim 500)")
        ledger.cancel(asked.job_id, "me")


def read_at_once(one: Server) -> str:
    """Let 50 readers look at every page, each of which was looked at before, and say how long they waited."""
    took: list[float] = []
    for page in PAGES:
        one.get(f"/views/{page.name}?run={FIXED}")

    def read() -> None:
        for page in PAGES:
            begun = time.perf_counter()
            one.get(f"/views/{page.name}?run={FIXED}")
            took.append(1000 * (time.perf_counter() - begun))

    threads = [threading.Thread(target=read) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.sort()
    return f"median {took[len(took) // 2]:.0f} ms, 95 % within {took[int(0.95 * len(took))]:.0f} ms"


def memory(one: Server) -> None:
    """Look at each page 1,000 times, with the lists that scripts ask for, and then at addresses that all differ."""
    kept = [*(f"/views/{page.name}?run={FIXED}" for page in PAGES), "/runs/list.json", "/jobs", "/scenario/form.json",
            "/scenario/programmes.json"]  # fmt: skip
    for address in kept:
        one.get(address)
    found = [one.memory_mb()]
    for _ in range(4):
        for _ in range(250):
            for address in kept:
                one.get(address)
        found.append(one.memory_mb())
    said = ", ".join(f"{mb:.0f}" for mb in found)
    print(f"\nmemory: {said} MB after one and after each further 250 views of each page and list", end="")
    for k in range(200):
        one.get(f"/views/start?run={FIXED}&n={k}")
    print(f"; {one.memory_mb():.0f} MB after 200 views that all differ")


def runs(folder: Path) -> None:
    print("\nruns stored   CPU of a view, ms   of a 304, ms   of Runs' list, ms")
    for n in (5, 500):
        root = folder / str(n)
        write_runs(root)
        about = json.loads((root / FIXED / "manifest.json").read_text())
        for k in range(n - 3):
            run_id = f"{k:016x}"
            shutil.copytree(root / FIXED, root / run_id, ignore=shutil.ignore_patterns("replay", "events"))
            (root / run_id / "manifest.json").write_text(json.dumps({**about, "run_id": run_id, "seed": 100 + k}))
        with server(root) as one:
            address = f"/views/start?run={FIXED}"
            tag = one.get(address)[2]
            costs = one.cpu_ms(address, 100), one.cpu_ms(address, 100, tag), one.cpu_ms("/runs/list.json", 100)
            print(f"{n:11} {costs[0]:19.1f} {costs[1]:14.1f} {costs[2]:19.1f}")


def _painted(browser: Any, address: str) -> tuple[float, float, float]:
    """Return first and largest paint in milliseconds, and kB on the wire, of somebody who has nothing of it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    tab, sent = context.new_page(), []
    tab.on("requestfinished", lambda request: sent.append(request.sizes()["responseBodySize"]))
    tab.goto(address)
    tab.locator("main h1").first.wait_for()
    first, largest = tab.evaluate(PAINTS)
    context.close()
    return first, largest, sum(sent) / 1024


def paint(one: Server) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = os.environ.get("PASSERBY_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        print(
            "\npage             first paint  largest, ms  of the first visitor  kB on the wire (aims 1000, 1500; 1200)"
        )
        for page in PAGES:
            address = f"http://127.0.0.1:{one.port}{page.path}?run={FIXED}"
            cold = _painted(browser, address)
            views = [_painted(browser, address) for _ in range(VIEWS)]
            first, largest, sent = (median(view[k] for view in views) for k in range(3))
            print(f"{page.name:16} {first:11.0f} {largest:12.0f} {cold[1]:21.0f} {sent:15.0f}")
        browser.close()


def replay(folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    written, root = write_runs(folder / "written"), folder / "replays"
    scenario = (written / FIXED / "scenario.yaml").read_text(encoding="utf-8")
    days = {f"{n:016x}": n for n in ON_THE_STREET}
    for run_id, n in days.items():
        write_day(root, run_id, scenario_yaml=scenario, n_people=round(n / STAY_SHARE))
    with server(root) as one, sync_playwright() as playwright:
        path = os.environ.get("PASSERBY_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        print("\nplayer  people on the street  frames a second (aim 60 and 30)  longest frame, ms")
        for run_id, n in days.items():
            tab = browser.new_page(viewport={"width": 1280, "height": 800})
            tab.goto(f"http://127.0.0.1:{one.port}/street?run={run_id}")
            tab.get_by_role("radio", name="Whole street").check()
            # it plays by itself
            tab.get_by_role("button", name="Pause").wait_for()
            tab.wait_for_timeout(2000)
            rate, longest = tab.evaluate(FRAMES, 5000)
            print(f"{n:28,} {rate:32.0f} {longest:17.0f}")
            tab.close()
        browser.close()


def main() -> None:
    parts = ("views", "readers", "working", "memory", "runs", "paint", "replay")
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--only", nargs="+", choices=parts, default=parts)
    only = arguments.parse_args().only
    with tempfile.TemporaryDirectory() as folder:
        if set(only) - {"runs", "working", "replay"}:
            with server(write_runs(Path(folder) / "runs")) as one:
                for name, measure in (("views", views), ("readers", readers), ("memory", memory), ("paint", paint)):
                    if name in only:
                        measure(one)
        if "working" in only:
            working(Path(folder))
        if "replay" in only:
            replay(Path(folder))
        if "runs" in only:
            runs(Path(folder))


if __name__ == "__main__":
    main()
