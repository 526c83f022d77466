"""The tables: found wherever the package lives, typed, and not to be changed by accident."""

import csv
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import data_sheet
import pandas as pd
import pytest

from helpers.adherence import observed
from helpers.loading import load
from helpers.tables import DTYPES, package
from helpers.words.adherence import figure

ROOT = Path(__file__).parents[1]


def test_one_table_for_each_file_with_the_types_of_the_package():
    tables = load()
    assert tables.names == tuple(r["name"] for r in package()["resources"])
    for resource in package()["resources"]:
        table = getattr(tables, resource["name"])
        fields = resource["schema"]["fields"]
        assert list(table.columns) == [field["name"] for field in fields]
        assert [str(t) for t in table.dtypes] == [DTYPES[field["type"]] for field in fields]
        assert len(table)


def test_what_is_empty_is_missing_and_what_is_not_has_its_type():
    regimen = load().regimens.set_index("regimen_id").loc["ALN-70W"]
    assert regimen["max_course_months"] is pd.NA
    assert (regimen["drug"], regimen["dose"], regimen["interval_value"]) == ("alendronate", 70.0, 1)
    assert regimen["blood_test_each_dose"] in (True, False)
    for _, table in load():
        assert not any((table[column] == "").any() for column in table.select_dtypes("string"))


def test_every_file_in_the_folder_is_described():
    described = {r["path"] for r in package()["resources"]}
    assert {p.name for p in (ROOT / "data").glob("*.csv")} == described


def test_the_package_is_a_frictionless_data_package_that_any_tool_can_read():
    from frictionless import Package

    report = Package(str(ROOT / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])


def test_the_data_sheet_and_the_readme_are_fresh():
    for page in (ROOT / "data" / "README.md", ROOT / "README.md"):
        text = page.read_text(encoding="utf-8")
        assert text.count("<!-- generated:") > 0
        assert data_sheet.fresh(text) == text, f"{page.name}: run make data-sheet"


def test_every_source_named_in_a_locator_is_there():
    tables = load()
    known = set(tables.sources["source_id"])
    for name, table in tables:
        for locator in table.get("locator", pd.Series(dtype=str)).dropna():
            named = re.findall(r"\b[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)+\b", locator)
            assert set(named) <= known, f"{name}: {locator}"


def test_no_answer_page_written_by_a_machine_is_a_source():
    assert not load().sources["url"].str.contains("droracle|chatgpt|perplexity", case=False).any()


def test_tables_cannot_be_changed():
    tables = load()
    with pytest.raises(AttributeError, match="change the CSV file"):
        tables.regimens = pd.DataFrame()
    with pytest.raises(AttributeError, match="change the CSV file"):
        del tables.regimens
    mine = tables.regimens
    mine.loc[0, "drug"] = "aspirin"
    assert "aspirin" not in set(tables.regimens["drug"])


def test_a_folder_may_be_named_by_text_or_path(data_folder):
    for folder in (data_folder, str(data_folder)):
        tables = load(folder)
        assert tables.origin == str(data_folder)
        assert all(table.equals(getattr(load(), name)) for name, table in tables)


def test_an_unknown_table_is_named():
    with pytest.raises(AttributeError, match='no table "doses": there are sources, regimens'):
        load().doses  # noqa: B018


def python(code, path):
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": str(path)}, cwd=path.parent
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_packaged_data_are_trusted_and_start_up_stays_light():
    code = (
        "import sys, helpers.loading as t; t.load(); print('frictionless' in sys.modules, 'matplotlib' in sys.modules)"
    )
    assert python(code, ROOT / "src") == "False False"


def test_found_where_it_is_installed(tmp_path):
    site = tmp_path / "site"
    shutil.copytree(ROOT / "src" / "helpers", site / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data", site / "helpers" / "data")
    code = "import helpers.loading as t, helpers.tables as d; print(d.data_folder(), len(t.load().regimens))"
    assert python(code, site) == f"{site / 'helpers' / 'data'} {len(load().regimens)}"


def test_found_in_a_zip_file(tmp_path):
    archive = tmp_path / "site.zip"
    with zipfile.ZipFile(archive, "w") as z:
        for file in (ROOT / "src").rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                z.write(file, file.relative_to(ROOT / "src"))
        for file in (ROOT / "data").iterdir():
            z.write(file, f"helpers/data/{file.name}")
    code = "import helpers.loading as t; print('site.zip' in t.__file__, len(t.load().regimens))"
    assert python(code, archive) == f"True {len(load().regimens)}"
    code = "from helpers import explore_dosing; print(explore_dosing().answer(years=1).sentence)"
    assert python(code, archive).startswith("In 1 year")


def test_a_figure_has_the_decimals_that_its_file_prints(data_folder):
    path = data_folder / "persistence.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    whole = next(row for row in rows if row["metric"] == "still treated" and row["value"].isdigit())
    row_id, shown = whole["row_id"], whole["value"]

    def said(folder):
        figures = observed.figures(load(folder)).set_index("row_id")
        return figure(figures.loc[row_id].to_dict())

    assert said(None) == f"{shown} %"
    whole["value"] = f"{shown}.0"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    assert said(data_folder) == f"{shown}.0 %"
