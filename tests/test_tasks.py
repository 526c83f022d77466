"""Every task that a lesson sets, done by keys, pointer and finger: on the lesson's page, in JupyterLab, in Voilà."""

import shutil
from itertools import product
from pathlib import Path

import lab
import pytest

from helpers import lessons, pages
from helpers.panel import states

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LESSONS = [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb")) if lessons.tasks(path.stem)]


def test_every_lesson_with_panels_to_move_sets_tasks():
    for path in sorted(NOTEBOOKS.glob("[1-9]*.ipynb")):
        movable = {name for name, panel in pages.panels_of(path).items() if panel.controls}
        movable |= {name for name, made in pages.alone_of(path).items() if made.spec["kind"] in FORMS}
        assert lessons.tasks(path.stem), path.stem
        assert {task.panel for task in lessons.tasks(path.stem)} <= movable


FORMS = {  # what is filled in, not moved: where it is, and the button that empties it
    "card": (".fd-card", "Empty the card"),
    "grid": (".fd-options", "Reset"),
    "judge": (".fd-judge", "Begin again"),
    "blank": (".fd-blank", "Begin again"),
}


def fill_in(page, made, task, by):
    """Do a task of a card, a grid, statements to judge: answer the questions, press the buttons."""
    place, empty = FORMS[made.spec["kind"]]
    box = page.locator(place, has_text=made.title)
    box.scroll_into_view_if_needed()
    lab.press(page, box.get_by_role("button", name=empty), by)
    for move, words in zip(task.do, task.sees, strict=True):
        for part in move.split(";"):
            name, _, value = part.partition("=")
            if value:
                lab.fill(page, box, name, value, by)
            else:
                lab.press(page, box.locator("button:enabled", has_text=name), by)
        lab.sentence_holds(page, box, words)


WAYS = {  # where a lesson is open: how wide and high, and whether fingers count there
    "page": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    "JupyterLab": {"viewport": {"width": 1280, "height": 800}, "has_touch": True},
    "Voilà": {"viewport": {"width": 1280, "height": 800}, "has_touch": True},
}
HEAVY = [pytest.param(place, marks=pytest.mark.slow) for place in WAYS if place != "page"]


@pytest.fixture(scope="session")
def voila(tmp_path_factory):
    """Where Voilà serves a copy of the notebooks."""
    folder = Path(shutil.copytree(NOTEBOOKS, tmp_path_factory.mktemp("voila") / "notebooks"))
    with lab.voila(folder) as address:
        yield address


@pytest.fixture(scope="module", params=["page", *HEAVY])
def opened(request, chromium, site):
    """A function that opens a lesson in one of four places, its panels live; and the ways to move a control there."""
    place, pages_open = request.param, {}
    server = {"JupyterLab": "jupyter", "Voilà": "voila"}.get(place)
    address = request.getfixturevalue(server) if server else ""

    def open_lesson(name):
        if name not in pages_open:
            if server:
                pages_open[name] = page = lab.new_page(chromium, **WAYS[place])
                if place == "Voilà":
                    page.goto(f"{address}{name}.ipynb", timeout=90_000)
                else:
                    lab.open_and_run(page, address[0], f"{name}.ipynb")
                lab.wait_for_panels(page, name)
            else:
                pages_open[name] = lab.open_page(chromium, site / f"{name}.html", **WAYS[place])
        return pages_open[name]

    open_lesson.ways = ["keys"] if place == "page" else ["keys", "pointer", "finger"]
    yield open_lesson
    for page in pages_open.values():
        page.close()


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_task_can_be_done(opened, lesson):
    page = opened(lesson)
    panels = pages.panels_of(NOTEBOOKS / f"{lesson}.ipynb")
    for task, by in product(lessons.tasks(lesson), opened.ways):
        if task.panel not in panels:
            fill_in(page, pages.alone_of(NOTEBOOKS / f"{lesson}.ipynb")[task.panel], task, by)
            continue
        panel, box = panels[task.panel], lab.box(page, lesson, task.panel)
        box.scroll_into_view_if_needed()
        box.get_by_role("button", name="Reset").press("Enter")
        for move, words in zip(task.do, task.sees, strict=True):
            for name, value in states.read(move, panel.controls).items():
                lab.move(page, box, name, panel.controls[name].values.index(value), by)
            lab.sentence_holds(page, box, words)
            assert not box.locator(".fd-trouble").is_visible(), (task.id, move, by)
    assert [problem for problem in page.problems if "favicon" not in problem] == [] and page.outside == []
