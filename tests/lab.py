"""Starts JupyterLab, Voilà and Chromium for the browser tests, and stops them."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

TOKEN = "lesson"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def browser_path() -> str | None:
    """Return where Chromium or Chrome is, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """Run JupyterLab on a folder; yields its address without the path."""
    settings = folder / ".settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    saving = folder / ".settings" / "@jupyterlab" / "docmanager-extension"
    saving.mkdir(parents=True)
    (saving / "plugin.jupyterlab-settings").write_text(
        '{"autosave": false}'
    )  # a test that opens it again finds it as it was
    port = free_port()
    command = [
        "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", "--allow-root", f"--IdentityProvider.token={TOKEN}",
        "--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None", f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    with _server(command, f"http://127.0.0.1:{port}", "/api/status", JUPYTERLAB_SETTINGS_DIR=str(folder / ".settings")):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def voila(folder: Path) -> Iterator[str]:
    """Run Voilà on a folder of notebooks as `make voila` does; yields the address under which they stand."""
    port = free_port()
    command = ["voila", str(folder), "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1", "--template=lesson"]
    tools = Path(__file__).parents[1] / "tools"
    address = f"http://127.0.0.1:{port}/voila/"
    with _server(command, address, "static/require.min.js", JUPYTER_PATH=str(tools)):
        yield f"{address}render/"


@contextlib.contextmanager
def _server(command: list[str], address: str, ready: str, **environment: str) -> Iterator[None]:
    server = subprocess.Popen(
        [sys.executable, "-m", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    try:
        _wait_for(f"{address}{ready}?token={TOKEN}", server)
        yield
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(address: str, server: subprocess.Popen) -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise RuntimeError(f"{server.args[2]} stopped with code {server.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise RuntimeError(f"{server.args[2]} did not start")


def new_page(browser, **options):
    """Return a page that notes in `problems` what went wrong and in `outside` what it asked of other machines."""
    page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **options})
    page.problems, page.outside = [], []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda m: page.problems.append(m.text) if m.type == "error" else None)
    page.on("response", lambda r: page.problems.append(f"{r.status} {r.url}") if r.status >= 500 else None)
    page.on("request", lambda r: page.outside.append(r.url) if not _local(r.url) else None)
    return page


def _local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:", "file:"))


def wait_for_pictures(page, count: int) -> None:
    """Wait until `count` panels show their pictures."""
    drawn = "[...document.querySelectorAll('.fd-svg')].filter(p => p.ariaLabel && p.children.length)"
    page.wait_for_function(f"count => {drawn}.length === count", arg=count, timeout=90_000)


def fit_a_phone(page) -> None:
    """Wait until no panel on a phone needs sideways scrolling and the first has its small picture; then widen again."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    page.locator(".fd-panel").first.scroll_into_view_if_needed()
    page.wait_for_function(
        """() => [...document.querySelectorAll('.fd-panel')].every(
             p => !p.clientWidth || (p.clientWidth < 390 && p.scrollWidth <= p.clientWidth))"""
    )
    page.locator(".fd-panel").first.scroll_into_view_if_needed()  # where it moved to: what is out of sight is not drawn
    page.wait_for_function("() => document.querySelector('.fd-panel').clientWidth > 200")
    page.wait_for_function("() => document.querySelector('.fd-svg').width.baseVal.value < 400")
    page.set_viewport_size({"width": 1280, "height": 900})


def axe(page) -> list[tuple[str, str, str]]:
    """Return what axe finds in the panels, all of them unfolded: rule, impact, and the first place."""
    from axe_playwright_python.sync_playwright import Axe

    unfold = "open => document.querySelectorAll('.fd-panel details').forEach(d => { d.open = open })"
    page.evaluate(unfold, True)
    found = Axe().run(page, context=".fd-panel").response["violations"]
    page.evaluate(unfold, False)
    return [(v["id"], v["impact"], v["nodes"][0]["html"][:120]) for v in found]


def stop_kernel(address: str, notebook: str) -> None:
    """Stop what an earlier test left running: a notebook that is opened again would go on with its kernel."""
    with urllib.request.urlopen(f"{address}/api/sessions?token={TOKEN}") as answer:
        sessions = json.load(answer)
    for session in (each for each in sessions if each["path"] == notebook):
        stop = urllib.request.Request(f"{address}/api/sessions/{session['id']}?token={TOKEN}", method="DELETE")
        urllib.request.urlopen(stop).close()


def open_and_run(page, address: str, notebook: str) -> None:
    """Open a notebook with a kernel of its own and run all its cells, as the menu would."""
    stop_kernel(address, notebook)
    page.goto(f"{address}/lab/tree/{notebook}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'",
        timeout=60_000,
    )
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")


def first(folder: Path) -> bool:
    """Make a folder; whether nobody made it before."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        return False
    return True


def wait_until(there, complaint: str) -> None:
    """Wait for something that another worker does."""
    for _ in range(1200):
        if there():
            return
        time.sleep(0.25)
    raise RuntimeError(complaint)


def open_page(browser, file: Path, hash: str = "", **options):
    """Open a lesson's page from its file, with the network off, and wait until its panels move."""
    page = new_page(browser, **options)
    page.context.set_offline(True)
    page.goto(file.as_uri() + hash)
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-panel]')].every(p => !p.offsetParent || p.querySelector('.fd-svg')?.ariaLabel)"
        " && [...document.querySelectorAll('[data-exercise]')].every(p => p.querySelector('.fd-panel'))"
    )
    return page


def move(page, panel, control: str, value: int, by: str = "keys") -> None:
    """Set a control of a panel to its value of that number, by keys, pointer or finger; `panel`: its box."""
    field = _unfolded(page, panel, control, by)
    if field.evaluate("input => input.tagName") == "SELECT":  # its list is drawn by the system, out of a test's reach
        field.focus()
        field.select_option(index=value)
    elif by == "keys":
        field.focus()
        page.keyboard.press("Home")
        for _ in range(value):
            page.keyboard.press("ArrowRight")
    else:
        field.evaluate("input => input.scrollIntoView({ block: 'end' })")  # on a phone below the picture, not under it
        page.wait_for_timeout(100)
        _slide(page, field, value, by)


def fill(page, form, name: str, value: str, by: str = "keys") -> None:
    """Answer a question of a form: choose from its list, or type its number."""
    field = _unfolded(page, form, name, by)
    if field.evaluate("input => input.tagName") == "SELECT":  # its list is drawn by the system, out of a test's reach
        field.focus()
        field.select_option(value)
        return
    if field.get_attribute("type") in ("radio", "checkbox"):
        press(page, field, by) if by != "keys" else field.press("Space")
        return
    press(page, field, by) if by != "keys" else field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(value)


def _unfolded(page, box, name: str, by: str):
    """Return a field by its name, what it is folded away in opened."""
    while (fold := box.locator("details:not([open])", has=page.locator(f"[id$='-{name}']"))).count():
        press(page, fold.first.locator("> summary"), by)
    return box.locator(f"[id$='-{name}']")


def press(page, target, by: str) -> None:
    """Press a button or open a fold, by key, pointer or finger."""
    target.scroll_into_view_if_needed()
    if by == "keys":
        target.press("Enter")
    elif by == "pointer":
        target.click()
    else:
        target.tap()


def _slide(page, field, value: int, by: str) -> None:
    """Put the pointer or a finger down where a slider has a value, correct by pixels as one sees it move, let go."""
    box, last = field.bounding_box(), int(field.get_attribute("max"))
    x, y = box["x"] + 8 + (box["width"] - 16) * value / last, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page) if by == "finger" else None

    def touch(kind: str) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    if session:
        touch("touchStart")
    else:
        page.mouse.move(x, y)
        page.mouse.down()
    for _ in range(60):
        now = int(field.input_value())
        if now == value:
            break
        x += 1 if now < value else -1
        if session:
            touch("touchMove")
        else:
            page.mouse.move(x, y)
    if session:
        touch("touchEnd")
    else:
        page.mouse.up()
    assert int(field.input_value()) == value, f"the slider stands at {field.input_value()}, not {value}"


def sentence_holds(page, panel, words: str) -> None:
    """Wait until the sentence of a panel holds words."""
    page.wait_for_function(
        "([box, words]) => box.querySelector('.fd-sentence').textContent.includes(words)",
        arg=[panel.element_handle(), words],
    )


def panels(lesson: str) -> list[str]:
    """Return the short names of a lesson's panels, in their order."""
    from helpers import pages

    return list(pages.panels_of(Path(__file__).parents[1] / "notebooks" / f"{lesson}.ipynb"))


def wait_for_panels(page, lesson: str) -> None:
    """Wait until all panels of a lesson show their pictures."""
    wait_for_pictures(page, len(panels(lesson)))


def box(page, lesson: str, name: str):
    """Return the box of a panel of a lesson, among the panels that have a picture."""
    return page.locator(".fd-panel:has(.fd-scene)").nth(panels(lesson).index(name))
