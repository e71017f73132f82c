"""A page printed as PDF by headless Chromium, where there is one."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from geo import settings
from geo.confined import TURNS
from geo.errors import InputError, Wording
from geo.files import scratch

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
_PATIENCE_S = 180
_QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)


def find_chromium() -> Path | None:
    """Find the browser: the one the setting GIAPRANH_CHROMIUM names, else by its usual names."""
    wanted = settings.current().chromium
    found = map(shutil.which, (wanted,) if wanted else NAMES)
    return next((Path(path) for path in found if path), None)


def print_pdf(html: str, *, chromium: Path | None = None) -> bytes:
    """Print a page of one file.

    Raises
    ------
    InputError
        When there is no Chromium, or it does not print.
    """
    browser = chromium or find_chromium()
    if browser is None:
        raise _no_browser()
    # A name of its own: a browser that already runs would otherwise take the page over.
    with TURNS.one(), scratch() as name:
        folder = Path(name)
        page, out = folder / "slides.html", folder / "slides.pdf"
        page.write_text(html, encoding="utf-8")
        command = [str(browser), *_QUIET, f"--user-data-dir={folder / 'profile'}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses to run as root otherwise
        _run([*command, f"--print-to-pdf={out}", page.as_uri()])
        if not out.is_file():
            raise _failed(browser, Wording("show.no_file"))
        return out.read_bytes()


def _run(command: Sequence[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE_S)  # noqa: S603 - our own command, no shell
    except subprocess.CalledProcessError as error:
        raise _failed(Path(command[0]), Wording("show.exit_code", code=error.returncode)) from error
    except subprocess.TimeoutExpired as error:
        raise _failed(Path(command[0]), Wording("show.no_answer", seconds=_PATIENCE_S)) from error
    except OSError as error:
        raise _failed(
            Path(command[0]), Wording("show.not_started", reason=error.strerror or error)
        ) from error


def _no_browser() -> InputError:
    wanted = settings.current().chromium
    return (
        InputError("show.chromium_named", where="PDF", wanted=wanted)
        if wanted
        else InputError("show.no_chromium", where="PDF")
    )


def _failed(browser: Path, reason: Wording) -> InputError:
    return InputError("show.not_printed", where="PDF", program=browser.name, reason=reason)
