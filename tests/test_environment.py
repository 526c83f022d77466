"""What people install is what was tested: pins, Binder, the wheel, and what the project says of itself."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from sampled import some

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)")


def pins(file):
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def versions(lines):
    return {match[1].lower(): match[2] for match in map(PIN.match, lines) if match}


def environment():
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def test_binder_and_conda_get_the_pins_of_the_lessons_word_for_word():
    [pip] = [d["pip"] for d in environment()["dependencies"] if isinstance(d, dict)]
    assert pip == pins("lessons.txt")
    assert "python=3.13" in environment()["dependencies"]


def test_lessons_and_tests_share_their_versions():
    lessons, test = versions(pins("lessons.txt")), versions(pins("test.txt"))
    assert lessons.items() <= test.items()


def test_every_pin_is_exact():
    for file in ("lessons.txt", "test.txt", "oldest.txt"):
        assert all(PIN.match(line) for line in pins(file)), file


def test_lower_bounds_are_those_of_the_oldest_set():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bounds = dict(re.match(r"([a-z]+)>=([\d.]+)", d).groups() for d in project["dependencies"])
    oldest = versions(pins("oldest.txt"))
    for name in bounds:
        assert oldest[name].startswith(bounds[name]), name
    assert (bounds["pandas"], bounds["matplotlib"], bounds["numpy"]) == ("2.2.2", "3.8.4", "2.0.0")


def test_ipywidgets_shows_in_vs_code():
    assert versions(pins("lessons.txt"))["ipywidgets"] == "8.1.8"


def test_what_binder_would_do():
    tool = Path(sys.executable).with_name("jupyter-repo2docker")
    run = subprocess.run([tool, "--no-build", "--debug", "."], cwd=ROOT, capture_output=True, text=True)
    said = run.stdout + run.stderr
    assert run.returncode == 0, said[-2000:]
    assert "Building conda environment for python=3.13" in said
    install = said.index("env update")
    copy = said.rindex("COPY --chown")
    assert install < said.index("./postBuild"), "postBuild runs before the environment is there"
    assert install < copy, "the environment would be installed anew after each change of a lesson"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_data_front_end_and_questions(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for file in (ROOT / "data").glob("*.csv"):
        assert f"helpers/data/{file.name}" in names
    assert {"helpers/data/datapackage.json", "helpers/panel/front/panel.js", "helpers/panel/front/panel.css"} <= names
    assert "helpers/lessons/10_dosing_frequency.toml" in names


def test_an_installed_wheel_finds_its_data(wheel, tmp_path):
    code = "import helpers.loading as t; print(len(t.load().regimens) > 18, t.__file__)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env={"PYTHONPATH": str(wheel)}
    )
    assert run.stdout.startswith("True") and wheel.name in run.stdout, run.stderr


LESSON = (
    "from helpers import explore_dosing; p = explore_dosing(); "
    "print(p.render({}).scene, len(p.resting()[0]['image/png']), p.answer().sentence)"
)
PLACES = {
    "a home that cannot be written": {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere"},
    "a Turkish summer": {"LC_ALL": "tr_TR.UTF-8", "TZ": "Europe/Istanbul"},
    "the first zone of the day": {"LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Kiritimati"},
    "half an hour off and no letters": {"LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "America/St_Johns"},
}


@pytest.mark.parametrize("place", some(PLACES))
def test_a_lesson_says_and_draws_the_same_wherever_it_runs(place):
    def run(**environment):
        return subprocess.run(
            [sys.executable, "-c", LESSON],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **environment},
        )

    here, there = run(HOME=os.environ.get("HOME", "/")), run(**PLACES[place])
    assert here.returncode == there.returncode == 0
    assert (there.stdout, there.stderr) == (here.stdout, "")


def tracked():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in files if name and (ROOT / name).is_file()]


@pytest.mark.slow
def test_a_checkout_that_cannot_be_written_checks_its_data_and_runs_its_lessons(tmp_path):
    checkout = tmp_path / "checkout"
    for part in ("src", "data", "notebooks", "tests"):
        shutil.copytree(ROOT / part, checkout / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", checkout)
    paths = [checkout, *checkout.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    # the superuser may write anywhere, unless that one right is taken away
    bound = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []
    env = os.environ | {"PYTHONPATH": str(checkout / "src")}

    def run(*command):
        done = subprocess.run([*bound, *command], cwd=checkout, env=env, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    try:
        for path in paths:
            path.chmod(modes[path] & ~0o222)
        assert run("touch", "here")[0] != 0
        code, said = run(sys.executable, "-m", "helpers", "check")
        assert code == 0 and str(checkout) in said and "no problem found" in said
        strict = ["--nbval", "--nbval-sanitize-with", "tests/nbval_sanitize.cfg", "notebooks/35_what_follows.ipynb"]
        code, said = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *strict)
        assert code == 0, said[-3000:]
    finally:
        for path in paths:
            path.chmod(modes[path])


def test_the_project_names_no_machine_and_no_registry():
    hosts = "|".join([r"pypi\.org", r"pythonhosted\.org", r"registry\.npmjs", r"deb\.debian"]).replace("\\.", "[.]")
    foreign = re.compile(rf"{hosts}|[/]root[/][a-z.]|[/]home[/][a-z]+[/]")
    for file in tracked():
        if file.suffix == ".png" or file.name in ("test_environment.py", "test_notebooks.py"):
            continue
        found = foreign.search(file.read_text(encoding="utf-8"))
        assert not found, f"{file.relative_to(ROOT)}: {found[0]}"


def test_licences_are_split_and_named():
    assert (ROOT / "LICENSE").read_text().startswith("BSD 3-Clause")
    for file in ("LICENSE-LESSONS.md", "data/LICENSE.md"):
        assert "CC BY 4.0" in (ROOT / file).read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"]["text"] == "BSD-3-Clause"


def test_no_leftover_of_a_registry_in_the_pins():
    for file in (ROOT / "requirements").iterdir():
        assert "--" not in file.read_text(encoding="utf-8"), file.name
