"""From a saved status to everybody's map: ``python -m tests.benchmarks.saved_status``.

A status is written into the register by another process; then a reader whose map stands open
clicks on the project. Timed until its panel names who wrote it and the map has its colour, and,
in turn, the same click until the panel stands there where nothing was saved. Beside it, in
processor time: what a saved status makes anew, and what locating and cutting anew would take.
"""

import datetime as dt
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from playwright.sync_api import sync_playwright

from geo.model import EntrySource, Status, StatusReport, Text
from geo.pipeline import trace
from geo.provinces.sketch import sketch_boundaries
from geo.registry import DATA_DIR, load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.entry import Draft, EntryKind
from geo.store.folding import fold
from geo.store.log import Register
from geo.store.people import Visitor
from tests.browser.conftest import QUIET, Seen, find_chromium, serving, watched
from tests.browser.conftest import VIETNAMESE as TEXTS

PROJECT, SIDE = "huu-lung-dt245-my-an", "2008:20"
STATUSES = (Status.SUSPENDED, Status.OPERATING)
COLOURS = "return [...document.querySelectorAll('path.gr-line')].map((p) => p.outerHTML).join();"


def saved(register: Register, number: int) -> str:
    """Save a status as somebody new; gives his name."""
    day, name = dt.date.today(), f"Người ghi số {number}"
    report = StatusReport(
        date=day,
        status=STATUSES[number % 2],
        note=Text(vi="như đã họp", en="as met"),
        source=EntrySource(by=name, date=day),
    )
    draft = Draft(kind=EntryKind.STATUS, project=PROJECT, side=SIDE, payload=report)
    register.append(Visitor.operator(name), [draft])
    return name


def back_to_the_list(seen: Seen) -> None:
    """Close the project's panel."""
    seen.page.get_by_role("button", name=TEXTS("panel.back")).click()
    seen.page.locator(f".st-key-choose-{PROJECT}").wait_for()
    seen.settle()
    seen.page.wait_for_timeout(1000)


def clicked(seen: Seen, register: Register, number: int | None) -> float:
    """Seconds from the click to the panel; to the panel and the map, where something was saved."""
    back_to_the_list(seen)
    before = seen.in_map(COLOURS)
    name = None if number is None else saved(register, number)
    start = time.perf_counter()
    seen.page.locator(f".st-key-choose-{PROJECT} button").click()
    panel = seen.page.locator(".gr-panel")
    (panel.get_by_text(name).first if name else panel).wait_for()
    while name and seen.in_map(COLOURS) == before:
        seen.page.wait_for_timeout(5)
    return time.perf_counter() - start


def in_a_browser(rounds: int) -> list[tuple[float, float]]:
    """The click with nothing saved and with a saved status, in turn."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = Database(str(Path(folder) / "register.sqlite"))
        register = Register(database, Files(Path(folder)), load_registry(DATA_DIR))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(QUIET))
        with serving(env={"GIAPRANH_DATABASE": f"{folder}/register.sqlite"}) as address:
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.add_init_script("window.localStorage.setItem('giap-ranh-toured', '1')")
            seen = watched(page, address, TEXTS)
            page.set_default_timeout(180_000)
            page.goto(f"{address}/?project={PROJECT}")
            page.locator(".gr-panel").wait_for()
            seen.map.locator(".gr-line").first.wait_for(state="attached")
            clicked(seen, register, 0)
            pairs = [
                (clicked(seen, register, None), clicked(seen, register, number))
                for number in range(1, rounds + 1)
            ]
        browser.close()
        database.close()
    return pairs


def computed() -> tuple[float, float]:
    """Processor seconds: what one saved status makes anew, and locating and cutting all."""
    with TemporaryDirectory() as folder:
        registry = load_registry(DATA_DIR)
        outlines = sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", registry.places)
        database = Database(str(Path(folder) / "register.sqlite"))
        register = Register(database, Files(Path(folder)), registry)
        traced = trace(registry, outlines)
        traced.at(dt.date.today())
        saved(register, 0)
        start = time.process_time()
        traced.at(dt.date.today(), registry=fold(registry, register.entries()).registry)
        shown = time.process_time()
        trace(registry, outlines)
        database.close()
        return shown - start, time.process_time() - shown


@click.command()
@click.option("--rounds", default=9, show_default=True)
def main(rounds: int) -> None:
    """Measure and print."""
    shown, anew = computed()
    print(f"folded and dated {shown:.2f} s; located and cut {anew:.2f} s, {anew / shown:.1f} x")
    pairs = in_a_browser(rounds)
    plain, new = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(new / plain for plain, new in pairs)
    print(f"the next click {new:.2f} s with a saved status, {plain:.2f} s without: {ratio:.2f} x")


if __name__ == "__main__":
    main()
