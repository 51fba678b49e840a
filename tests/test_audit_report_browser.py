"""The report in a real browser: nothing hostile runs, nothing is loaded, and people can find what they look for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agsec.reporting import About, Aggregate, pieces

from .test_audit_report import HOSTILE

playwright = pytest.importorskip("playwright.sync_api", reason="not run: `playwright` is not installed")
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BROWSER = os.environ.get("CHROMIUM_BIN") or next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="not run: there is no Chromium on the PATH or at CHROMIUM_BIN")

PATIENCE = 120_000  # milliseconds
# The least contrast of any text to what is behind it, as WCAG 2 counts it.
CONTRAST = """() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map((each) => each / 255)
      .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" ? behind(element.parentElement) : colour;
  };
  const words = [...document.body.querySelectorAll("*")].filter((element) => element.checkVisibility()
    && !element.disabled && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return Math.min(...words.map((element) => {
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }));
}"""


def some_records() -> list[dict[str, Any]]:
    """Newest first: 120 denials and 3 reviews in two sessions."""
    denied = [_record(number, "deny", f"rm -rf /{number}", "NoRm", "night") for number in range(120)]
    return denied + [_record(200 + number, "review", f"fetch {number}", "AskFetch", "day") for number in range(3)]


def hostile_records() -> list[dict[str, Any]]:
    """Each text in each place that a record has."""
    names = (
        "action",
        "sid",
        "session",
        "host",
        "reason",
        "cwd",
        "id",
        "revision",
        "outcome",
        "error",
        "enforced",
        "time",
    )
    return [
        {**dict.fromkeys(names, text), "effect": effect, "params": {"command": text, text: text}}
        for text in HOSTILE
        for effect in ("deny", text)
    ]


def _record(number: int, effect: str, command: str, sid: str, session: str) -> dict[str, Any]:
    decided = {
        "effect": effect,
        "action": "bash.execute",
        "params": {"command": command},
        "sid": sid,
        "session": session,
    }
    return {
        **decided,
        "id": f"r{number}",
        "time": f"2026-01-01T00:00:{number % 60:02d}.000000Z",
        "duration_us": 300 - number,
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"], timeout=PATIENCE)
        yield chromium
        chromium.close()


class Visit:
    """A page that is open, with what it asked for and what it complained about."""

    def __init__(self, browser: Any, path: Path, records: list[dict[str, Any]], **options: Any) -> None:
        aggregate = Aggregate(1_000)
        for record in records:
            aggregate.add(record)
        path.write_text("".join(pieces(aggregate.figures(), About([], {}, []))), "utf-8")
        aggregate.close()
        self.page = browser.new_page(**options)
        self.page.set_default_timeout(PATIENCE)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(path.as_uri())

    def count(self) -> str:
        return str(self.page.inner_text("#count"))

    def column(self, number: int) -> list[str]:
        return list(self.page.locator(f"#table tbody td:nth-child({number})").all_inner_texts())


def test_hostile_texts_run_nothing_load_nothing_and_are_read_as_they_are(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, tmp_path / "report.html", hostile_records())
    page = visit.page
    assert visit.complaints == []
    assert page.locator("#table tbody tr").count() == 2 * len(HOSTILE)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.wait_for_selector("#table dd")
    assert page.evaluate("window.ran") is None
    assert visit.requests == [(tmp_path / "report.html").as_uri()]
    assert visit.complaints == []
    assert page.locator("img, iframe, object, script:not([id]) ~ script, body > svg").count() == 0
    shown = page.inner_text("#table") + page.inner_text("main")
    assert "</script><script>window.ran = 1</script>" in shown
    assert "<img src=x onerror=window.ran=1>" in shown
    assert "right\\u202eto left" in shown
    assert "half a pair \\ud800" in shown
    assert not set(shown) & set("\u202e\u2028\x00\x1b\x07\ud800")
    for name in ("effect", "by", "session", "host"):  # Its value is the text, whatever is in it.
        page.select_option(f"#f-{name}", index=1)
    assert page.locator("#table tbody tr").count() >= 1


def test_even_a_script_that_got_in_would_not_run(browser: Any, tmp_path: Path) -> None:
    page = Visit(browser, tmp_path / "report.html", some_records()).page
    page.evaluate(
        "() => { const it = document.createElement('style'); it.append('body { display: none }'); document.body.append(it); }"
    )
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    for code in ("document.body.innerHTML = '<b>in</b>'", "document.createElement('script').text = 'window.ran = 1'"):
        with pytest.raises(playwright.Error, match=r"TrustedHTML|TrustedScript"):
            page.evaluate(code)
    with pytest.raises(playwright.Error, match="Failed to fetch"):
        page.evaluate("fetch(location.href)")


def test_the_table_filters_sorts_and_turns_pages(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, tmp_path / "report.html", some_records())
    page = visit.page
    assert visit.count() == "Records 1 to 50 of 123."
    page.click("text=Last >> nth=-1")
    assert visit.count() == "Records 101 to 123 of 123."
    page.select_option("#f-effect", "review")
    assert visit.count() == "Records 1 to 3 of 3 that fit the filters, of 123 in this page."
    assert visit.column(2) == ["review"] * 3
    page.fill("#f-text", "FETCH 2")
    assert visit.column(5) == ["fetch 2"]
    page.click("text=Clear")
    page.select_option("#f-by", "NoRm")
    page.select_option("#f-session", "day")
    assert visit.count() == "0 that fit the filters, of 123 in this page."
    page.click("text=Clear")
    page.focus("[data-sort=duration_us]")
    page.keyboard.press("Enter")
    assert visit.column(5)[:2] == ["fetch 2", "fetch 1"]
    assert page.get_attribute("th:has([data-sort=duration_us])", "aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert visit.column(5)[:2] == ["rm -rf /0", "rm -rf /1"]
    page.locator("#table summary").first.click()
    assert page.locator("#table dl").first.inner_text().split("\n")[-2:] == ["id", "r0"]
    assert visit.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable_on_a_phone_in_both_themes(browser: Any, tmp_path: Path, scheme: str) -> None:
    options = {"viewport": {"width": 360, "height": 740}, "color_scheme": scheme}
    visit = Visit(browser, tmp_path / "report.html", [*hostile_records(), *some_records()], **options)
    page = visit.page
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert page.evaluate(CONTRAST) >= 4.5
        page.click("#theme")
    assert page.evaluate(ground) == before
    page.click("#theme")
    assert page.evaluate(ground) != before


def test_without_javascript_the_figures_are_there_and_the_rest_is_told(browser: Any, tmp_path: Path) -> None:
    page = Visit(browser, tmp_path / "report.html", some_records(), java_script_enabled=False).page
    shown = page.locator("main").inner_text()
    assert "The table of records needs JavaScript" in shown
    assert "97.6%" in shown
