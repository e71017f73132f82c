"""From a document to the map in one sitting, for two provinces far from the program's own."""

import re
import shutil
from pathlib import Path

from playwright.sync_api import expect

from geo.registry import load_registry
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen, serving
from tests.data import EXAMPLE

_LINK = "{n}. Xây dựng đường {ends} nối tỉnh Nghệ An với tỉnh Hà Tĩnh, do UBND tỉnh Nghệ An và UBND tỉnh Hà Tĩnh làm chủ đầu tư.\n"  # noqa: E501
_ENDS = (
    "Thanh Chương – Hương Khê",
    "Diễn Châu – Kỳ Anh",
    "Thanh Chương – Kỳ Anh",
    "Diễn Châu – Hương Khê",
    "Thanh Chương – Hồng Lĩnh",
)
LINKS = (
    "thanh-chuong-huong-khe",
    "dien-chau-ky-anh",
    "thanh-chuong-ky-anh",
    "dien-chau-huong-khe",
    "thanh-chuong-hong-linh",
)
FIRST = f"project-{LINKS[0]}"
TEXT = (
    "BIÊN BẢN GHI NHỚ\nGiữa tỉnh Nghệ An và tỉnh Hà Tĩnh, ngày 10 tháng 4 năm 2026\n\n"
    + "".join(_LINK.format(n=n + 1, ends=ends) for n, ends in enumerate(_ENDS))
)


def press(seen: Seen, key: str) -> None:
    seen.page.locator(f".st-key-{key} button").first.click()
    seen.settle()


def fill(seen: Seen, key: str, words: str) -> None:
    field = seen.page.locator(f".st-key-{key} input").first
    field.fill(words)
    field.press("Tab")
    seen.settle()


def listed(seen: Seen, name: str) -> None:
    """Turn to one of the lists of findings."""
    label = seen.texts(f"import.list.{name}")
    seen.page.locator(".st-key-import_list").get_by_role("radio", name=label).click()
    seen.settle()


def added(seen: Seen, name: str) -> None:
    press(seen, f"place-do-{FIRST}")
    expect(seen.page.locator(f".st-key-gr-place-{FIRST}")).to_contain_text(
        seen.texts("place.added", name=name)
    )


def add_places(seen: Seen) -> None:
    """Two by name, one typed, one clicked on the map."""
    seen.page.locator(f".st-key-gr-place-{FIRST} summary").click()
    for typed, name in (("thanh chuong", "Thanh Chương"), ("Diễn Châu", "Diễn Châu")):
        fill(seen, f"place-words-{FIRST}", typed)
        added(seen, name)
    fill(seen, f"place-words-{FIRST}", "18.07, 106.29")
    fill(seen, f"place-name-{FIRST}", "Kỳ Anh")
    fill(seen, f"place-source-{FIRST}", "Hồ sơ dự án")
    form = seen.page.locator(f".st-key-gr-place-{FIRST}")
    expect(form).to_contain_text(seen.texts("place.refused"))  # it is far outside Nghệ An
    in_province(seen, "Hà Tĩnh")
    added(seen, "Kỳ Anh")
    seen.page.locator(f".st-key-place-click-{FIRST} label").first.click()
    click_on_the_map(seen, lon=105.70, lat=18.18)
    expect(seen.page.locator(f".st-key-place-words-{FIRST} input")).to_have_value(
        re.compile(r"18\.\d+, 105\.\d+")
    )
    fill(seen, f"place-name-{FIRST}", "Hương Khê")
    fill(seen, f"place-source-{FIRST}", "chỉ trên bản đồ")
    metres = seen.page.locator(f".st-key-place-precision-{FIRST} input").input_value()
    assert int(re.sub(r"\D", "", metres)) > 100  # a click on a whole province is no survey
    in_province(seen, "Hà Tĩnh")
    added(seen, "Hương Khê")


def click_on_the_map(seen: Seen, *, lon: float, lat: float) -> None:
    frame = seen.page.locator(f".st-key-gr-place-map-{FIRST} iframe")
    frame.scroll_into_view_if_needed()
    inside = frame.content_frame
    inside.locator(".leaflet-container").wait_for()
    seen.settle()
    at = inside.locator("body").evaluate(
        "(_, at) => { const p = window.map.latLngToContainerPoint(at); return [p.x, p.y]; }",
        [lat, lon],
    )
    inside.locator(".leaflet-container").click(position={"x": at[0], "y": at[1]})
    seen.settle()


def in_province(seen: Seen, name: str) -> None:
    seen.page.locator(f".st-key-place-province-{FIRST} input").first.click()
    seen.page.get_by_role("option").get_by_text(name, exact=True).click()
    seen.settle()


def accept_all(seen: Seen) -> None:
    for link in LINKS:
        press(seen, f"import-accept-project-{link}")
    label = seen.texts("import.list.accepted")
    expect(seen.page.locator(".st-key-import_list")).to_contain_text(f"{label} (5)")


def saved(seen: Seen) -> None:
    whole = seen.page.locator('[data-testid="stMain"]')
    # Where it cannot be saved the page lists why, and so does this.
    expect(whole).not_to_contain_text(seen.texts("import.save.first"), timeout=PATIENCE_MS)
    press(seen, "import-save")
    said = seen.texts("import.saved", count=0).partition(";")[2].strip()
    seen.page.get_by_text(said).first.wait_for()
    seen.settle()


def test_from_upload_to_correction(open_page: Open, texts: Texts, tmp_path: Path) -> None:
    data = Path(shutil.copytree(EXAMPLE, tmp_path / "data"))
    document = tmp_path / "bien-ban.txt"
    document.write_text(TEXT, encoding="utf-8")
    with serving(f"--data={data}") as app:
        seen = open_page(app, query="page=import", texts=texts, filters=False, size=(1280, 1600))
        seen.page.set_default_timeout(3 * PATIENCE_MS)
        seen.page.locator('[data-testid="stFileUploader"]').wait_for()
        seen.page.locator('input[type="file"]').set_input_files(document)
        seen.page.locator(".gr-doc mark").first.wait_for()
        press(seen, f"import-correct-{FIRST}")
        add_places(seen)
        accept_all(seen)
        saved(seen)
        assert set(LINKS) <= set(load_registry(data).projects)
        seen.go("map")
        seen.page.locator(f".st-key-choose-{LINKS[0]} button").click()
        panel = seen.page.locator(".gr-panel")
        for province in ("Nghệ An", "Hà Tĩnh"):
            expect(panel).to_contain_text(province)
        seen.map.locator(".gr-line").first.wait_for(state="attached")
        change(seen)
        registry = load_registry(data)
        assert LINKS[1] not in registry.projects
        assert registry.projects[LINKS[0]].name.vi == "Đường đã sửa"
        seen.go("map")
        seen.page.get_by_text("Đường đã sửa").first.wait_for()
        assert seen.page.locator(f".st-key-choose-{LINKS[1]}").count() == 0
        seen.go("import")
        listed(seen, "rejected")
        press(seen, f"import-undo-project-{LINKS[1]}")
        listed(seen, "open")
        press(seen, f"import-accept-project-{LINKS[1]}")
        saved(seen)
        assert set(LINKS) <= set(load_registry(data).projects)
        seen.assert_quiet()


def change(seen: Seen) -> None:
    """Withdraw one of the saved links, correct another, and save."""
    seen.go("import")
    listed(seen, "saved")
    press(seen, f"import-withdraw-project-{LINKS[1]}")
    label = seen.texts("import.list.saved")
    expect(seen.page.locator(".st-key-import_list")).to_contain_text(f"{label} (4)")
    press(seen, f"import-correct-{FIRST}")
    name = seen.page.get_by_label(seen.texts("import.name_vi"), exact=True)
    name.fill("Đường đã sửa")
    name.press("Tab")
    seen.settle()
    saved(seen)
