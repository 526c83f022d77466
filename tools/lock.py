"""Work out the exact versions anew: requirements/*.txt and the pins of environment.yml.

    make lock

needs uv (which `make lock` installs into .venv). What is written holds for every Python from 3.11 on and for
Linux, macOS and Windows; nothing in it names where packages come from.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PINS = ROOT / "requirements"
ENVIRONMENT = ROOT / "environment.yml"
IPYWIDGETS = "ipywidgets==8.1.8"
# Later ones have no wheel for Macs with Intel processors, who would then need a compiler.
ARGON = "argon2-cffi-bindings<26"
PART = re.compile(r"(?<=# pins\n).*(?=\s+# end of pins)", re.S)
LESSONS = "# What `make lab` and Binder install. Written by `make lock`.\n"
TEST = "# What `make test` installs. Written by `make lock`.\n"
OLDEST = "# The oldest versions that work, on Python 3.11: the suite runs on them too. Written by `make lock`.\n"


def resolve(requirements: list[str], *options: str) -> str:
    """Return the exact versions of all that `requirements` need."""
    command = ["uv", "pip", "compile", "-", "--quiet", "--no-annotate", "--no-header", *options]
    command[0] = str(Path(sys.executable).with_name("uv"))
    text = "\n".join(requirements)
    # What uv has to say when it finds no solution stays visible: only its answer is caught.
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout


def inline(pins: str) -> str:
    """Return the environment file with these pins."""
    lines = "\n".join(f'      - "{line}"' for line in pins.splitlines() if not line.startswith("#"))
    return PART.sub(lambda _: lines, ENVIRONMENT.read_text(encoding="utf-8"))


def main() -> None:
    """Write all of them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    everywhere = ("--universal", "--python-version", "3.11", "--fork-strategy", "fewest")
    lessons = resolve([*project["dependencies"], IPYWIDGETS, ARGON, "nbval"], *everywhere)
    pinned = lessons.splitlines()
    test = resolve([*pinned, *project["optional-dependencies"]["test"]], *everywhere)
    bounds = [re.sub(r">=([\d.]+).*", r"==\1", d) for d in project["dependencies"]]
    oldest = resolve([*bounds, *project["optional-dependencies"]["test"]], "--python-version", "3.11")
    (PINS / "lessons.txt").write_text(LESSONS + lessons, encoding="utf-8")
    (PINS / "test.txt").write_text(TEST + test, encoding="utf-8")
    (PINS / "oldest.txt").write_text(OLDEST + oldest, encoding="utf-8")
    ENVIRONMENT.write_text(inline(lessons), encoding="utf-8")


if __name__ == "__main__":
    main()
