"""LibreOffice as a lecturer has it: opens a file and saves it in another form, in the language of the country."""

import shutil
import subprocess
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
WORKBOOK = "xlsx:Calc MS Excel 2007 XML"
SEPARATORS = {",": 44, ";": 59, "\t": 9}
ENCODINGS = {"cp1252": 1, "utf-8": 76}
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{language}</value></prop></item></oor:items>"""


def program() -> str | None:
    """Return where LibreOffice is, or None."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def text_form(separator: str, encoding: str) -> str:
    """Return the form of a CSV file, all sheets of a workbook each in one, cells as they are shown."""
    tokens = [SEPARATORS[separator], 34, ENCODINGS[encoding], 1, "", 0, "false", "true", "false", "false", "false", -1]
    return "csv:Text - txt - csv (StarCalc):" + ",".join(map(str, tokens))


def text_files(separator: str, encoding: str) -> str:
    """Return how CSV files are to be opened."""
    return f"CSV:{SEPARATORS[separator]},34,{ENCODINGS[encoding]},1"


def save_as(form: str, files: list[Path], language: str, home: Path, opened: str = "") -> Path:
    """Let LibreOffice open files and save them in another form; return the folder where they are.

    Args:
        form: `WORKBOOK`, or a `text_form`.
        files: what is opened, one after another.
        language: the country's settings, such as "de-DE".
        home: a folder of its own for the program's profile and for what it saves.
        opened: how the files are to be understood; left out: the program tells by their kind.
    """
    profile, saved = home / "profile", home / "saved"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS.format(language=language), encoding="utf-8")
    command = [program(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form]
    command += [f"--infilter={opened}"] if opened else []
    run = subprocess.run([*command, "--outdir", saved, *files], capture_output=True, text=True, timeout=240)
    assert run.returncode == 0 and saved.is_dir(), run.stdout + run.stderr
    for path in saved.glob("*-*.csv"):  # a sheet is saved as "workbook-sheet.csv"
        path.rename(saved / path.name.partition("-")[2])
    return saved
