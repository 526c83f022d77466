"""What code in a lesson may do: call the lessons' own package, choose and draw, and nothing else."""

import ast
import builtins
import re
import warnings
from collections.abc import Iterator

import nbformat
from nbval.plugin import comment_markers

import helpers
from helpers.tables import resources

BUILTINS = {
    "abs", "all", "any", "dict", "enumerate", "float", "int", "len", "list", "max", "min", "print", "range", "round",
    "set", "sorted", "str", "sum", "tuple", "zip",
}  # fmt: skip
# What lessons and their exercises do with a table, a picture or a panel.
ATTRIBUTES = {
    "answer", "assign", "bar", "barh", "count", "describe", "figure", "groupby", "head", "hist", "iloc", "index", "isin",
    "items", "line", "loc", "max", "mean", "median", "min", "nunique", "pivot", "plot", "query", "reindex", "rename",
    "reset_index", "scatter", "set_index", "size", "sort_index", "sort_values", "sum", "tail", "unique", "value_counts",
}  # fmt: skip
IN_BLOCKS = {"link", "first", "second", "display"}  # what a block of code in prose may use besides
STATEMENTS = (ast.Expr, ast.Assign, ast.ImportFrom, ast.Import, ast.For, ast.If, ast.Pass)
LINES, LETTERS = 10, 120
FIGURE = re.compile(r"\d[\d.,]*\s*(?:mg|mcg|µg|mL|minutes|hours|days|weeks|months|years|%|of 100)(?!\w)")


def code_complaints(cell: nbformat.NotebookNode, known: set[str]) -> Iterator[str]:
    """Yield what is wrong with the code of one cell; `known` are the names that the notebook's cells set."""
    for complaint in dict.fromkeys([*_whole(cell.source), *source_complaints(cell.source, known)]):
        yield f"cell {cell.execution_count} {complaint}"


def _whole(source: str) -> Iterator[str]:
    if any(marker in source.upper() for marker in comment_markers):
        yield "switches its check off"
    if len(source.splitlines()) > LINES:
        yield "has more than ten lines"
    if any(len(line) > LETTERS for line in source.splitlines()):
        yield f"has a line of more than {LETTERS} letters"


def names_set(source: str) -> set[str]:
    """Return the names that a piece of code gives a meaning to."""
    try:
        body = _parsed(source)
    except (SyntaxError, ValueError):
        return set()
    return {node.id for node in ast.walk(body) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def source_complaints(source: str, known: set[str] = frozenset()) -> Iterator[str]:
    """Yield what a piece of code does that a lesson's must not: reach out, or set what is not its own.

    Args:
        source: the code.
        known: the names that other code has set.
    """
    try:
        body = _parsed(source).body
    except (SyntaxError, ValueError):
        magic = re.search(r"^\s*[%!,;/]|[=]\s*[%!]|\?\s*$", source, re.M)
        yield "uses a magic or a shell command" if magic else "is no Python"
        return
    if not [statement for statement in body if not isinstance(statement, ast.Pass)]:
        yield "has nothing to run"
    lines = [statement.lineno for statement in body]
    if len(set(lines)) < len(lines):
        yield "has two statements in a line"
    own = names_set(source)
    for taken in sorted(own & (set(helpers.__all__) | set(dir(builtins)))):
        yield f"gives another meaning to {taken}"
    there = known | own | BUILTINS | set(helpers.__all__)
    for statement in body:
        if not isinstance(statement, STATEMENTS):
            yield "is more than a lesson's code"
        for node in ast.walk(statement):
            yield from _node(node, there)


def _parsed(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of signs in texts that Python takes for something else
        return ast.parse(source)


def _node(node: ast.AST, there: set[str]) -> Iterator[str]:
    match node:
        case ast.Import():
            yield from (f"imports {alias.name}" for alias in node.names)
        case ast.ImportFrom():
            names = [alias.name for alias in node.names]
            if node.level or node.module != "helpers" or not set(names) <= set(helpers.__all__):
                yield f"imports {'.' * node.level}{node.module or ''} {', '.join(names)}".rstrip()
            elif any(alias.asname for alias in node.names):
                yield "imports a name under another"
        case ast.Name() if node.id.startswith("_") or node.id not in there:
            yield f"uses {node.id}"
        case ast.Attribute() if node.attr not in ATTRIBUTES | set(resources()):
            yield f"uses .{node.attr}"
        case ast.Attribute() | ast.Subscript() if not isinstance(node.ctx, ast.Load):
            yield "changes what is not its own"
        case ast.Constant() if isinstance(node.value, str) and ("@" in node.value or "__" in node.value):
            yield "has code in a text"
        case ast.Constant() if isinstance(node.value, str) and (figure := FIGURE.search(node.value)):
            yield f"has {figure[0]} in a text: it comes from the tables"


def block_complaints(language: str, block: str) -> Iterator[str]:
    """Yield what is wrong with a block of code in prose, which students are to copy into a cell."""
    if language != "python":
        yield "a block of code in prose is no Python"
        return
    complaints = list(source_complaints(block, IN_BLOCKS))
    if "is no Python" not in complaints and not all(map(_is_for_students, _parsed(block).body)):
        complaints.append("is no Python")
    for complaint in complaints:
        if complaint != "imports ipywidgets link":  # one thing that a student may do between two panels
            yield f"a block of code in prose {complaint}"


def _is_for_students(statement: ast.stmt) -> bool:
    call = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
    return call or isinstance(statement, ast.Assign | ast.ImportFrom)
