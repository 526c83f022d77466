"""How fast are the panels? Two legs in one run, moves of all kinds in turn, so that a noisy machine disturbs all alike.

    make bench

Kernel leg: state to answer and scene, and onto the wire, against a new figure. Browser leg: key press to painted
picture in real JupyterLab, against the same chart under `interact` and against a bare label, the round trip that
nobody can beat by drawing faster. Before both, the virtual patients of the cohort model against a plain loop. Prints
tables and one line of JSON. It warns where a goal is missed and never fails.
"""

import io
import json
import os
import platform
import random
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import cohort_leg
import lab
import nbformat
import plain
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from helpers import explore_cohort, explore_dosing, explore_side_effects
from helpers.panel import Panel
from helpers.pictures.scene import plain as plain_scene

ROOT = Path(__file__).parents[1]

ROUNDS = int(os.environ.get("ROUNDS", "40"))
PANELS = os.environ.get("PANELS", "dosing,side effects,cohort").split(",")
WARM_UP = 5
FRAME_MS = 1000 / 60
LABEL = (
    "s, t = w.IntSlider(3, 1, 10), w.HTML('<b class=bare>3</b>')\n"
    "s.observe(lambda c: setattr(t, 'value', f'<b class=bare>{c.new}</b>'), 'value')\nw.VBox([s, t])"
)
IMPORT_PLAIN = f"import sys; sys.path.insert(0, {str(ROOT / 'bench')!r})\nimport plain\nimport ipywidgets as w\n"


@dataclass(frozen=True)
class Subject:
    """A panel and the same chart under `interact`.

    `jump`: JavaScript that takes two random numbers, 0 to 1, and moves a control to a place far away.
    """

    make: Callable[[], Panel]
    states: list[dict]
    figure: Callable[[dict, tuple[float, float]], Figure]
    height: int
    panel_cell: str
    interact_cell: str
    handle: str
    interact_handle: str
    alt: str
    jump: str


SUBJECTS = {
    "dosing": Subject(
        explore_dosing,
        [{"years": years, "travel_min": travel} for years in range(1, 11) for travel in range(0, 241, 15)],
        lambda state, inches: plain.figure(state["years"], state["travel_min"], inches),
        290,
        "from helpers import explore_dosing\npanel = explore_dosing()\npanel",
        IMPORT_PLAIN + "w.interact(plain.show, years=w.IntSlider(3, 1, 10), travel_min=w.IntSlider(60, 0, 240, 15));",
        ".fd-panel input[type=range]",
        ".widget-interact .noUi-handle",
        "Calendar",
        """([which, where]) => {
             const sliders = [...document.querySelectorAll('.fd-fold input[type=range]')]
             const slider = sliders[Math.floor(which * sliders.length)]
             slider.value = where * Number(slider.max)
             slider.dispatchEvent(new Event('input', { bubbles: true }))
           }""",
    ),
    "side effects": Subject(
        explore_side_effects,
        [{"study": study, "system": system} for study in plain.COMPARED for system in ("all", "gut")],
        lambda state, inches: plain.dumbbell(state["study"], inches),
        430,
        "from helpers import explore_side_effects\npanel = explore_side_effects()\npanel",
        # A slider, since JupyterLab keeps the arrow keys of a list to itself.
        IMPORT_PLAIN + "w.interact(plain.show_dumbbell, place=w.IntSlider(0, 0, len(plain.COMPARED) - 1));",
        ".fd-panel select",
        ".widget-interact .noUi-handle",
        "10 events of",
        """([, where]) => {
             const select = document.querySelector('.fd-panel select')
             select.selectedIndex = where * select.options.length
             select.dispatchEvent(new Event('input', { bubbles: true }))
             select.dispatchEvent(new Event('change', { bubbles: true }))
           }""",
    ),
    "cohort": Subject(
        explore_cohort,
        [{"next": chance, "setting": setting} for chance in range(10, 100, 5) for setting in ("low", "base", "high")],
        lambda state, inches: plain.cohort_figure(state["next"], state["setting"], inches),
        470,
        "from helpers import explore_cohort\npanel = explore_cohort()\npanel",
        IMPORT_PLAIN + "w.interact(plain.show_cohort, chance=w.IntSlider(55, 30, 95, 5));",
        ".fd-panel input[type=range]",
        ".widget-interact .noUi-handle",
        "Over 3 years",
        """([which, where]) => {
             const slider = document.querySelectorAll('.fd-panel input[type=range]')[which < 0.5 ? 1 : 2]
             slider.value = Math.floor(where * (Number(slider.max) + 1))
             slider.dispatchEvent(new Event('input', { bubbles: true }))
           }""",
    ),
}


def spread(times: list[float]) -> dict[str, float]:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(times)
    return {"median": statistics.median(ordered), "p95": ordered[int(0.95 * (len(ordered) - 1))], "n": len(ordered)}


def kernel_leg(subject: Subject) -> dict[str, dict]:
    """Time state to answer and scene, and scene to the wire, against a new figure of a page's width."""
    panel, rng = subject.make(), random.Random(1)
    times: dict[str, list[float]] = {"answer and scene": [], "onto the wire": [], "new figure": []}
    weights = []
    for i, state in enumerate(rng.sample(subject.states, ROUNDS + WARM_UP)):
        start = time.perf_counter()
        answer = panel.answer(**state)
        between = time.perf_counter()
        scene = json.dumps(plain_scene(answer.picture), ensure_ascii=False, separators=(",", ":"))
        wired = time.perf_counter()
        figure = subject.figure(state, (8.0, subject.height / 100))
        figure.savefig(io.BytesIO(), format="png")
        plt.close(figure)
        weights.append(len(zlib.compress((scene + answer.sentence + answer.alt).encode())) / 1e3)
        if i >= WARM_UP:
            steps = (between - start, wired - between, time.perf_counter() - wired)
            for name, took in zip(times, steps, strict=True):
                times[name].append(took * 1e3)
    rest = len(panel.resting()[0]["image/png"]) * 3 / 4e3
    kilobytes = {"frame, deflated, at most": max(weights), "picture at rest": rest}
    return {**{name: spread(values) for name, values in times.items()}, "kilobytes": kilobytes}


HARNESS = """
() => {
  // Each painting of a panel's picture has a number.
  const count = (svg) => { svg.fdPainted = (svg.fdPainted ?? 0) + 1 }
  for (const svg of document.querySelectorAll('.fd-svg')) {
    count(svg)
    new MutationObserver(() => count(svg)).observe(svg, { childList: true })
  }
  // What stands there now, once it is there whole: the number of a picture, or the label's words.
  const shown = {
    panel: () => { const p = document.querySelector('.fd-svg'); return p?.ariaLabel ? p.fdPainted : null },
    interact: () => { const p = document.querySelector('.widget-interact img'); return p?.complete ? p.src : null },
    label: () => document.querySelector('.bare')?.textContent,
  }
  // Painted: the task after the first animation frame that has it. The same rule for everybody.
  window.fdNext = (kind, old) => new Promise(done => {
    const look = () => {
      const now = shown[kind]()
      if (!now || now === old) return requestAnimationFrame(look)
      const channel = new MessageChannel()
      channel.port1.onmessage = () => done(performance.now())
      channel.port2.postMessage(0)
    }
    requestAnimationFrame(look)
  })
  window.fdArm = (kind, event) => {
    const old = shown[kind]()
    let begin = null
    document.addEventListener(event, () => { begin ??= performance.now() }, { capture: true, once: true })
    window.fdTime = window.fdNext(kind, old).then(end => end - begin)
  }
  // While a key or the mouse is held: from the first move not yet shown to the next new picture.
  window.fdWatch = () => {
    window.fdWaits = []
    let last = shown.panel(), moved = null
    const onMove = () => { moved ??= performance.now() }
    document.addEventListener('input', onMove, { capture: true })
    const look = () => {
      const now = shown.panel()
      if (now && now !== last) {
        last = now
        if (moved !== null) window.fdWaits.push(performance.now() - moved)
        moved = null
      }
      if (window.fdWatching) requestAnimationFrame(look)
      else document.removeEventListener('input', onMove, { capture: true })
    }
    window.fdWatching = true
    requestAnimationFrame(look)
  }
}
"""
SLIDER = ".fd-panel input[type=range]"
BARE = ".widget-vbox:not(.widget-interact) .noUi-handle"


def browser_leg(subject: Subject, everything: bool) -> dict[str, dict]:
    """Time key press to painted picture: warm and cold moves of the panel, `interact`, and a bare label, in turn.

    Args:
        subject: what to move.
        everything: hold and drag the slider too, use it lively, open the notebook again.
    """
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        sources = (subject.panel_cell, subject.interact_cell, LABEL)
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), Path(folder) / "bench.ipynb")
        with lab.jupyterlab(Path(folder)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=lab.browser_path(), args=lab.QUIET)
            page = browser.new_page(viewport={"width": 1280, "height": 1900})
            traffic = Traffic(page)
            lab.open_and_run(page, address, "bench.ipynb")
            page.wait_for_selector(f".fd-svg[aria-label^='{subject.alt}']", timeout=90_000)
            page.wait_for_selector(".widget-interact img", timeout=90_000)
            page.evaluate(HARNESS)
            found = {name: spread(values) for name, values in moves(page, subject).items() if values}
            if everything:
                found["holding a key"] = hold(page)
                found["dragging"] = drag(page)
                found["lively"] = lively(page, traffic)
            found["first"] = first_picture(page)
            if everything:
                found["opened"] = opened(page)
            browser.close()
    return found


class Traffic:
    """Counts what comes in from the kernel."""

    def __init__(self, page) -> None:
        self.bytes = self.messages = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def _count(self, payload: str | bytes) -> None:
        self.bytes += len(payload)
        self.messages += 1


def moves(page, subject: Subject) -> dict[str, list[float]]:
    """Return the times of single moves: warm, `interact`, the bare label, cold, in turn."""
    times: dict[str, list[float]] = {"panel, warm": [], "panel, cold": [], "interact": [], "bare label": []}
    rng = random.Random(2)
    handles = {"panel": subject.handle, "interact": subject.interact_handle, "label": BARE}
    going = dict.fromkeys(handles, "ArrowRight")
    if subject.handle.endswith("select"):
        going["panel"] = "ArrowDown"
    for i in range(ROUNDS + WARM_UP):
        for kind, name in (("panel", "panel, warm"), ("interact", "interact"), ("label", "bare label")):
            page.wait_for_timeout(400)
            handle = page.locator(handles[kind]).first
            handle.focus()
            going[kind] = TURNED.get(going[kind]) if handle.evaluate(AT_AN_END, going[kind]) else going[kind]
            page.evaluate("kind => window.fdArm(kind, 'keydown')", kind)
            page.keyboard.press(going[kind])
            took = page.evaluate("() => window.fdTime")
            if i >= WARM_UP:
                times[name].append(took)
        page.wait_for_timeout(400)
        took = _jump(page, subject, rng)
        if i >= WARM_UP and took is not None:
            times["panel, cold"].append(took)
    return times


TURNED = {"ArrowRight": "ArrowLeft", "ArrowLeft": "ArrowRight", "ArrowDown": "ArrowUp", "ArrowUp": "ArrowDown"}
AT_AN_END = """
(e, key) => {
  const up = key === 'ArrowRight' || key === 'ArrowDown'
  if (e.tagName === 'SELECT') return e.selectedIndex === (up ? e.options.length - 1 : 0)
  if (e.tagName === 'INPUT') return e.valueAsNumber === Number(up ? e.max : e.min)
  return Number(e.getAttribute('aria-valuenow')) === Number(e.getAttribute(up ? 'aria-valuemax' : 'aria-valuemin'))
}
"""


def _jump(page, subject: Subject, rng: random.Random) -> float | None:
    """Jump to a state never drawn. None where it was drawn already, or is the present one."""
    page.evaluate("() => window.fdArm('panel', 'input')")
    page.evaluate(subject.jump, [rng.random(), rng.random()])
    if page.locator(".fd-panel").first.get_attribute("aria-busy") == "false":
        return None
    return page.evaluate("() => window.fdTime")


def hold(page) -> dict:
    """Hold an arrow key, 30 presses a second, to and fro; return how long moves wait for a picture."""
    page.locator(SLIDER).first.focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(1000)
    page.evaluate("() => window.fdWatch()")
    for key in (["ArrowRight"] * 9 + ["ArrowLeft"] * 9) * 3 + ["ArrowRight"] * 9:
        page.keyboard.press(key)
        page.wait_for_timeout(1000 / 30)
    return _stutter(page)


def drag(page) -> dict:
    """Drag the handle with the mouse from end to end and back; return how long moves wait for a picture."""
    page.locator(SLIDER).first.press("Home")
    page.wait_for_timeout(1000)
    box = page.locator(SLIDER).first.bounding_box()
    ends = box["x"] + 8, box["x"] + box["width"] - 8
    middle = box["y"] + box["height"] / 2
    page.mouse.move(ends[0], middle)
    page.mouse.down()
    page.evaluate("() => window.fdWatch()")
    for start, end in ((ends[0], ends[1]), (ends[1], ends[0]), (ends[0], ends[1])):
        for step in range(1, 28):  # three to a value, 60 a second: half a second from end to end
            page.mouse.move(start + (end - start) * step / 27, middle)
            page.wait_for_timeout(1000 / 60)
    page.mouse.up()
    return _stutter(page)


def _stutter(page) -> dict:
    page.wait_for_timeout(500)
    waits = page.evaluate("() => { window.fdWatching = false; return window.fdWaits }")
    last = page.locator(".fd-sentence").first.text_content().startswith("In 10 years")
    return {**spread(waits), "longest": max(waits), "last wins": last}


def lively(page, traffic: Traffic) -> dict:
    """Move all controls in sight three times a second for 20 seconds; return what came in, a minute."""
    rng, seconds = random.Random(3), 20
    before = traffic.bytes, traffic.messages
    page.locator(SLIDER).first.focus()
    for _ in range(3 * seconds):
        page.keyboard.press(rng.choice(("ArrowRight", "ArrowLeft", "Home", "End")))
        if rng.random() < 0.1:
            page.locator(".fd-panel select").first.select_option(index=rng.randrange(3))
            page.locator(SLIDER).first.focus()
        page.wait_for_timeout(1000 / 3)
    scale = 60 / seconds
    return {
        "megabytes a minute": (traffic.bytes - before[0]) / 1e6 * scale,
        "messages a minute": (traffic.messages - before[1]) * scale,
    }


def first_picture(page) -> float:
    """Time from running the panel's cell again to its painted picture."""
    return page.evaluate(
        """async () => {
             const panel = window.jupyterapp.shell.currentWidget
             panel.content.activeCellIndex = 0
             const begin = performance.now(), old = document.querySelector('.fd-svg')
             window.jupyterapp.commands.execute('notebook:run-cell')
             const fresh = (svg) => svg && svg !== old && svg.ariaLabel
             while (!fresh(document.querySelector('.fd-svg'))) await new Promise(requestAnimationFrame)
             return performance.now() - begin
           }"""
    )


def opened(page) -> float:
    """Time from opening the saved notebook, its kernel still running, to the painted picture."""
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(2000)
    page.goto(page.url.split("?")[0])
    page.wait_for_selector(".fd-svg[aria-label^='Calendar']", timeout=60_000)
    return page.evaluate("() => performance.now()")


def main() -> None:
    """Run both legs for each panel and print what they found."""
    patients = cohort_leg.cohort_leg()
    cohort_leg.report(patients)
    found = {"virtual patients": patients}
    for name in PANELS:
        subject = SUBJECTS[name]
        everything = name == "dosing"
        kernel, browser = kernel_leg(subject), browser_leg(subject, everything)
        report(name, kernel, browser, everything)
        found[name] = {"kernel": kernel, "browser": browser}
    names = ("jupyterlab", "ipywidgets", "anywidget", "matplotlib", "pandas", "numpy", "pillow")
    about = {"python": platform.python_version(), "cores": os.cpu_count(), **{n: version(n) for n in names}}
    print(json.dumps({**found, "versions": about}))


def report(name: str, kernel: dict, browser: dict, everything: bool) -> None:
    """Print the tables of one panel, and which goals it meets."""
    print(f"== {name}\n{'kernel':28}{'median ms':>10}{'p95':>12}")
    for step in ("answer and scene", "onto the wire", "new figure"):
        print(f"{step:28}{kernel[step]['median']:10.1f}{kernel[step]['p95']:12.1f}")
    for what, size in kernel["kilobytes"].items():
        print(f"{what:28}{size:10.1f} KB")
    print(f"\n{'browser, key to paint':28}{'median ms':>10}{'p95':>12}{'/ interact':>12}{'/ label':>9}")
    against, floor = browser["interact"]["median"], browser["bare label"]["median"]
    for move in ("panel, warm", "panel, cold", "interact", "bare label"):
        if move not in browser:
            print(f"{move:28}none: whatever was moved to had been drawn ahead")
            continue
        middle, late = browser[move]["median"], browser[move]["p95"]
        print(f"{move:28}{middle:10.1f}{late:12.1f}{middle / against:12.2f}{middle / floor:9.2f}")
    print(f"\nfirst picture: {browser['first']:.0f} ms after running the cell")
    goals = {
        "answer and scene within 13 ms": kernel["answer and scene"]["median"] <= 13,
        "onto the wire within 3 ms": kernel["onto the wire"]["median"] <= 3,
        "frame at most 5 KB, cohort 10": kernel["kilobytes"]["frame, deflated, at most"]
        <= (10 if name == "cohort" else 5),
        "warm median within a frame": browser["panel, warm"]["median"] <= FRAME_MS,
        "warm p95 within two frames": browser["panel, warm"]["p95"] <= 33,
    }
    if "panel, cold" in browser:
        goals["cold within 1.2 of a round trip"] = browser["panel, cold"]["median"] <= 1.2 * floor
    if everything:
        print(f"first picture: {browser['opened']:.0f} ms after opening the notebook")
        for way in ("holding a key", "dragging"):
            print(f"{way}: at most {browser[way]['longest']:.0f} ms from move to picture, {browser[way]['n']} pictures")
        use = browser["lively"]
        print("lively use: {megabytes a minute:.1f} MB and {messages a minute:.0f} messages a minute".format(**use))
        goals |= {
            "holding a key: no wait over 100 ms": browser["holding a key"]["longest"] <= 100,
            "dragging: no wait over 100 ms": browser["dragging"]["longest"] <= 100,
            "the last move wins": browser["holding a key"]["last wins"] and browser["dragging"]["last wins"],
        }
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'} {goal}")
    print()


if __name__ == "__main__":
    main()
