"""Change one thing in a pure floor at a time and see whether its own tests notice: `make mutate`.

Changes are cosmic-ray's. For each floor a seeded sample is drawn; a change that leaves what runs as it was (a type, a
docstring) is not drawn. A change is killed when one of the floor's tests fails or never ends; cases that `make test`
leaves to `make test-everywhere` count. Those that live are printed as they are, to be judged by a person. Each worker
has a copy of the project, so nothing is changed here.
"""

import argparse
import ast
import concurrent.futures
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

ROOT = Path(__file__).parents[1]
FLOORS = {  # floor: (its files, its tests)
    "dosing": (["dosing.py"], ["test_dosing.py"]),
    "safety": (["safety.py"], ["test_safety.py"]),
    "adherence": (["adherence/*.py"], ["test_adherence.py", "test_pictures.py"]),
    "tables": (["tables.py", "reading.py", "loading.py"], ["test_tables.py", "test_reading.py"]),
    "turnover": (["turnover/*.py"], ["test_turnover.py", "test_pictures.py"]),
    "eligibility": (["eligibility/*.py"], ["test_eligibility.py"]),
    "benefit": (["benefit/*.py"], ["test_benefit.py"]),
    "check": (["check/*.py"], ["test_check.py", "test_check_lessons.py", "test_reading.py"]),
}
PATIENCE = 300  # seconds a change may take


class Mutant(NamedTuple):
    """One change: the file, the operator, and which of its places."""

    file: Path
    operator: str
    occurrence: int


def mutants(files: list[Path]) -> Iterator[Mutant]:
    """Every change that cosmic-ray knows for these files."""
    for file in files:
        tree = get_ast(file.read_text("utf-8"))
        for name in sorted(cosmic_ray.plugins.operator_names()):
            kind = cosmic_ray.plugins.get_operator(name)
            if kind.arguments():
                continue
            places = sum(1 for node in ast_nodes(tree) for _ in kind().mutation_positions(node))
            yield from (Mutant(file, name, place) for place in range(places))


class _Bare(ast.NodeTransformer):
    """Take out what never runs: annotations (they are strings here) and docstrings."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant("")
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return ast.Pass() if isinstance(node.value, ast.Constant) else self.generic_visit(node)


def meaning(code: str) -> str:
    """What of a module runs, as one text."""
    return ast.dump(_Bare().visit(ast.parse(code)))


def sample(files: list[Path], size: int, seed: int) -> list[tuple[Mutant, str]]:
    """A seeded sample of changes that change what runs, each with its code."""
    pool = list(mutants(files))
    random.Random(seed).shuffle(pool)
    drawn: list[tuple[Mutant, str]] = []
    seen = {file: {meaning(file.read_text("utf-8"))} for file in files}
    for mutant in pool:
        if len(drawn) == size:
            break
        operator = cosmic_ray.plugins.get_operator(mutant.operator)()
        code = mutate_code(mutant.file.read_text("utf-8"), operator, mutant.occurrence)
        try:
            kept = meaning(code) if code else None
        except SyntaxError:
            continue
        if kept and kept not in seen[mutant.file]:
            seen[mutant.file].add(kept)
            drawn.append((mutant, code))
    return drawn


def run(copy: Path, tests: list[str]) -> bool:
    """Whether the tests pass in a copy of the project."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "--hypothesis-seed=0",
    ]
    command += [f"tests/{name}" for name in tests]
    env = os.environ | {"PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(command, cwd=copy, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            return process.wait(PATIENCE) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            return False


def difference(old: str, new: str) -> str:
    """The lines that a change touches, before and after."""
    before, after = old.splitlines(), new.splitlines()
    changed = [n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b] or [len(after) - 1]
    span = slice(changed[0], changed[-1] + 1)
    lines = [f"  - {line}" for line in before[span]] + [f"  + {line}" for line in after[span]]
    return "\n".join([f"  line {span.start + 1}", *lines])


def floor(name: str, size: int, seed: int, copies: list[Path]) -> None:
    """Try a sample of one floor and print what lived."""
    patterns, tests = FLOORS[name]
    home = ROOT / "src" / "helpers"
    files = sorted(file for pattern in patterns for file in home.glob(pattern))
    began, drawn = time.monotonic(), sample(files, size, seed)
    idle: queue.Queue[Path] = queue.Queue()
    for copy in copies:
        idle.put(copy)

    def lives(item: tuple[Mutant, str]) -> bool:
        (mutant, code), copy = item, idle.get()
        there = copy / mutant.file.relative_to(ROOT)
        before = there.read_text("utf-8")
        there.write_text(code, "utf-8")
        try:
            return run(copy, tests)
        finally:
            there.write_text(before, "utf-8")
            idle.put(copy)

    alive = []
    with concurrent.futures.ThreadPoolExecutor(len(copies)) as pool:
        for tried, (item, lived) in enumerate(zip(drawn, pool.map(lives, drawn), strict=True), 1):
            if lived:
                alive.append(item)
                mutant, code = item
                print(f"{mutant.file.relative_to(home)}, {mutant.operator.split('/')[-1]}")
                print(difference(mutant.file.read_text("utf-8"), code), flush=True)
            if tried % 10 == 0:
                print(f"{name}: {tried} of {len(drawn)} tried, {len(alive)} live", flush=True)
    share = 1 - len(alive) / len(drawn)
    spread = Counter(mutant.file.name for mutant, _ in drawn)
    print(
        f"{name}: {len(drawn)} changes ({dict(spread)}), {share:.0%} killed, {time.monotonic() - began:.0f} s",
        flush=True,
    )


def main() -> int:
    """Read the arguments, make the copies, try the floors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("floors", nargs="*", default=list(FLOORS), metavar="FLOOR", help=", ".join(FLOORS))
    parser.add_argument("--size", type=int, default=100, help="changes a floor (100)")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copies = [Path(folder) / str(n) for n in range(asked.workers)]
        for copy in copies:
            shutil.copytree(
                ROOT, copy, ignore=shutil.ignore_patterns(".venv*", ".git", "__pycache__", "site", ".*_cache")
            )
        tests = sorted({test for name in asked.floors for test in FLOORS[name][1]})
        if not run(copies[0], tests):
            print("The tests fail without any change: mend that first.")
            return 1
        for name in asked.floors:
            floor(name, asked.size, asked.seed, copies)
    return 0


if __name__ == "__main__":
    sys.exit(main())
