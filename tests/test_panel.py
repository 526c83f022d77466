"""The panel: every value of every control, wrong values, requests of the front end, and the panel at rest."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st
from sampled import some

from helpers import benefit, dosing, safety, show, turnover
from helpers.adherence import cohort, lab, observed
from helpers.benefit import balance, effects, evidence
from helpers.commands import main
from helpers.explorers.adherence import explore_cohort, explore_persistence, explore_ratios, explore_refills
from helpers.explorers.avoided import explore_avoided
from helpers.explorers.balance import explore_balance
from helpers.explorers.benefit import explore_benefit
from helpers.explorers.dosing import FIRST_CHOICE, explore_dosing
from helpers.explorers.evidence import explore_evidence
from helpers.explorers.side_effects import (
    explore_infusions,
    explore_known,
    explore_rare_harms,
    explore_side_effects,
    explore_two_trials,
)
from helpers.explorers.tablets import explore_tablet
from helpers.explorers.turnover import explore_missed
from helpers.loading import load
from helpers.panel import Answer, Options, Panel, states
from helpers.turnover.course import MONTH
from helpers.words import Said
from helpers.words import evidence as evidence_words

TABLES = load()


def dosing_agrees(panel, state, answer):
    """Every cell is that of the model, the sentence and the alt text say the ends of the table."""
    if not state["regimens"]:
        assert answer.sentence == "No regimen is chosen. Choose at least one."
        assert answer.table.empty
        return
    direct = dosing_directly(state)
    shown = {title: [None if pd.isna(cell) else cell for cell in answer.table[title]] for title in answer.table}
    assert shown == direct and list(shown) == list(direct)
    rows = [dict(zip(direct, cells, strict=True)) for cells in zip(*direct.values(), strict=True)]
    if state["shown"] == "doses":
        assert "hours" not in answer.sentence + answer.alt and "Marked" not in answer.alt
        said = SENTENCE.fullmatch(f"{answer.sentence} No tablet rule could be read.")
        said_doses_are_in(rows, said)
        return
    said = SENTENCE.fullmatch(answer.sentence)
    assert said, answer.sentence
    assert said["span"] == span(state).partition(" from")[0]
    said_doses_are_in(rows, said)
    said_hours_are_in(rows, said, "rule", UNDER_A_RULE)
    said_hours_are_in(rows, said, "visit", ON_VISITS)
    ends = answer.sentence.partition(" years ")[2] or answer.sentence.partition(" year ")[2]
    kinds = ", ".join(dict.fromkeys(point["kind"] for i in answer_order(state) for point in points(i, state["years"])))
    number = f"{len(rows)} regimen{'s' * (len(rows) != 1)}"
    assert answer.alt.startswith(f"Calendar of {span(state)}: for {number} a strip with one mark a dose, and bars for")
    assert answer.alt.lower().count(ends.partition(". ")[0].lower()) == 1
    assert answer.alt.endswith((f" Marked: {kinds}." if kinds else "") + " The table has each.")


def answer_order(state):
    """The chosen regimens in the order of their rows."""
    return list(dosing.pick(TABLES.regimens, state["regimens"])["regimen_id"])


UNDER_A_RULE = "Hours a year of treatment under a rule"
ON_VISITS = "Hours a year of treatment on visits (our assumption)"
HOURS = {
    UNDER_A_RULE: "rule",
    ON_VISITS: "visit",
    "of which the drug itself": "drug",
    "in the room": "room",
    "waiting": "waiting",
    "travel": "travel",
    "blood test": "blood_test",
    "pharmacy": "pharmacy",
}
SENTENCE = re.compile(
    r"In (?P<span>\d+ years?) "
    r"(each of (?P<all>\d+ regimens?) is (?P<each>[\d,]+ doses?)"
    r"|(?P<fewest>.+?) is (?P<low>[\d,]+ doses?)(, (?P<most>.+) (?P<high>[\d,]+))?)\. "
    r"(Rules take up to (?P<rule>[\d.]+) hours a year|(?P<rule_none>No rule takes time)|No tablet rule could be read)"
    r"([,;] visits (take )?up to (?P<visit>[\d.]+)( hours a year)? \(assumed\)"
    r"|; how long visits take is not known|(?P<nothing>))\."
)


def span(state):
    start, years = pd.Timestamp(state["start"]), state["years"]
    return f"{years} year{'' if years == 1 else 's'} from {start.day} {start:%B %Y}"


def doses(number):
    return f"{number:,} dose{'' if number == 1 else 's'}"


def dosing_directly(state):
    """Return the table by title, each column from its model."""
    chosen, years = dosing.pick(TABLES.regimens, state["regimens"]), state["years"]
    start = pd.Timestamp(state["start"]).date()
    counts = np.array([len(dosing.dose_dates(row, start, years)) for row in chosen.to_dict("records")])
    treated = np.array([years if pd.isna(m) else min(m / 12, years) for m in chosen["max_course_months"]])
    burden = dosing.time_burden(chosen, dosing.schedule(chosen, start, years), years, state)
    longer = chosen[["fasting_min", "upright_min"]].max(axis=1, skipna=False).to_numpy(float, na_value=np.nan)
    assert np.allclose(burden["rule_hours_per_year"], counts / treated * longer / 60, equal_nan=True)
    hours = {title: burden[f"{part}_hours_per_year"] for title, part in HOURS.items()}
    return {
        "Regimen": [f"{n}, {o}" for n, o in zip(dosing.names(chosen), dosing.how_often(chosen), strict=True)],
        "Given as": list(chosen["route"]),
        "For": [for_what(regimen_id, TABLES.labelled_uses) for regimen_id in chosen["regimen_id"]],
        "Doses": list(counts),
        "Years treated": list(treated),
        **{t: [None if pd.isna(h) else f"{h:.1f}".removesuffix(".0") for h in hours[t]] for t in hours},
        "When to think again": [asked(row["regimen_id"], years) for row in chosen.to_dict("records")],
    }


def for_what(regimen_id, uses):
    uses = uses[uses["regimen_id"] == regimen_id]
    agreed = " and ".join(sorted(set(uses.loc[uses["stated"] == "stated", "purpose"]), reverse=True))
    disputed = set(uses.loc[uses["stated"] != "stated", "purpose"])
    return agreed + "".join(f"; sources disagree on {purpose}" for purpose in disputed)


def points(regimen_id, years):
    one = dosing.pick(TABLES.regimens, [regimen_id])
    return dosing.decision_points(one, TABLES.decisions, years).to_dict("records")


def asked(regimen_id, years):
    who = {"label": "", "guideline": "Guideline: "}
    words = [who[point["asked_by"]] + point["what"] for point in points(regimen_id, years)]
    return " ".join(words) or "nothing in this time"


def said_doses_are_in(rows, said):
    """The regimens named as fewest and most have the counts said, and nobody has fewer or more."""
    counts = [row["Doses"] for row in rows]
    if said["all"]:
        assert (said["all"], said["each"]) == (f"{len(counts)} regimens", doses(counts[0]))
        assert len(set(counts)) == 1 < len(counts)
        return
    assert said["low"] == doses(min(counts))
    assert said["high"] == (f"{max(counts):,}" if len(counts) > 1 else None)
    for who, count in ((said["fewest"], min(counts)), (said["most"], max(counts))):
        titles = [row["Regimen"].replace(", ", " ").lower() for row in rows if row["Doses"] == count]
        assert who is None or any(title.startswith(who.lower()) or title.endswith(who) for title in titles)


def said_hours_are_in(rows, said, part, title):
    """The hours said are the most in the column."""
    known = [row[title] for row in rows if row[title] is not None]
    if said[part]:
        assert said[part] == max(known, key=float)
    else:
        assert set(known) == ({"0"} if part == "rule" and said["rule_none"] else set())


def events_of(study, system):
    events = TABLES.adverse_events
    events = events[events["study_id"] == study]
    return safety.compare(events if system == "all" else events[events["body_system"] == system])


def differences_shown(answer):
    cells = answer.table["Difference (95 % interval)"]
    return [float(cell.split(" ")[0].replace("\u2212", "-")) for cell in cells]


def side_effects_agree(panel, state, answer):
    """Risks and differences are those of the model; the sentence says one that the table has."""
    direct = events_of(state["study"], state["system"])
    assert sorted(differences_shown(answer)) == pytest.approx(sorted(direct["difference"]), abs=0.0501)
    if direct.empty:
        assert "no figure for" in answer.sentence
        return
    said = answer.sentence.partition(" Difference ")[2]
    assert any(
        said.startswith(words.replace(" (no interval)", ", without"))
        for words in answer.table["Difference (95 % interval)"]
    )
    none = any(f"{words}, or none." == said for words in answer.table["Difference (95 % interval)"])
    assert none == ("(\u2212" in said and "to +" in said) or said.endswith("without an interval.")


def two_trials_agree(panel, state, answer):
    """Both comparisons stand there, and in what they are not alike is said."""
    both = [events_of(study, state["system"]) for study in dict.fromkeys((state["study"], state["beside"]))]
    times = 2 if state["study"] == state["beside"] else 1
    expected = [value for direct in both for value in direct["difference"]] * times
    assert sorted(differences_shown(answer)) == pytest.approx(sorted(expected), abs=0.0501)
    assert not [column for column in answer.table if column.startswith("In 100")]
    assert answer.sentence.count("no figure.") == sum(direct.empty for direct in both) * times
    studies = TABLES.studies.set_index("study_id")
    one, other = studies.loc[state["study"], LIKE], studies.loc[state["beside"], LIKE]
    unlike = [word for word, a, b in zip(UNLIKE, one, other, strict=True) if a != b]
    if not all(direct.empty for direct in both):
        assert answer.sentence.endswith(f"They differ in: {', '.join(unlike)}." if unlike else ").")


def infusions_agree(panel, state, answer):
    """Every figure is that of the model; what could not be read is a gap."""
    direct = safety.by_infusion(TABLES)
    shown = answer.table["In 100 with the drug"].dropna().astype(float)
    assert list(shown) == list(direct["risk"].dropna().round(1))
    for figure in re.findall(r"([\d.]+) after the (\w+)", answer.sentence):
        assert float(figure[0]) in set(direct.loc[direct["which_infusion"] == figure[1], "risk"].round(1))


def rare_agrees(panel, state, answer):
    """The sentence says the row that is chosen."""
    direct = safety.per_100_000(TABLES.rare_harms).set_index("harm_id").loc[state["years_of_use"]]
    rate = f"{direct['rate']:,.1f}".removesuffix(".0")
    assert any(cell.split(" ")[0] == rate for cell in answer.table["In 100,000"].dropna())
    assert answer.sentence.startswith("Atypical femur fracture") and f": {rate} in 100,000" in answer.sentence


UNLIKE = ("counting", "comparator", "time", "design", "events")
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
    assert answer.sentence.endswith(f"{row['upright_min']:g} minutes upright.")
    assert ("no fasting" in answer.sentence) == (row["fasting_min"] == 0)
    assert f"{row['fasting_min']:g}" in set(answer.table.iloc[:, 1])


def missed_agrees(panel, state, answer):
    """The level said is that of the model on the day of the late dose, the next dose, or the end."""
    said = re.findall(r"(\d+) % (?:of where it started )?(?:with|given)", answer.sentence)
    ids = [each for each in (state["regimen"], state["second"]) if each != "none"]
    if "lies beyond" in answer.sentence:
        assert state["event"] != "on time"
        return
    assert len(said) == len(ids)
    for regimen, level in zip(ids, said, strict=True):
        usual = turnover.plan(TABLES, regimen)
        number = usual.number_from(state["after"] * MONTH)
        day = {"late": usual.due(number) + 7 * state["weeks"], "missed": usual.due(number) + usual.every}.get(
            state["event"], state["years"] * 12 * MONTH
        )
        happens = {
            "late": {"late_weeks": state["weeks"], "late_dose": number},
            "missed": {"missed": [number]},
            "last": {"stop_after": number - 1},
        }.get(state["event"], {})
        days = turnover.plan(TABLES, regimen, **happens).days(day)
        direct = turnover.marker_from_doses(
            TABLES, usual.drug, days, np.full(len(days), usual.mg), [day], route=usual.route
        )
        assert abs(100 + direct["change_pct"][0] - int(level)) <= 0.51
    assert "Illustrative" in answer.sentence or "fitted to" in str(answer.picture)


def evidence_agrees(panel, state, answer):
    """The map says what the model says of each cell, and the sentence what it says of the regimen that is opened."""
    groups = dosing.groups(TABLES.regimens)
    shown = [each for each, group in groups.items() if state["group"] in ("all", group)]
    direct = [benefit.cell(TABLES, each, site).status for each in shown for site in evidence.MAPPED]
    assert list(answer.table["What is known"]) == [evidence_words.STATUS[status] for status in direct]
    for site in evidence.MAPPED:
        told = next(
            part for part in answer.sentence.split(": ", 1)[1].split("; ") if evidence_words.SITES[site] in part
        )
        status = benefit.cell(TABLES, state["opened"], site).status
        assert {
            "shown": "fewer",
            "not shown": "not",
            "afterwards": "looked",
            "bone density": "bone",
            "nothing": "nothing",
        }[status] == told.split(" ")[0]


def benefit_agrees(panel, state, answer):
    """With and without are those of the trial; one that has none, or no number to start from, says so."""
    row = benefit.main_row(TABLES, state["regimen"], state["site"])
    start = None if state["start"] == "trial" else state["start"]
    if row is None or (start is None and np.isnan(effects.risk(row, "comparator"))):
        assert "can use" in answer.sentence or "was not read" in answer.sentence
        assert answer.table.empty
        return
    found, of = benefit.benefit(row, start), 1000 if state["view"] == "bars, of 1,000" else 100
    numbers = [float(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", answer.sentence)]
    near = 0.051 if of == 100 else 0.501
    assert numbers[:3] == [row["months"], pytest.approx(found.without * of / 100, abs=near), of]
    assert pytest.approx(found.with_drug.value * of / 100, abs=near) in numbers
    assert numbers[-1] == np.ceil(round(max(-found.needed.value, 1), 6)), "rounded up: never better than it is"
    assert answer.table["Of 100"].iloc[1] == f"{found.with_drug.value:.1f}".removesuffix(".0")


def avoided_agrees(panel, state, answer):
    """The numbers said are those of the model; what has no trial is not worked out; no difference is said."""
    ids = list(dict.fromkeys(each for each in (state["first"], state["second"]) if each != "none"))
    start = None if state["start"] == "trial" else float(state["start"])
    said = answer.sentence.split(": ", 1)[1].split("; ")
    assert len(said) == len(ids)
    for regimen, part in zip(ids, said, strict=True):
        found = benefit.avoided(TABLES, regimen, state["site"], start, state["months"], state["tail"])
        if not isinstance(found, benefit.Avoided):
            assert part.removesuffix(".").endswith("not known")
            continue
        numbers = [int(each) for each in re.findall(r"\d+", part.split(regimen)[-1])]
        expected = [found.base, *found.band, found.in_trial]
        assert found.trial_ends[0] <= found.in_trial <= found.trial_ends[1]
        assert numbers[-4:] == [pytest.approx(max(each, 0), abs=0.51) for each in expected]
        assert ("trial carried on" in part) == (state["months"] > 36)
    assert ("effect carried on" in str(answer.picture)) == ("trial carried on" in answer.sentence)
    assert ("After denosumab is stopped" in str(answer.picture)) == ("DMAB-60" in ids)


def balance_agrees(panel, state, answer):
    """Each row is in the table; the sentence names the harm that is most."""
    rows = balance.balances(TABLES)[state["drug"]]
    assert len(answer.table) == len(rows)
    sure = [row for row in rows if row.kind == "harm" and row.difference.low > 0]
    if sure:
        assert max(sure, key=lambda row: row.difference.value).name in answer.sentence
    doubtful = [row.name for row in rows if row.kind == "harm" and row.difference.low <= 0]
    assert not any(name in answer.sentence for name in doubtful), "a harm that chance may explain is no headline"
    assert "hip fractures" in answer.sentence


def refills_agree(panel, state, answer):
    """MPR, PDC and persistence are those of the record, and the cohort's those of the same rules."""
    length = int(lab.assumed(TABLES)[state["supply"]])
    record = lab.record(length, max(state["shift"], 1 - length), round(state["stop"] * lab.WATCHED_DAYS / 24))
    direct = lab.measures(record, state["window"], state["grace"])
    words = dict(zip(answer.table["Measure"], answer.table["How it is worked out"], strict=True))
    for name, counted in (("MPR", direct.mpr), ("PDC", direct.pdc)):
        said = "no figure" if counted.of == 0 else f"{np.floor(100 * counted.share + 0.5):.0f} %"
        assert f"{name} {said}" in answer.sentence
        assert words[name].startswith(f"{counted.days:.0f} days") and ("cannot" in words[name]) == (counted.of == 0)
    still = direct.course.days + state["grace"] >= (730 if state["window"] == "two years" else 365)
    assert (": still treated" in answer.sentence) == still == ("still treated" in words["Persistence"])
    cohort_direct = lab.cohort_measures(TABLES, state["supply"], state["window"], state["grace"])
    assert words["Still treated"] == f"{cohort_direct['persistent']:.1f} %"
    assert answer.sentence.endswith(
        f" {np.floor(cohort_direct['persistent'] + 0.5):.0f} of 100 made-up patients still are."
    )


def persistence_agrees(panel, state, answer):
    """The rows are those that the filters leave; the sentence counts them and says their ends at one year."""
    rows = TABLES.persistence
    metrics = observed.MEASURES[state["measure"]]
    rows = rows[rows["metric"].isin(metrics)]
    for name in ("interval", "route", "country"):
        if state[name] != "all":
            rows = rows[rows[name] == state[name]]
    kept = observed.figures(TABLES).set_index("row_id")["month"]
    rows = rows[rows["unit"] == "percent"]
    low, high = {
        "up to 9 months": (0, 9),
        "about a year": (9, 18),
        "about two years": (18, 30),
        "later": (30, 1e9),
    }.get(state["time"], (-1, 1e9))
    months = kept.loc[rows["row_id"]].to_numpy()
    there = (months > low) & (months <= high) if state["time"] != "all" else np.full(len(months), True)
    rows = rows[np.isnan(months) if state["time"] == "time not stated" else there]
    assert sorted(answer.table["Study"]) == sorted(rows["study"])
    if rows.empty:
        assert answer.sentence.startswith("No figure is left")
        return
    assert f" {len(rows)} figure" in answer.alt
    if state["study"] == "none":
        assert answer.sentence.startswith(f"{len(rows)} figure")
    else:
        assert f"{state['study']}" in answer.sentence
        assert ("has no figure of this kind within these limits" in answer.sentence) == (
            state["study"] not in set(rows["study"])
        )


def ratios_agree(panel, state, answer):
    """The placebo takers stand there with the figures of their rows, and so does everybody else."""
    direct = observed.ratios(TABLES)
    direct = direct if state["outcome"] == "all" else direct[direct["outcome"] == state["outcome"]]
    assert list(answer.table["Study"]) == list(direct["study"])
    shown = [float(cell.split(" ")[0].rstrip("*")) for cell in answer.table["Ratio (95 % interval)"]]
    assert shown == pytest.approx(list(direct["ratio"]), abs=0.00501)
    hips = state["outcome"] in ("all", "hip fracture")
    placebo = direct[(direct["taken"] == "placebo") & (direct["outcome"] == "hip fracture")]
    words = [f"{row.ratio:.2f} ({row.ratio_low:.2f} to {row.ratio_high:.2f})" for row in placebo.itertuples()]
    assert len(words) == (2 if hips else 0)
    assert (" and ".join(words) in answer.sentence) if hips else ("Broken hips with a placebo" not in answer.sentence)


def cohort_agrees(panel, state, answer):
    """Each column is the expectation of its own parameters; the sentence says the last month of the table."""
    table = answer.table
    names = cohort.regimens(TABLES)
    for side, place in (("first", 0), ("second", len(table) // 2)):
        chosen = state["next"] if state["next"] != 42 and state[side] == "ZOL-5-YR" else None
        parameters = cohort.parameters(
            TABLES, state[side], state["setting"], state["tail"], chosen, state["restart"] == "yes"
        )
        direct = cohort.expected_coverage(parameters, state["months"] + 1, state["grace"])
        part = table.iloc[place : place + len(table) // 2]
        assert set(part["Regimen"]) == {names[state[side]]}
        at = direct.set_index("month").loc[part["Month"].astype(int)]
        assert list(part["Covered, of 100"]) == [f"{100 * share:.1f}" for share in at["covered"]]
        assert list(part["Some effect left, of 100"]) == [f"{100 * share:.1f}" for share in at["fading"]]
        assert list(part["Month"])[-2:] == [state["months"], state["months"] + 1]
        people = [
            f"{np.floor(state['people'] * share + 0.5):,.0f}"
            for month in (-2, -1)
            for share in (at["covered"].iloc[month], at["covered"].iloc[month] + at["fading"].iloc[month])
        ]
        assert f" {people[0]}" in answer.sentence.partition(". ")[0]
        some = re.fullmatch(
            r"At least some effect: (.+) and (.+); a month later (.+) and (.+)\.",
            answer.sentence.partition(". ")[2],
        )
        assert (people[1], people[3]) == (some.groups()[::2] if side == "first" else some.groups()[1::2])
        ranged = state["setting"] == "base" and chosen is None
        spans = {
            tail: cohort.coverage_range(
                TABLES, state[side], state["months"] + 1, 1, state["grace"], tail, state["restart"] == "yes"
            )
            for tail in ("nothing", "the most")
        }
        ends = [f"{100 * end['covered'].iloc[-1]:.1f}" for end in (spans["nothing"].low, spans["nothing"].high)]
        assert part["Range"].iloc[-1] == (" to ".join(ends) if ranged else "for the base setting only")
        ends = [f"{100 * end.iloc[-1]:.1f}" for end in (spans["nothing"].low["some"], spans["the most"].high["some"])]
        both = part["Both together, from nothing left to the most"].iloc[-1]
        assert both == (" to ".join(ends) if ranged else "for the base setting only")
        far = cohort.known_until(TABLES, state[side], state["setting"]) < state["months"]
        assert ("Extrapolated" in answer.alt) or not far
        assert (part["How persistence was got"].iloc[-2] == "extrapolated") == far


PANELS = {
    "refills": (explore_refills, refills_agree),
    "persistence": (explore_persistence, persistence_agrees),
    "ratios": (explore_ratios, ratios_agree),
    "cohort": (explore_cohort, cohort_agrees),
    "dosing": (explore_dosing, dosing_agrees),
    "side effects": (explore_side_effects, side_effects_agree),
    "two trials": (explore_two_trials, two_trials_agree),
    "infusions": (explore_infusions, infusions_agree),
    "rare harms": (explore_rare_harms, rare_agrees),
    "known": (explore_known, known_agrees),
    "tablet": (explore_tablet, tablet_agrees),
    "missed": (explore_missed, missed_agrees),
    "evidence": (explore_evidence, evidence_agrees),
    "benefit": (explore_benefit, benefit_agrees),
    "avoided": (explore_avoided, avoided_agrees),
    "balance": (explore_balance, balance_agrees),
}
SHARED = {name: make() for name, (make, _) in PANELS.items()}
SWEEP = [
    pytest.param(name, {control.name: value}, id=f"{name}-{control.name}-{value}")
    for name, panel in SHARED.items()
    for control in panel.controls.values()
    for value in control.states()
]


def agrees(name, state):
    """What a reader gets agrees with the model called directly: words of the frame, and table."""
    panel = SHARED[name]
    frame, answer = panel.render(state), panel.answer(**state)
    keys = [mark.key for mark in answer.picture.marks() if mark.key]
    assert len(set(keys)) == len(keys), "two marks of one key cannot both be followed"
    assert json.loads(frame.scene)["is"] == "scene"
    for mark in answer.picture.marks():
        if mark.handle:
            assert {value for value, _ in mark.handle.places} <= set(panel.controls[mark.handle.control].values)
        if mark.choose:
            assert mark.choose[1] in panel.controls[mark.choose[0]].values
    assert cells(panel.table_html(panel.checked(state))) == [
        *answer.table,
        *(show.cell_text(cell) for row in answer.table.itertuples(index=False) for cell in row),
    ]
    assert len(frame.sentence.split()) <= 30, frame.sentence
    assert len(frame.alt.split()) <= 60, frame.alt
    said = Said(frame.sentence, frame.alt)
    PANELS[name][1](panel, panel.checked(state), Answer(answer.picture, said, lambda: answer.table))


def cells(html):
    return [unescape(cell) for cell in re.findall(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>", html)]


@pytest.mark.parametrize(("name", "state"), SWEEP)
def test_every_value_of_every_control(name, state):
    agrees(name, state)


@pytest.mark.parametrize("years", some([10, 2, 1]))
def test_any_two_regimens_are_said_shortly(years):
    panel = SHARED["dosing"]
    for pair in combinations(panel.controls["regimens"].values, 2):
        answer = panel.answer(regimens=pair, years=years)
        assert len(answer.sentence.split()) <= 30, answer.sentence
        assert len(answer.alt.split()) <= 60, answer.alt


@pytest.mark.slow
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
    assert tuple(sorted(state["regimens"])) == tuple(sorted(FIRST_CHOICE))
    assert state["start"] == "2026-01-01"


def test_all_regimens_can_be_chosen_and_prevention_stands_apart():
    control = explore_dosing().controls["regimens"]
    assert set(control.values) == set(TABLES.regimens["regimen_id"])
    headings = dict(zip(control.values, control.headings, strict=True))
    only = {regimen_id for regimen_id, heading in headings.items() if heading.endswith(": prevention only")}
    assert only == {i for i in control.values if for_what(i, TABLES.labelled_uses) == "prevention"}
    assert only and only < set(control.values)


def test_the_side_effect_panel_refuses_what_it_does_not_offer():
    with pytest.raises(ValueError, match='study: found "NOBODY", expected one of '):
        explore_side_effects("NOBODY")
    with pytest.raises(ValueError, match='view: found "pie", expected one of dumbbell, icons'):
        explore_side_effects(view="pie")
    with pytest.raises(ValueError, match=r"show: found 'infusions', expected a list of controls.* is chosen by view="):
        explore_side_effects(show="infusions")
    with pytest.raises(ValueError, match='regimen: found "ZOL-5-YR", expected one of '):
        explore_tablet("ZOL-5-YR")


def test_a_sentence_says_of_100_people_how_many_with_and_without():
    answer = explore_side_effects().answer()
    assert answer.sentence == (
        "Any symptom of the acute-phase reaction: about 42 of 100 with zoledronic acid, about 12 with placebo. "
        "Difference +30.7 (+28.8 to +32.6): one more in 3.2."
    )
    without = explore_side_effects("HORIZON-CLUSTERS").answer(system="gut")
    assert without.sentence.endswith(", without an interval.")
    assert "the source prints no arm size" in without.table["Counts"].iloc[0]


def test_figures_that_only_a_machine_read_carry_their_sign():
    answer = explore_side_effects("HORIZON-LABEL").answer()
    machine = answer.table["How checked"] == "machine reading agrees"
    assert machine.any() and not machine.all()
    assert list(answer.table["Event"].str.endswith("†")) == list(machine)
    assert "†" in SHARED["side effects"].note


def test_two_comparisons_show_no_percentages_of_their_own():
    picture = explore_two_trials("ACTONEL", "FIT-RELATED").answer().picture
    assert "counting: all causes / judged drug-related" in picture.parts[0].text.lower()
    assert explore_two_trials("ACTONEL", "ACTONEL").answer().sentence.count("any adverse") in (0, 2)


def test_note_tells_infusion_from_injection():
    rows, note = TABLES.regimens.set_index("regimen_id"), explore_dosing().note
    assert f"at least {rows.loc['ZOL-5-YR', 'administration_min_low']:g} minutes" in note
    low, high = (60 * rows.loc["IBN-IV-3M", f"administration_min_{end}"] for end in ("low", "high"))
    assert f"injection of {low:g} to {high:g} seconds" in note


def test_note_says_which_years_hours_are_for():
    note = explore_dosing().note
    assert "Hours are for a year of treatment: years after a course has ended do not count." in note


class Wire:
    """Stands where the browser is: keeps what the panel sends."""

    def __init__(self, panel):
        self.sent = []
        panel.send = lambda content, buffers=None: self.sent.append((content, buffers))


def test_a_request_is_answered_with_one_frame():
    panel = explore_dosing()
    wire = Wire(panel)
    panel._handle_custom_msg({"kind": "frame", "key": "k", "state": {"years": 2}}, [])
    [(content, _)] = wire.sent
    assert (content["kind"], content["key"]) == ("frame", "k")
    assert content["sentence"].startswith("In 2 years")
    assert content["scene"] == panel.render({"years": 2}).scene


def test_the_table_comes_when_it_is_asked_for():
    panel = explore_dosing()
    wire = Wire(panel)
    panel._handle_custom_msg({"kind": "table", "key": "k", "state": {"years": 2}}, [])
    [(content, _)] = wire.sent
    assert (content["kind"], content["key"]) == ("table", "k")
    assert cells(content["table"])[:1] == ["Regimen"]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"kind": "frame", "key": "k", "state": {"years": 11}}, 'years: found "11"'),
        ({"kind": "frame", "key": "k", "state": {"years": [2]}}, 'years: found "[2]"'),
        ({"kind": "frame", "key": "k", "state": {"regimens": [["ALN-70W"]]}}, "regimens: found"),
        ({"kind": "frame", "key": "k", "state": {"regimens": 5}}, "regimens: found"),
        ({"kind": "frame", "key": "k", "state": "years=2"}, "state: found 'years=2', expected a value for each of"),
        ({"kind": "picture", "key": "k", "state": {}}, 'request: found kind "picture", expected frame or table'),
        ({"key": "k"}, 'request: found kind "None"'),
        (["frame"], 'request: found kind "None"'),
        ("frame", 'request: found kind "None"'),
    ],
)
def test_a_message_that_makes_no_sense_gets_one_clear_sentence_and_changes_nothing(message, words, caplog):
    panel = explore_dosing()
    before, wire = panel.state, Wire(panel)
    panel._handle_custom_msg(message, [])
    [(content, _)] = wire.sent
    assert content["kind"] == "failure" and words in content["message"] and "\n" not in content["message"]
    assert panel.state == before


@pytest.mark.parametrize("state", [{"years": 7, "start": "yesterday"}, {"regimens": None}, {"years": 7, "moon": 1}])
def test_a_state_that_is_partly_wrong_is_not_half_adopted(state):
    panel = explore_dosing()
    before = panel.state
    with pytest.raises((ValueError, traitlets.TraitError)):
        panel.state = state
    assert panel.state == before


def test_a_picture_can_be_made_from_any_thread_beside_others():
    states = [{"years": n} for n in range(1, 11)]
    panel = explore_dosing()
    alone = [panel.render(state).scene for state in states]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda state: panel.render(state).scene, states * 12))
    assert together == alone * 12


def test_what_goes_wrong_is_told_to_the_reader_and_not_swallowed(caplog):
    def breaks_at_two(state):
        if state["n"] == 2:
            raise ZeroDivisionError("nothing to divide by")
        return explore_dosing().answer()

    panel = Panel("Broken", [Options("n", "Number", [(1, "one"), (2, "two")], 1)], breaks_at_two)
    wire = Wire(panel)
    panel._handle_custom_msg({"kind": "frame", "key": "k", "state": {"n": 2}}, [])
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


def test_a_long_table_at_rest_is_cut_and_says_so():
    panel = explore_persistence()
    rows = len(panel.answer().table)
    html = panel.resting()[1]["text/html"]
    assert rows > 10 and html.count("<tr") == 11
    assert f"the first 10 of {rows} rows, the others when the notebook runs" in html


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


def test_a_lecturers_own_uses_rule_headings_names_and_table(data_folder):
    file = data_folder / "labelled_uses.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    own_uses = [line for line in lines if not line.startswith(("ALN-5D,people", "ZOL-5-YR,p"))]
    file.write_text(
        "".join(own_uses).replace("ALN-35W,postmenopausal women,prevention", "ALN-35W,men,treatment"), encoding="utf-8"
    )
    panel = explore_dosing(["ALN-5D", "ALN-35W", "ZOL-5-YR"], tables=load(data_folder))
    control = panel.controls["regimens"]
    headings = dict(zip(control.values, control.headings, strict=True))
    assert headings["ALN-5D"] == "Alendronate: prevention only"
    assert headings["ALN-35W"] == "Alendronate" and headings["ZOL-5-YR"] == "Zoledronic acid"
    answer = panel.answer()
    given = dict(zip(answer.table["Regimen"], answer.table["For"].map(show.cell_text), strict=True))
    assert {name.split(",")[0]: use for name, use in given.items()} == {
        "Alendronate 5 mg": "prevention", "Alendronate 35 mg": "treatment", "Zoledronic acid 5 mg": "treatment",
    }  # fmt: skip
    rows = [row for part in answer.picture.parts[:1] for group in part.groups for row in group.rows]
    assert [row.name for row in rows if "prevention" in row.detail] == ["Alendronate 5 mg"]


def test_a_table_cell_that_is_missing_reads_as_a_gap():
    table = pd.DataFrame({"Regimen": ["a"], "Hours": [pd.NA]})
    answer = Answer(SHARED["dosing"].answer().picture, Said("s", "a"), lambda: table)
    panel = Panel("p", [Options("n", "N", [(1, "one")], 1)], lambda state: answer)
    assert "not known" in panel.table_html({})


@pytest.mark.parametrize("name", PANELS)
def test_a_state_as_text_comes_back_as_it_was(name):
    panel = SHARED[name]
    for control in panel.controls.values():
        for value in control.states():
            state = panel.checked({control.name: value})
            text = states.written(state, panel.controls)
            assert panel.checked(states.read(text, panel.controls)) == state
    assert states.written(panel.default_state, panel.controls) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("years", 'state: found "years", expected key=value'),
        ("moon=3", 'unknown control "moon": expected one of regimens, years'),
        ("years=11", 'years: found "11", expected one of 1, 2, 3'),
        ("regimens=ALN-70W,ASPIRIN", 'regimens: found "ASPIRIN", expected one of'),
        ("years=", 'years: found ""'),
    ],
)
def test_a_text_that_is_no_state_is_refused_by_name(text, words):
    with pytest.raises(ValueError, match=words):
        states.read(text, SHARED["dosing"].controls)


def test_a_picture_is_written_to_a_file_by_one_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(Path(__file__).parents[1])
    for ending, begin in (("pdf", b"%PDF"), ("png", b"\x89PNG"), ("svg", b"<?xml")):
        out = tmp_path / f"cohort.{ending}"
        assert main(["picture", "35_what_follows", "cohort", str(out), "--state", "months=60; tail=nothing"]) == 0
        assert out.read_bytes().startswith(begin)
    for wrong, words in (
        (["picture", "99_none", "cohort", "a.pdf"], "99_none: found no such lesson here"),
        (
            ["picture", "35_what_follows", "moon", "a.pdf"],
            'found no panel "moon", expected one of guess-cohort, cohort',
        ),
        (["picture", "35_what_follows", "cohort", "a.doc"], "expected a file that ends in pdf, png, svg"),
        (["picture", "35_what_follows", "cohort", "a.pdf", "--state", "months=61"], 'months: found "61"'),
        (["picture", "35_what_follows", "cohort", str(tmp_path / "no" / "a.pdf")], "cannot be written"),
    ):
        assert main(wrong) == 1
        assert words in capsys.readouterr().out
    assert not Path("a.pdf").exists()


def test_every_explorer_is_swept():
    import helpers

    alone = {"explore_patient", "explore_options"}  # no panels: see test_card
    explorers = {name for name in helpers.__all__ if name.startswith("explore_")} - alone
    assert {make.__name__ for make, _ in PANELS.values()} == explorers


def test_what_is_no_answer_is_refused_in_plain_words():
    with pytest.raises(TypeError, match=r"said: found str, expected Said\(sentence, alt\)"):
        Answer(SHARED["ratios"].answer().picture, "a sentence", pd.DataFrame)
    panel = Panel("P", [], lambda state: Answer([1, 2], Said("s", "a"), pd.DataFrame))
    with pytest.raises(TypeError, match=r"found list as its picture, expected a Scene \(or a panel with chart=\)"):
        panel.render({})


def test_the_door_for_ordinary_matplotlib_gives_svg_with_text_and_the_same_bytes():
    def draw(axes, data):
        axes.plot(data, label="what was counted")
        axes.set_title("Ordinary <matplotlib>")

    def answer(state):
        values = [n * state["n"] for n in range(5)]
        return Answer(values, Said("A line.", "A line that rises."), lambda: pd.DataFrame({"n": values}))

    panel = Panel("Door", [Options("n", "N", [(1, "one"), (2, "two")], 1)], answer, chart=draw)
    frame = panel.render({"n": 2})
    assert frame.scene == "" and frame.drawing.startswith("<?xml")
    assert "Ordinary &lt;matplotlib&gt;" in frame.drawing and panel.render({"n": 2}) == frame
    assert panel.figure(n=2).axes[0].get_lines()[0].get_ydata().tolist() == [0, 2, 4, 6, 8]
    assert panel.resting()[0]["image/png"].startswith("iVBOR")
