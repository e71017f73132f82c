"""What is known on a day is said once and as what it is, on the screen, in both languages."""

import datetime as dt
import re

from geo.duty.status import side_state, steps_apart
from geo.registry import load_registry
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen


def count(seen: Seen, name: str) -> tuple[int, int]:
    """Projects and sides that a figure of the overview names."""
    words = seen.page.locator(f".st-key-figure-{name} button").first.inner_text()
    found = [int(number) for number in re.findall(r"\d+", words)]
    return found[0], found[1]


def test_no_report_and_an_old_one_are_two_figures_that_name_their_units(
    open_page: Open, texts: Texts
) -> None:
    seen = open_page(query="?page=overview", texts=texts)
    seen.page.locator(".st-key-figure-outdated").wait_for(timeout=PATIENCE_MS)
    today = dt.date.today()
    states = [
        (project.id, side_state(side, today))
        for project in load_registry().projects.values()
        for side in project.sides
    ]
    for name, wanted in (
        ("unreported", [key for key, state in states if state.report is None]),
        ("outdated", [key for key, state in states if state.is_old]),
    ):
        assert count(seen, name) == (len(set(wanted)), len(wanted))
        told = texts("overview.of_projects", count=len(set(wanted)))
        title = f"{texts(f'overview.list.{name}')} ({told})"
        seen.page.get_by_role("heading", name=title).wait_for(timeout=PATIENCE_MS)
    seen.page.locator(".st-key-figure-unreported button").first.click()
    seen.wait_until(lambda: "unreported=1" in seen.page.url)
    seen.settle()
    assert count(seen, "unreported")[0] == int(seen.page.locator(".gr-count b").first.inner_text())
    seen.assert_quiet()


DAY = dt.date(2026, 11, 27)


def reported_at_once() -> tuple[str, dt.date]:
    """A project of whose sides all were reported on one day, over a year before."""
    for project in load_registry().projects.values():
        states = [side_state(side, DAY) for side in project.sides]
        days = {state.report and state.report.date for state in states}
        if len(states) > 1 and len(days) == 1 and states[0].report and states[0].is_old:
            return project.id, states[0].report.date
    raise AssertionError("none")


def test_an_age_is_a_badge_said_once(open_page: Open, texts: Texts) -> None:
    project_id, day = reported_at_once()
    seen = open_page(query=f"?project={project_id}&date={DAY}", texts=texts)
    panel = seen.page.locator(".gr-panel")
    panel.wait_for(timeout=PATIENCE_MS)
    (badge,) = panel.locator(".gr-old").all_inner_texts()
    assert texts.age(day, DAY) in badge
    assert texts("report.old") not in panel.inner_text()


def test_ages_that_differ_stand_each_at_its_side(open_page: Open, texts: Texts) -> None:
    states = [side_state(side, DAY) for side in load_registry().projects["ql279"].sides]
    days = [state.report.date for state in states if state.report]
    assert len(set(days)) > 1
    seen = open_page(query=f"?project=ql279&date={DAY}", texts=texts)
    panel = seen.page.locator(".gr-panel")
    panel.wait_for(timeout=PATIENCE_MS)
    assert panel.locator(".gr-old").all_inner_texts() == [texts.age(day, DAY) for day in days]
    steps = steps_apart(states[0].status, states[1].status)
    assert texts("panel.uneven", steps=steps) in panel.inner_text()
    assert panel.locator("header .gr-alarm").count() == 0


def test_a_day_shows_what_had_been_agreed_by_then(open_page: Open, texts: Texts) -> None:
    registry = load_registry()
    day = dt.date(2023, 6, 1)
    later = [p.id for p in registry.projects.values() if registry.agreed_on(p) > day]
    seen = open_page(query=f"?date={day}", texts=texts)
    seen.wait_for_map()
    seen.settle()
    words = " ".join(seen.page.locator(".gr-heading").inner_text().split())
    assert texts("count.later", count=len(later)) in words
    shown = seen.page.locator('[class*="st-key-choose-"]').count()
    assert shown == len(registry.projects) - len(later)
    for project in later:
        assert seen.page.locator(f".st-key-choose-{project}").count() == 0
    seen.assert_quiet()
