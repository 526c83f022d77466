// The patient card: questions, and for each regimen what its label says. Judged here; nothing is stored or sent.

import { clearanceWords, patientOf, reasonsOf, verdictOf } from "./assess.js";
import { KEYS, make } from "./controls.js";
import { address, parts } from "./link.js";
import { Speech } from "./speech.js";
import { Present, fitColumns, themed } from "./stage.js";
import { copy } from "./take.js";
import { ways } from "./whatif.js";

const OPEN = "not known";
const FIRST_WAYS = 6; // of what would change the answer; the others are folded
const filled = new Map(); // by card: its answers, so that a view that is drawn anew finds them; gone with the page
const inside = (words) => words[0].toLowerCase() + words.slice(1);

class Card {
  constructor(model, el) {
    this.spec = model.get("_spec");
    [this.uid, this.name] = [model.get("_uid"), model.get("_name")];
    this.id = `fd-${Math.random().toString(36).slice(2)}`;
    this.questions = this.spec.questions.groups.flatMap((group) => group.questions);
    this.answers = filled.get(this.uid) ?? { ...this.spec.answers };
    this.opened = new Set(); // regimens whose reasons are open
    this.all = false;
    this.build(el);
    this.follow();
    this.onFill = ({ detail }) => this.fill(detail);
    this.onHash = () => this.linked();
    window.addEventListener("fd-fill", this.onFill);
    window.addEventListener("hashchange", this.onHash);
    this.linked();
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(el);
    this.unwatchTheme = themed(this.box, el);
  }

  // ---------------------------------------------------------------- building

  build(el) {
    const button = (words, done) => {
      const made = make("button", { type: "button", className: "fd-button", ...KEYS }, words);
      made.addEventListener("click", done);
      return made;
    };
    this.fields = {};
    const { groups } = this.spec.questions;
    const inSight = groups.filter((group) => group.inSight).map((group) => make("fieldset", { className: "fd-asked" }, make("legend", {}, group.name), ...group.questions.map((question) => this.field(question))));
    this.folds = groups.filter((group) => !group.inSight).map((group) => {
      const summary = make("summary", KEYS);
      return { group, summary, box: make("details", { className: "fd-fold" }, summary, make("div", { className: "fd-asked" }, ...group.questions.map((question) => this.field(question)))) };
    });
    this.none = button("None of these apply", () => this.noneApply());
    this.none.classList.add("fd-commit");
    this.listed = make("div", { className: "fd-filled", role: "status" });
    const rest = make("p", { className: "fd-note" }, "The lists below ask for what is rare. Open one, or answer all that is still open there with one press:");
    this.side = make("div", { className: "fd-side" }, ...inSight, rest, this.none, this.listed, ...this.folds.map(({ box }) => box));

    this.sentence = make("p", { className: "fd-sentence" });
    this.kidneys = make("p", { className: "fd-note" });
    this.trouble = make("p", { className: "fd-trouble", role: "alert", hidden: true });
    this.verdicts = make("div", { className: "fd-verdicts" });
    const every = make("input", { type: "checkbox", id: `${this.id}-all`, ...KEYS });
    every.addEventListener("change", () => { this.all = every.checked; this.follow(); });
    this.every = make("label", { htmlFor: every.id, className: "fd-every" }, every, ` Show all ${this.spec.rules.regimens.length} ways to take them`);
    this.changes = make("div", {});
    this.whatIf = make("details", { className: "fd-fold" }, make("summary", KEYS, "What would change the answer?"), this.changes);
    this.whatIf.addEventListener("toggle", () => this.ponder());
    this.show = make("div", { className: "fd-show" }, this.sentence, this.kidneys, this.trouble, this.verdicts, this.every, this.whatIf);

    const title = make("h3", { className: "fd-title", id: `${this.id}-title` }, this.spec.title);
    this.toCopy = make("input", { type: "text", className: "fd-words-to-copy", readOnly: true, hidden: true, "aria-label": "Words to copy", ...KEYS });
    this.done = make("p", { className: "fd-done", role: "status" });
    const empty = button("Empty the card", () => this.fill({}, "The card is empty."));
    const link = button("Copy link", () => copy(this.link(), this.toCopy).then((said) => this.say(`${said} The answers are in it: send it only where they may go.`)));
    link.hidden = !this.name;
    const present = button("Present", () => {});
    this.spoken = make("p", { className: "fd-unseen", role: "status" });
    this.speech = new Speech(this.spoken);
    this.box = make(
      "div", { className: "fd-panel fd-card", role: "group", "aria-labelledby": title.id },
      make("div", { className: "fd-head" }, title, make("div", { className: "fd-tools" }, empty, link, present)), this.done, this.toCopy,
      make("div", { className: "fd-stage" }, this.side, this.show),
      make("p", { className: "fd-note" }, this.spec.note), this.spoken,
    );
    el.append(this.box);
    this.present = new Present(this.box, present, () => this.fit());
  }

  // One question: a list to choose from, or a number in steps; both can stay open.
  field(question) {
    const id = `${this.id}-${question.name}`;
    const { number } = question;
    const input = number
      ? make("input", { type: "number", id, placeholder: OPEN, inputMode: "decimal", ...KEYS })
      : make("select", { id, ...KEYS }, make("option", { value: "" }, OPEN), ...question.choices.map(({ name, words }) => make("option", { value: name }, words)));
    input.addEventListener(number ? "input" : "change", () => this.answered(question, input));
    if (number) {
      input.addEventListener("keydown", (event) => {
        if (input.value || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
        event.preventDefault(); // from nothing the first step leads to a usual value
        input.value = this.by(number.starts, number.start);
        this.answered(question, input);
      });
    }
    const unit = number?.unit ? ` (${number.unit})` : "";
    const box = make("div", { className: "fd-question" }, make("label", { htmlFor: id }, `${question.ask}${unit}`), input);
    this.fields[question.name] = { question, input, box };
    return box;
  }

  // What holds for a number by the answer to another question: its step, where it starts.
  by(table, usual) {
    for (const [name, values] of Object.entries(table)) if (Object.hasOwn(values, this.answers[name])) return values[this.answers[name]];
    return usual;
  }

  // ---------------------------------------------------------------- answering

  answered({ name, number }, input) {
    const value = number ? input.valueAsNumber : input.value;
    if (value === "" || Number.isNaN(value)) delete this.answers[name];
    else this.answers[name] = value;
    this.before = null;
    this.follow();
  }

  noneApply() {
    const open = this.questions.filter(({ name, none }) => none && !Object.hasOwn(this.answers, name));
    for (const { name, none, number } of open) this.answers[name] = number ? Number(none) : none;
    this.listed.replaceChildren(
      make("p", {}, open.length ? `Answered ${open.length} questions for you. Read them: you answer for them.` : "Nothing was open."),
      ...(open.length ? [make("details", {}, make("summary", KEYS, "What was filled in"), make("ul", {}, ...open.map((question) => make("li", {}, `${question.ask}: ${this.words(question)}`))))] : []),
    );
    this.follow();
  }

  // The card gets these answers and no others.
  fill(answers, words = "") {
    this.answers = Object.fromEntries(this.questions.filter(({ name }) => Object.hasOwn(answers, name)).map(({ name }) => [name, answers[name]]));
    this.listed.replaceChildren();
    this.before = null;
    this.say(words);
    this.follow();
  }

  words({ name, choices }) {
    const answer = this.answers[name];
    return choices.length ? choices.find((choice) => choice.name === answer).words : String(answer);
  }

  say(words) {
    this.done.textContent = words;
  }

  // ---------------------------------------------------------------- links: answers enter an address by Copy link alone

  link() {
    const text = this.questions.filter(({ name }) => Object.hasOwn(this.answers, name)).map(({ name }) => `${name}=${this.answers[name]}`).join(";");
    return `${location.href.split("#")[0]}${address({ [this.name]: text }) || `#fd1~${this.name}:`}`;
  }

  linked() {
    const text = this.name ? parts(location.hash)[this.name] : undefined;
    if (text === undefined) return;
    const { [this.name]: _, ...others } = parts(location.hash);
    history.replaceState(null, "", address(others, location.hash) || `${location.pathname}${location.search}`); // reload empties the card
    const { answers, unread } = answersOf(text, this.questions);
    this.fill(answers, unread.length ? `Not understood in the address: ${unread.join("; ")}. Those questions are open.` : "Filled from a link.");
  }

  // ---------------------------------------------------------------- judging

  follow() {
    filled.set(this.uid, this.answers);
    for (const { question, input, box } of Object.values(this.fields)) {
      const value = this.answers[question.name];
      if (question.number) {
        input.step = this.by(question.number.steps, question.number.step);
        if (value === undefined ? input.value : input.valueAsNumber !== value) input.value = value ?? "";
      } else input.value = value ?? "";
      box.hidden = Object.entries(question.onlyIf).some(([name, wanted]) => this.answers[name] !== undefined && this.answers[name] !== wanted);
    }
    for (const { group, summary } of this.folds) {
      const known = group.questions.filter(({ name }) => Object.hasOwn(this.answers, name)).length;
      summary.textContent = `${group.name}: ${known} of ${group.questions.length} answered`;
    }
    this.judge();
    if (this.whatIf.open) this.ponder();
    this.fit();
  }

  judge() {
    const { rules, first } = this.spec;
    const patient = patientOf(this.answers, this.spec.questions);
    try {
      this.reasons = reasonsOf(patient, rules);
    } catch (error) {
      this.reasons = null;
      this.trouble.textContent = this.inWords(error.message);
      this.trouble.hidden = false;
      this.verdicts.replaceChildren();
      this.sentence.textContent = "No verdict yet.";
      this.kidneys.textContent = "";
      return;
    }
    this.trouble.hidden = true;
    const shown = rules.regimens.filter(({ id }) => this.all || first.includes(id));
    const verdicts = new Map(shown.map(({ id }) => [id, verdictOf(this.reasons.get(id), rules)]));
    const by = rules.verdicts.toReversed().map((verdict) => [verdict, shown.filter(({ id }) => verdicts.get(id) === verdict)]).filter(([, found]) => found.length);
    this.sentence.textContent = `Of ${shown.length} ways: ${by.map(([verdict, found]) => `${found.length} ${verdict}`).join(", ")}.`;
    const cleared = clearanceWords(patient, rules);
    this.kidneys.textContent = cleared ? `Creatinine clearance: ${cleared}.` : "";
    this.verdicts.replaceChildren(...by.map(([verdict, found]) => this.group(verdict, found)));
    this.speech.hear(this.sentence.textContent, [...verdicts].map(([id, verdict]) => `${this.regimen(id).name}: ${verdict}.`).join(" "));
    window.dispatchEvent(new CustomEvent("fd-judged", { detail: Object.fromEntries([...this.reasons].map(([id, why]) => [id, verdictOf(why, rules)])) }));
  }

  regimen(id) {
    return this.spec.rules.regimens.find((regimen) => regimen.id === id);
  }

  group(verdict, found) {
    const lines = found.map(({ id, name }) => {
      const why = this.reasons.get(id);
      if (!why.length) return make("li", {}, name);
      const box = make("details", { open: this.opened.has(id) }, make("summary", KEYS, name), make("ul", {}, ...this.told(why)));
      box.addEventListener("toggle", () => this.opened[box.open ? "add" : "delete"](id));
      return make("li", {}, box);
    });
    const sign = make("span", { className: "fd-sign", "aria-hidden": "true" }, this.spec.signs[verdict]);
    return make("section", { className: "fd-verdict-group", "data-verdict": verdict }, make("h4", {}, sign, ` ${verdict[0].toUpperCase()}${verdict.slice(1)} (${found.length})`), make("ul", {}, ...lines));
  }

  // Reasons as lines; what is not known is one line.
  told(why) {
    const asks = [...new Set(why.flatMap((reason) => reason.asks).flatMap((field) => this.asked(field)))];
    const lines = why.filter((reason) => !reason.asks.length).map(({ verdict, text, place }) => make("li", {}, make("strong", {}, `${verdict}: `), text, ...(place ? [make("small", {}, ` ${place}`)] : [])));
    if (asks.length) lines.push(make("li", {}, make("strong", {}, "ask first: "), `not known: ${asks.map(inside).join("; ")}.`));
    const unread = why.filter(({ asks: [field], text }) => field && text.includes("was not read"));
    if (unread.length) lines.push(make("li", {}, `What the label says about it was not read: ${unread.map(({ asks: [field] }) => this.asked(field).map(inside).join(", ")).join("; ")}.`));
    return lines;
  }

  // The open questions behind a field, as the card asks them.
  asked(field) {
    const { any } = this.spec.questions;
    const open = (name) => !Object.hasOwn(this.answers, name);
    if (field === "creatinine_clearance") return ["age_years", "sex", "creatinine", "creatinine_unit", "weight_kg", "height_cm"].filter(open).map((name) => this.fields[name].question.ask);
    if (any[field]) return any[field].filter(open).map((name) => this.fields[name].question.ask);
    const found = this.questions.find((question) => question.field === field || question.choices.some(({ sets }) => Object.hasOwn(sets, field)));
    return [found ? found.ask : field.replaceAll("_", " ")];
  }

  // An error with the question's words in place of a field's name.
  inWords(message) {
    const [field, ...rest] = message.split(": ");
    const found = this.questions.find((question) => question.field === field);
    return found ? `${found.ask}: ${rest.join(": ")}` : message;
  }

  // ---------------------------------------------------------------- what would change the answer

  ponder() {
    clearTimeout(this.pondering);
    if (!this.whatIf.open) return;
    this.pondering = setTimeout(() => this.changes.replaceChildren(...this.changed()), 250);
  }

  changed() {
    const back = this.before && make("button", { type: "button", className: "fd-button", ...KEYS }, "Put it back");
    back?.addEventListener("click", () => {
      this.answers = this.before;
      this.before = null;
      this.follow();
    });
    const names = this.all ? this.spec.rules.regimens.map(({ id }) => id) : this.spec.first;
    const found = this.reasons ? ways(this.answers, this.questions, this.spec, names, (number, name) => this.by(number[name], number[name.slice(0, -1)])) : [];
    const lines = found.map(({ question, answer, words, moved }) => {
      const button = make("button", { type: "button", className: "fd-button", ...KEYS }, "Try it");
      button.setAttribute("aria-label", `Try it: ${question.ask}: ${words}`);
      button.addEventListener("click", () => {
        this.before ??= { ...this.answers };
        this.answers = { ...this.answers, [question.name]: answer };
        this.follow();
        this.whatIf.firstElementChild.focus();
      });
      const verdicts = this.spec.rules.verdicts.toReversed().filter((verdict) => moved.some((each) => each.verdict === verdict));
      const told = verdicts.map((verdict) => make("div", {}, make("strong", {}, `${this.spec.signs[verdict]} ${verdict}: `), moved.filter((each) => each.verdict === verdict).map(({ id }) => this.regimen(id).name).join("; ")));
      return make("li", {}, `${question.ask}: ${words} `, button, ...told);
    });
    const nothing = make("p", {}, this.reasons ? "No single other answer to what is answered changes a verdict." : "First put right what cannot be.");
    const more = lines.slice(FIRST_WAYS);
    const folded = more.length ? [make("details", {}, make("summary", KEYS, `${more.length} more`), make("ul", {}, ...more))] : [];
    return [...(back ? [back] : []), ...(lines.length ? [make("ul", {}, ...lines.slice(0, FIRST_WAYS)), ...folded] : [nothing])];
  }

  fit() {
    fitColumns(this.box, this.side, this.show);
  }

  remove() {
    clearTimeout(this.pondering);
    window.removeEventListener("fd-fill", this.onFill);
    window.removeEventListener("hashchange", this.onHash);
    this.watch.disconnect();
    this.unwatchTheme();
    this.speech.stop();
    this.present.remove();
    this.box.remove();
  }
}

// The answers that a text names, and what of it was not understood.
export function answersOf(text, questions) {
  const answers = {};
  const unread = [];
  for (const part of text.split(";").map((each) => each.trim()).filter(Boolean)) {
    const at = part.indexOf("=");
    const [name, value] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    const question = at > 0 && questions.find((each) => each.name === name);
    const number = Number(value);
    const fits = question && (question.number ? value && Number.isFinite(number) : question.choices.some((choice) => choice.name === value));
    if (fits) answers[name] = question.number ? number : value;
    else unread.push(part);
  }
  return { answers, unread };
}

export function renderCard({ model, el }) {
  const card = new Card(model, el);
  return () => card.remove();
}
