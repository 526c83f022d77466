"""How fast is the panel? Two legs in one run, moves of all kinds in turn, so that a noisy machine disturbs all alike.

    make bench

Kernel leg: state to finished frame, against a new figure of the same size. Browser leg: key press to painted picture in
real JupyterLab, against the same chart under `interact` and against a bare label, the round trip that nobody can beat
by drawing faster. Prints a table and one line of JSON. It warns where a goal is missed and never fails.
"""

import io
import json
import os
import platform
import random
import statistics
import tempfile
import time
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import lab
import nbformat
import plain
from matplotlib import pyplot as plt

from helpers import explore_dosing
from helpers.charts import style

ROOT = Path(__file__).parents[1]

ROUNDS = int(os.environ.get("ROUNDS", "40"))
WARM_UP = 5
FRAME_MS = 1000 / 60
CELLS = {
    "panel": "from helpers import explore_dosing\npanel = explore_dosing()\npanel",
    "interact": (
        "import sys; sys.path.insert(0, {bench!r})\nimport plain\nimport ipywidgets as w\n"
        "w.interact(plain.show, years=w.IntSlider(3, 1, 10), travel_min=w.IntSlider(60, 0, 240, 15));"
    ),
    "label": (
        "s, t = w.IntSlider(3, 1, 10), w.HTML('<b class=bare>3</b>')\n"
        "s.observe(lambda c: setattr(t, 'value', f'<b class=bare>{{c.new}}</b>'), 'value')\nw.VBox([s, t])"
    ),
}


def spread(times: list[float]) -> dict[str, float]:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(times)
    return {"median": statistics.median(ordered), "p95": ordered[int(0.95 * (len(ordered) - 1))], "n": len(ordered)}


def kernel_leg() -> dict[str, dict]:
    """Time state to frame in each size class, cold in both caches, against a new figure of the same pixels."""
    found = {}
    rng = random.Random(1)
    for name, size in style.SIZES.items():
        panel, ours, theirs = explore_dosing(), [], []
        height = 290 * size.scale
        inches = (max(size.width * size.scale, 560) / 100, height / 100)
        states = [(y, t) for y in range(1, 11) for t in range(0, 241, 15)]
        for i, (years, travel) in enumerate(rng.sample(states, ROUNDS + WARM_UP)):
            start = time.perf_counter()
            panel.render({"years": years, "travel_min": travel}, name)
            between = time.perf_counter()
            figure = plain.figure(years, travel, inches)
            figure.savefig(io.BytesIO(), format="png")
            plt.close(figure)
            if i >= WARM_UP:
                ours.append((between - start) * 1e3)
                theirs.append((time.perf_counter() - between) * 1e3)
        kilobytes = max(len(frame.picture) for frame in panel._frames.values()) / 1e3
        found[name] = {"ours": spread(ours), "new figure": spread(theirs), "kilobytes": kilobytes}
        found[name]["ratio"] = found[name]["ours"]["median"] / found[name]["new figure"]["median"]
    return found


HARNESS = """
() => {
  const painted = done => requestAnimationFrame(() => done(performance.now()))
  window.fdAwait = {
    panel: (root, done) => {
      document.querySelector('.fd-picture').addEventListener('load', () => painted(done), { once: true })
    },
    interact: (root, done) => {
      const seen = new Set(document.querySelectorAll('.widget-interact img'))
      const watch = new MutationObserver(() => {
        for (const img of document.querySelectorAll('.widget-interact img')) {
          if (seen.has(img)) continue
          watch.disconnect()
          const end = () => painted(done)
          if (img.complete) end(); else img.addEventListener('load', end, { once: true })
          return
        }
      })
      watch.observe(document.querySelector('.widget-interact'), { childList: true, subtree: true, attributes: true })
    },
    label: (root, done) => {
      const box = document.querySelector('.bare').closest('.widget-html')
      const watch = new MutationObserver(() => { watch.disconnect(); painted(done) })
      watch.observe(box, { childList: true, subtree: true, characterData: true })
    },
  }
  window.fdArm = (kind, event) => {
    window.fdTime = new Promise(done => {
      let begin = null
      document.addEventListener(event, () => { begin ??= performance.now() }, { capture: true, once: true })
      window.fdAwait[kind](null, end => done(end - begin))
    })
  }
}
"""


def browser_leg() -> dict[str, dict]:
    """Time key press to painted picture: warm and cold moves of the panel, `interact`, and a bare label, in turn."""
    from playwright.sync_api import sync_playwright

    times: dict[str, list[float]] = {"panel, warm": [], "panel, cold": [], "interact": [], "bare label": []}
    rng = random.Random(2)
    with tempfile.TemporaryDirectory() as folder:
        cells = [nbformat.v4.new_code_cell(c.format(bench=str(ROOT / "bench"))) for c in CELLS.values()]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), Path(folder) / "bench.ipynb")
        with lab.jupyterlab(Path(folder)) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=lab.browser_path(), args=lab.QUIET)
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            lab.open_and_run(page, address, "bench.ipynb")
            page.wait_for_selector(".fd-picture[alt^='Calendar']", timeout=90_000)
            page.wait_for_selector(".widget-interact img", timeout=90_000)
            page.evaluate(HARNESS)
            first = first_picture(page)
            selectors = {
                "panel": ".fd-panel input[type=range]",
                "interact": ".widget-interact .noUi-handle",
                "label": ".widget-vbox:not(.widget-interact) .noUi-handle",
            }
            going = dict.fromkeys(selectors, "ArrowRight")
            for i in range(ROUNDS + WARM_UP):
                for kind, name in (("panel", "panel, warm"), ("interact", "interact"), ("label", "bare label")):
                    if kind == "panel":
                        page.wait_for_timeout(400)
                    handle = page.locator(selectors[kind]).first
                    handle.focus()
                    value = _value(handle, kind)
                    going[kind] = "ArrowLeft" if value >= 9 else "ArrowRight" if value <= 2 else going[kind]
                    page.evaluate("kind => window.fdArm(kind, 'keydown')", kind)
                    page.keyboard.press(going[kind])
                    took = page.evaluate("() => window.fdTime")
                    if i >= WARM_UP:
                        times[name].append(took)
                took = _jump(page, rng)
                if i >= WARM_UP:
                    times["panel, cold"].append(took)
            stutter = hold(page)
            browser.close()
    return {**{name: spread(values) for name, values in times.items()}, "hold": stutter, "first": first}


def _value(handle, kind: str) -> int:
    if kind == "panel":
        return int(handle.evaluate("e => e.valueAsNumber")) + 1
    return int(float(handle.get_attribute("aria-valuenow")))


def _jump(page, rng: random.Random) -> float:
    """Jump to a state never drawn: two sliders of the assumptions to places far from where they are."""
    page.evaluate("() => window.fdArm('panel', 'input')")
    page.evaluate(
        """places => {
             const sliders = [...document.querySelectorAll('.fd-fold input[type=range]')]
             const slider = sliders[places[0]]
             slider.value = places[1] * Number(slider.max)
             slider.dispatchEvent(new Event('input', { bubbles: true }))
           }""",
        [rng.randrange(4), rng.random()],
    )
    return page.evaluate("() => Promise.race([window.fdTime, new Promise(done => setTimeout(() => done(-1), 3000))])")


def first_picture(page) -> float:
    """Time from running the panel's cell again to its painted picture."""
    return page.evaluate(
        """async () => {
             const panel = window.jupyterapp.shell.currentWidget
             panel.content.activeCellIndex = 0
             const begin = performance.now()
             const old = document.querySelector('.fd-picture')
             window.jupyterapp.commands.execute('notebook:run-cell')
             for (;;) {
               await new Promise(done => requestAnimationFrame(done))
               const img = document.querySelector('.fd-picture')
               if (img && img !== old && img.alt && img.complete) return performance.now() - begin
             }
           }"""
    )


def hold(page) -> dict[str, float]:
    """Hold an arrow key, 30 presses a second, to and fro; return the longest time without a new picture."""
    slider = page.locator(".fd-panel input[type=range]").first
    slider.focus()
    page.evaluate(
        """() => {
             window.fdPaints = []
             const img = document.querySelector('.fd-picture')
             img.addEventListener('load', () => window.fdPaints.push(performance.now()))
           }"""
    )
    for key in ("Home", *["ArrowRight"] * 9, *["ArrowLeft"] * 9, *["ArrowRight"] * 9):
        page.keyboard.press(key)
        page.wait_for_timeout(33)
    page.wait_for_timeout(500)
    paints = page.evaluate("() => window.fdPaints")
    last = page.locator(".fd-sentence").first.text_content()
    gaps = [after - before for before, after in pairwise(paints)]
    return {"longest gap": max(gaps), "paints": len(paints), "last key wins": last.startswith("In 10 years")}


def main() -> None:
    """Run both legs and print what they found."""
    kernel, browser = kernel_leg(), browser_leg()
    print(f"{'kernel, state to frame':28}{'ours ms':>10}{'new figure':>12}{'ratio':>8}{'max KB':>8}")
    for name, row in kernel.items():
        ours, theirs = row["ours"]["median"], row["new figure"]["median"]
        print(f"{name:28}{ours:10.1f}{theirs:12.1f}{row['ratio']:8.2f}{row['kilobytes']:8.1f}")
    print(f"\n{'browser, key to paint':28}{'median ms':>10}{'p95':>12}{'/ interact':>12}{'/ label':>9}")
    against, floor = browser["interact"]["median"], browser["bare label"]["median"]
    for name in ("panel, warm", "panel, cold", "interact", "bare label"):
        row = browser[name]
        middle, late = row["median"], row["p95"]
        print(f"{name:28}{middle:10.1f}{late:12.1f}{middle / against:12.2f}{middle / floor:9.2f}")
    print(f"\nfirst picture after running the cell: {browser['first']:.0f} ms; holding a key: {browser['hold']}")
    goals = {
        "warm median within a frame": browser["panel, warm"]["median"] <= FRAME_MS,
        "warm p95 within two frames": browser["panel, warm"]["p95"] <= 33,
        "cold within twice a round trip": browser["panel, cold"]["median"] <= 2 * floor,
        "cold within a quarter of interact": browser["panel, cold"]["median"] <= 0.25 * against,
        "holding a key never stutters": browser["hold"]["longest gap"] <= 100,
    }
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'} {goal}")
    names = ("jupyterlab", "ipywidgets", "anywidget", "matplotlib", "pandas", "numpy", "pillow")
    about = {"python": platform.python_version(), "cores": os.cpu_count(), **{n: version(n) for n in names}}
    print(json.dumps({"kernel": kernel, "browser": browser, "versions": about}))


if __name__ == "__main__":
    main()
