"""The panel: every value of every control, wrong values, requests of the front end, and the panel at rest."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import dosing, safety
from helpers.explorers.dosing import FIRST_CHOICE, explore_dosing
from helpers.explorers.side_effects import explore_known, explore_side_effects
from helpers.explorers.tablets import explore_tablet
from helpers.kept import Kept
from helpers.panel import Answer, Options, Panel
from helpers.tables import load

TABLES = load()


def dosing_agrees(panel, state, answer):
    """Doses and hours are those of the model."""
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


def side_effects_agree(panel, state, answer):
    """Risks, differences and rates are those of the model; the sentence says one that the table has."""
    if state["view"] == "infusions":
        direct = safety.by_infusion(TABLES)
        shown = answer.table["In 100 with the drug"].dropna().astype(float)
        assert list(shown) == list(direct["risk"].dropna().round(1))
        assert answer.sentence.count("no figure could be read") == direct["risk"].isna().sum()
    elif state["view"] == "rare":
        direct = safety.per_100_000(TABLES.rare_harms).set_index("harm_id").loc[state["years_of_use"]]
        rate = f"{direct['rate']:,.1f}".removesuffix(".0")
        assert any(cell.split(" ")[0] == rate for cell in answer.table["In 100,000"].dropna())
        assert answer.sentence.startswith("Atypical femur fracture") and f": {rate} in 100,000" in answer.sentence
    else:
        two = state["view"] == "dumbbell" and state["beside"] not in ("nothing", state["study"])
        events = TABLES.adverse_events
        chosen = [state["study"], *([state["beside"]] if two else [])]
        events = events[events["study_id"].isin(chosen)]
        if state["system"] != "all":
            events = events[events["body_system"] == state["system"]]
        direct = safety.compare(events)
        assert len(answer.table) == len(direct)
        said = [float(cell.split(" ")[0].replace("\u2212", "-")) for cell in answer.table["Difference (95 % interval)"]]
        assert sorted(said) == pytest.approx(sorted(direct["difference"]), abs=0.0501)
        if direct.empty:
            assert "gives no figure" in answer.sentence
        elif not two:
            differences = [cell.split(" ")[0] for cell in answer.table["Difference (95 % interval)"]]
            assert any(f"The difference is {words} in 100" in answer.sentence for words in differences)
        else:
            studies = TABLES.studies.set_index("study_id")
            alike = (studies.loc[chosen[0], LIKE] == studies.loc[chosen[1], LIKE]).all()
            assert ("Careful, not counted alike" in answer.sentence) == (not alike)


LIKE = ["counting", "comparator_kind", "duration", "design", "listing"]


def known_agrees(panel, state, answer):
    """The map says what the model says, and counts it right."""
    direct = safety.known(TABLES).set_index(["regimen_id", "body_system"])["status"]
    assert answer.sentence.startswith(f"Of {len(answer.table) // 3} regimen")
    if state["group"] == "all":
        assert len(answer.table) == len(direct)
        assert (answer.table["What is known"] == "read in print").sum() == (direct == "read").sum()


def tablet_agrees(panel, state, answer):
    """The minutes are those of the label."""
    row = TABLES.regimens.set_index("regimen_id").loc[state["regimen"]]
    assert f"{row['upright_min']:g} minutes sitting or standing" in answer.sentence
    assert f"{row['fasting_min']:g}" in set(answer.table.iloc[:, 1])


PANELS = {
    "dosing": (explore_dosing, dosing_agrees),
    "side effects": (explore_side_effects, side_effects_agree),
    "known": (explore_known, known_agrees),
    "tablet": (explore_tablet, tablet_agrees),
}
SHARED = {name: make() for name, (make, _) in PANELS.items()}
SWEEP = [
    pytest.param(name, {control.name: value}, id=f"{name}-{control.name}-{value}")
    for name, panel in SHARED.items()
    for control in panel.controls.values()
    for value in control.states()
]


def agrees(name, state):
    """The sentence agrees with the table, and the table with the model called directly."""
    panel = SHARED[name]
    PANELS[name][1](panel, panel.checked(state), panel.answer(**state))


@pytest.mark.parametrize(("name", "state"), SWEEP)
def test_every_value_of_every_control(name, state):
    frame = SHARED[name].render(state)
    assert frame.picture.startswith(b"\x89PNG")
    agrees(name, state)


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
    agrees(name, state)


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


def test_the_side_effect_panel_refuses_what_it_does_not_offer():
    with pytest.raises(ValueError, match='study: found "NOBODY", expected one of HORIZON-FIRST'):
        explore_side_effects("NOBODY")
    with pytest.raises(ValueError, match='view: found "pie", expected one of dumbbell, icons'):
        explore_side_effects(show="pie")
    with pytest.raises(ValueError, match='regimen: found "ZOL-5-YR", expected one of ALN-10D'):
        explore_tablet("ZOL-5-YR")


def test_a_sentence_says_of_100_people_how_many_with_and_without():
    answer = explore_side_effects().answer()
    assert "Of 100 people given zoledronic acid 5 mg, first infusion, about 42 had this" in answer.sentence
    assert "Of 100 given placebo infusion, about 12 had it" in answer.sentence
    assert "without an interval, because the source prints no arm size" in answer.sentence


def test_figures_that_only_a_machine_read_carry_their_sign():
    answer = explore_side_effects("HORIZON-LABEL").answer()
    machine = answer.table["How checked"] == "machine reading agrees"
    assert machine.any() and not machine.all()
    assert list(answer.table["Event"].str.endswith("†")) == list(machine)
    assert "†" in SHARED["side effects"].note


def test_two_comparisons_show_no_percentages_of_their_own():
    answer = explore_side_effects("ACTONEL", beside="FIT-RELATED").answer()
    assert not [column for column in answer.table if column.startswith("In 100")]
    assert "counted: all causes / judged drug-related" in answer.sentence.lower()
    with_itself = explore_side_effects("ACTONEL", beside="ACTONEL").answer()
    assert "In 100 with the drug" in with_itself.table


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
