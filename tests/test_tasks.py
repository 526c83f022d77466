"""Every task that a lesson sets, done by keys in JupyterLab and on the lesson's page."""

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
        assert lessons.tasks(path.stem), path.stem
        assert {task.panel for task in lessons.tasks(path.stem)} <= movable


@pytest.fixture(scope="module", params=["page", pytest.param("JupyterLab", marks=pytest.mark.slow)])
def opened(request, chromium, site, jupyter):
    """A function that opens a lesson in one of two places, and its panels in their order."""
    open_pages = []

    def open_lesson(name):
        if request.param == "page":
            page = lab.open_page(chromium, site / f"{name}.html")
        else:
            page = lab.new_page(chromium, viewport={"width": 1280, "height": 800})
            lab.open_and_run(page, jupyter[0], f"{name}.ipynb")
            lab.wait_for_panels(page, name)
        open_pages.append(page)
        return page

    yield open_lesson
    for page in open_pages:
        page.close()


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_task_can_be_done(opened, lesson):
    page = opened(lesson)
    panels = pages.panels_of(NOTEBOOKS / f"{lesson}.ipynb")
    for task in lessons.tasks(lesson):
        panel, box = panels[task.panel], lab.box(page, lesson, task.panel)
        box.scroll_into_view_if_needed()
        box.get_by_role("button", name="Reset").press("Enter")
        for move, words in zip(task.do, task.sees, strict=True):
            for name, value in states.read(move, panel.controls).items():
                lab.move(page, box, name, panel.controls[name].values.index(value))
            lab.sentence_holds(page, box, words)
            assert not box.locator(".fd-trouble").is_visible(), (task.id, move)
    assert [problem for problem in page.problems if "favicon" not in problem] == [] and page.outside == []
