"""Words and tables as HTML that every viewer can show: next to no styles of its own, no scripts."""

from html import escape
from typing import Any

import pandas as pd

GAP = "not known"
NO_ROWS = "these tables have no row for it."
AT_REST = "This is the panel at rest. Run the notebook to move its controls."
LEFT, RIGHT = ' style="text-align: left"', ' style="text-align: right"'  # JupyterLab puts all cells right
WHOLE = ' style="break-inside: avoid"'  # on paper a row is not torn in two


class Html:
    """Something to read in a notebook: HTML, with plain text beside it for terminals and tests."""

    def __init__(self, html: str, text: str) -> None:
        self.html = html
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def paragraph(text: str) -> Html:
    """Return one paragraph to show in a notebook."""
    return Html(f"<p>{escape(text)}</p>", text)


def cell_text(value: Any) -> str:
    """Return a value as a table shows it; a missing one is a gap, said in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if pd.isna(value):
        return GAP
    if isinstance(value, float):
        return f"{value:,.1f}".removesuffix(".0")
    if isinstance(value, int) or hasattr(value, "__index__"):
        return f"{int(value):,}"
    return str(value)


def html_table(table: pd.DataFrame, caption: str) -> str:
    """Return an HTML table with a caption; the first column names each row. Words stand left, numbers right."""
    styles = [RIGHT if pd.api.types.is_numeric_dtype(kind) else LEFT for kind in table.dtypes]
    head = "".join(
        f'<th scope="col"{style}>{escape(str(column))}</th>' for column, style in zip(table, styles, strict=True)
    )
    body = "".join(_row(values, styles) for values in table.itertuples(index=False, name=None))
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr{WHOLE}>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(values: tuple, styles: list[str]) -> str:
    cells = [escape(cell_text(value)) for value in values]
    first = f'<th scope="row"{styles[0]}>{cells[0]}</th>'
    return f"<tr{WHOLE}>{first}{''.join(f'<td{s}>{c}</td>' for s, c in zip(styles[1:], cells[1:], strict=True))}</tr>"


def table(frame: pd.DataFrame, caption: str) -> Html:
    """Return a table to show in a notebook, its column names in plain words."""
    named = frame.rename(columns=lambda column: str(column).replace("_", " "))
    if frame.empty:
        return Html(f"<p><strong>{escape(caption)}</strong>: {NO_ROWS}</p>", f"{caption}: {NO_ROWS}")
    return Html(html_table(named, caption), f"{caption}\n{named.map(cell_text).to_string(index=False)}")


def look_up(frame: pd.DataFrame, caption: str) -> Html:
    """Return a table that is for looking up: folded away behind its caption."""
    shown = table(frame, caption)
    if frame.empty:
        return shown
    rows = [" | ".join(map(cell_text, row)) for row in [list(frame), *frame.itertuples(index=False, name=None)]]
    return Html(fold(f"To look up: {caption}", shown.html), "\n".join([caption, *rows]))


def fold(summary: str, html: str) -> str:
    """Return HTML that is folded away behind a line one can open by key, finger or mouse."""
    return f"<details><summary>{escape(summary)}</summary>{html}</details>"


def resting_html(title: str, sentence: str, alt: str, note: str, table_html: str) -> str:
    """Return what stands below a panel's picture where no kernel runs."""
    notes = f"<p>{escape(note)}</p>" if note else ""
    return (
        f"<p><strong>{escape(title)}.</strong> {escape(sentence)}</p>{notes}"
        f"<p><em>The picture in words:</em> {escape(alt)}</p>{table_html}"
        f"<p><em>{AT_REST}</em></p>"
    )
