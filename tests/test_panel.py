"""The panel: every value of every control, wrong values, requests of the front end, and the panel at rest."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import dosing
from helpers.explorers.dosing import FIRST_CHOICE, explore_dosing
from helpers.kept import Kept
from helpers.panel import Answer, Options, Panel
from helpers.tables import load

PANELS = {"dosing": explore_dosing}
SWEEP = [
    pytest.param(name, {control.name: value}, id=f"{name}-{control.name}-{value}")
    for name, make in PANELS.items()
    for control in make().controls.values()
    for value in control.states()
]
TABLES = load()
SHARED = {name: make() for name, make in PANELS.items()}


def agrees(panel, state):
    """The sentence agrees with the table, and the table with the model called directly."""
    answer = panel.answer(**state)
    state = panel.checked(state)
    if not state["regimens"]:
        assert answer.sentence == "No regimen is chosen. Choose at least one."
        assert answer.table.empty
        return
    chosen = dosing.pick(TABLES.regimens, state["regimens"])
    start = pd.Timestamp(state["start"]).date()
    direct = [len(dosing.dose_dates(row, start, state["years"])) for row in chosen.to_dict("records")]
    assert list(answer.table["Doses"]) == direct
    for number in (min(direct), max(direct)):
        assert f"{number:,} dose" in answer.sentence
    assert all(f": {number:,} dose" in answer.alt for number in direct)
    visits = answer.table["Hours a year on visits (our assumption)"].dropna()
    if len(visits):
        assert f"visits take up to {max(visits, key=float)} hours" in answer.sentence


@pytest.mark.parametrize(("name", "state"), SWEEP)
def test_every_value_of_every_control(name, state):
    frame = SHARED[name].render(state)
    assert frame.picture.startswith(b"\x89PNG")
    agrees(SHARED[name], state)


@pytest.mark.parametrize("name", PANELS)
@settings(max_examples=500, deadline=None)
@given(data=st.data())
def test_any_mixture_of_values(name, data):
    panel = SHARED[name]
    state = {}
    for control in panel.controls.values():
        values = list(control.values)
        pick = st.lists(st.sampled_from(values), unique=True) if control.kind == "choices" else st.sampled_from(values)
        state[control.name] = data.draw(pick, label=control.name)
    assert panel.render(state, "phone@1x").sentence == panel.answer(**state).sentence
    agrees(panel, state)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"years": 11}, 'years: found "11", expected one of 1, 2, 3'),
        ({"years": "3"}, 'years: found "3"'),
        ({"regimens": ["ASPIRIN"]}, 'regimens: found "ASPIRIN", expected one of'),
        ({"colour": "red"}, 'unknown control "colour": expected one of regimens, years'),
    ],
)
def test_a_wrong_state_is_refused_by_name(state, words):
    panel = explore_dosing()
    with pytest.raises(ValueError, match=words):
        panel.render(state)
    with pytest.raises(ValueError, match=words):
        panel.state = state
    assert panel.state == panel.default_state


def test_explorer_refuses_unknown_regimens_and_horizons():
    with pytest.raises(ValueError, match='unknown regimen "ASPIRIN"'):
        explore_dosing(["ASPIRIN"])
    with pytest.raises(ValueError, match='years: found "0"'):
        explore_dosing(years=0)


def test_state_can_be_read_set_and_observed_from_a_cell():
    panel, seen = explore_dosing(), []
    panel.observe(lambda change: seen.append(change["new"]["years"]), "state")
    panel.state = {"years": 7}
    assert panel.state["years"] == 7
    assert panel.state["regimens"] == panel.default_state["regimens"]
    assert seen == [7]


def test_default_choice_and_horizon():
    state = explore_dosing().state
    assert set(state["regimens"]) == {"ALN-70W", "IBN-PO-150M", "IBN-IV-3M", "ZOL-5-YR"}
    assert state["start"] == "2026-01-01"


def test_all_regimens_can_be_chosen_and_prevention_stands_apart():
    control = explore_dosing().controls["regimens"]
    assert set(control.values) == set(TABLES.regimens["regimen_id"])
    headings = dict(zip(control.values, control.headings, strict=True))
    for row in TABLES.regimens.to_dict("records"):
        assert ("prevention only" in headings[row["regimen_id"]]) == (row["purpose"] == "prevention")


def test_note_tells_infusion_from_injection():
    note = explore_dosing().note
    assert "at least 15 minutes" in note
    assert "injection of 15 to 30 seconds" in note


class Wire:
    """Stands where the browser is: keeps what the panel sends."""

    def __init__(self, panel):
        self.sent = []
        panel.send = lambda content, buffers=None: self.sent.append((content, buffers))


def test_a_request_is_answered_with_one_frame():
    panel = explore_dosing()
    wire = Wire(panel)
    panel._handle_custom_msg({"key": "k", "state": {"years": 2}, "size": "page@1x", "theme": "dark"}, [])
    [(content, buffers)] = wire.sent
    assert (content["kind"], content["key"]) == ("frame", "k")
    assert content["sentence"].startswith("In 2 years")
    assert buffers == [panel.render({"years": 2}, "page@1x", "dark").picture]


def test_what_goes_wrong_is_told_to_the_reader_and_not_swallowed(caplog):
    def breaks_at_two(state):
        if state["n"] == 2:
            raise ZeroDivisionError("nothing to divide by")
        return explore_dosing().answer()

    panel = Panel(
        "Broken", [Options("n", "Number", [(1, "one"), (2, "two")], 1)], breaks_at_two, SHARED["dosing"]._chart
    )
    wire = Wire(panel)
    panel._handle_custom_msg({"key": "k", "state": {"n": 2}, "size": "page@1x", "theme": "light"}, [])
    [(content, _)] = wire.sent
    assert content == {"kind": "failure", "key": "k", "message": "ZeroDivisionError: nothing to divide by"}
    assert "could not draw" in caplog.text
    with pytest.raises(ZeroDivisionError):
        panel.render({"n": 2})


def test_at_rest_picture_sentence_and_table_stay():
    panel = explore_dosing()
    picture, words = panel.resting()
    answer = panel.answer()
    assert picture["image/png"].startswith("iVBOR")
    assert picture["text/plain"] == words["text/plain"] == answer.sentence
    for part in (answer.sentence, answer.alt, "<caption>", panel.note):
        assert part in words["text/html"]
    assert "<style" not in words["text/html"] and "<script" not in words["text/html"]


@pytest.mark.parametrize("regimens", [FIRST_CHOICE, list(TABLES.regimens["regimen_id"])], ids=["four", "all"])
def test_what_the_kernel_keeps_is_bounded(regimens):
    panel = explore_dosing(regimens)
    for size in ("desk@2x", "hall@1x", "hall@2x"):
        for years in range(1, 11):
            panel.render({"years": years}, size)
    assert 0 < panel.nbytes <= 32 * 2**20


def test_a_store_lets_go_of_what_was_used_longest_ago():
    store = Kept(10)
    for name in "abc":
        store.keep(name, name.upper(), 3)
    assert store.find("a") == "A"
    store.keep("d", "D", 4)
    assert [name for name in "abcd" if name in store] == ["a", "c", "d"] and store.nbytes == 10
    store.keep("d", "more", 1)
    assert store.find("d") == "more" and store.nbytes == 7
    store.keep("giant", "G", 11)
    assert store.find("giant") is None and store.nbytes == 7


def test_a_lecturers_tables_reach_the_panel(tmp_path, data_folder):
    text = (data_folder / "assumptions.csv").read_text(encoding="utf-8")
    (data_folder / "assumptions.csv").write_text(
        text.replace(
            'travel_min,"Travel to a visit, there and back",60', 'travel_min,"Travel to a visit, there and back",120'
        ),
        encoding="utf-8",
    )
    own = load(data_folder)
    assert explore_dosing(tables=own).state["travel_min"] == 120


def test_a_table_cell_that_is_missing_reads_as_a_gap():
    table = pd.DataFrame({"Regimen": ["a"], "Hours": [pd.NA]})
    answer = Answer(SHARED["dosing"].answer().data, "s", "a", table)
    panel = Panel("p", [Options("n", "N", [(1, "one")], 1)], lambda state: answer, SHARED["dosing"]._chart)
    assert "not known" in panel.render({}).table
