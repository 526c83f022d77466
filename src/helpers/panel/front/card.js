// The patient card: questions, and for each regimen what its label says. Judged here; nothing is stored or sent.

import { clearanceWords, isAsked, patientOf, reasonsOf, verdictOf } from "./assess.js";
import { answersOf, byAnswer, inside, numberOf, questionField } from "./asked.js";
import { KEYS, make } from "./controls.js";
import { address, parts } from "./link.js";
import { Speech } from "./speech.js";
import { Present, fitColumns, themed } from "./stage.js";
import { copy } from "./take.js";
import { changedBy, verdictGroup } from "./verdicts.js";

const MOST_TOLD = 200; // letters of what was not understood
const filled = new Map(); // by card: its answers, so that a view that is drawn anew finds them; gone with the page

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
    this.onFill = ({ detail }) => { if (document.querySelector(".fd-card") === this.box) this.fill(detail.answers, "", detail); };
    this.onAsk = () => this.tell();
    this.onHash = () => this.linked();
    window.addEventListener("fd-fill", this.onFill);
    window.addEventListener("fd-ask", this.onAsk); // a grid that is built later asks who is on the card
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
    const inSight = groups.filter((group) => group.inSight).map((group) => make("fieldset", { className: "fd-asked" }, make("legend", {}, group.name), ...group.questions.map((question) => questionField(this, question))));
    this.folds = groups.filter((group) => !group.inSight).map((group) => {
      const summary = make("summary", KEYS);
      return { group, summary, box: make("details", { className: "fd-fold" }, summary, make("div", { className: "fd-asked" }, ...group.questions.map((question) => questionField(this, question)))) };
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
    this.every = make("label", { htmlFor: every.id, className: "fd-every" }, every, ` Show all ${this.spec.rules.regimens.length} treatments`);
    this.changes = make("div", {});
    this.whatIf = make("details", { className: "fd-fold" }, make("summary", KEYS, "What would change the answer?"), this.changes);
    this.whatIf.addEventListener("toggle", () => this.ponder());
    this.who = make("p", { className: "fd-who", hidden: true });
    this.show = make("div", { className: "fd-show" }, this.sentence, this.who, this.kidneys, this.trouble, this.verdicts, this.every, this.whatIf);

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

  // ---------------------------------------------------------------- answering

  answered({ name, number }, input) {
    const value = number && input.value.trim() ? numberOf(input.value) : input.value.trim();
    if (value === "") delete this.answers[name];
    else this.answers[name] = value; // what is no number is not a number, and said
    this.before = null;
    this.say("");
    this.follow();
  }

  noneApply() {
    this.before = null;
    const open = this.questions.filter((question) => question.none && isAsked(question, this.answers) && !Object.hasOwn(this.answers, question.name));
    for (const { name, none, number } of open) this.answers[name] = number ? Number(none) : none;
    this.listed.replaceChildren(
      make("p", {}, open.length ? `Answered ${open.length} questions for you. Read them: you answer for them.` : "Nothing was open."),
      ...(open.length ? [make("details", {}, make("summary", KEYS, "What was filled in"), make("ul", {}, ...open.map((question) => make("li", {}, `${question.ask}: ${this.words(question)}`))))] : []),
      ...this.stillOpen(),
    );
    this.follow();
  }

  // What no button answers, and nobody has answered yet.
  stillOpen() {
    const open = this.questions.filter((question) => !question.none && isAsked(question, this.answers) && !Object.hasOwn(this.answers, question.name) && question.name !== "creatinine_clearance");
    return open.length ? [make("p", {}, `Still open, since only you can say: ${open.map(({ ask }) => inside(ask)).join("; ")}.`)] : [];
  }

  // The card gets these answers and no others; `who` they are of, and where one goes back to.
  fill(answers, words = "", { who = "", back = null } = {}) {
    const button = back && make("button", { type: "button", className: "fd-button", ...KEYS }, "Back to the question");
    button?.addEventListener("click", () => { back.scrollIntoView({ block: "center" }); back.focus({ preventScroll: true }); });
    this.who.replaceChildren(...(who ? [`On the card: ${who} `, button] : []));
    this.who.hidden = !who;
    this.toCopy.hidden = true;
    this.answers = Object.fromEntries(this.questions.filter(({ name }) => Object.hasOwn(answers, name)).map(({ name }) => [name, answers[name]]));
    this.listed.replaceChildren();
    this.before = null;
    this.say(words);
    this.follow();
    for (const column of [this.side, this.show]) column.scrollTop = 0;
    (button ?? this.box.querySelector("select")).focus({ preventScroll: true });
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
    const told = unread.join("; ");
    this.fill(answers, told ? `Not understood in the address: ${told.length > MOST_TOLD ? `${told.slice(0, MOST_TOLD)} …` : told}. Those questions are open.` : "Filled from a link.");
    this.box.scrollIntoView({ block: "start" });
  }

  // ---------------------------------------------------------------- judging

  follow() {
    filled.set(this.uid, this.answers);
    for (const { question, input, box } of Object.values(this.fields)) {
      const value = this.answers[question.name];
      if (!question.number) input.value = value ?? "";
      else if (value === undefined ? input.value : !Object.is(numberOf(input.value), value)) input.value = value ?? "";
      box.hidden = !isAsked(question, this.answers);
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
    for (const { input, wrong } of Object.values(this.fields)) {
      input.removeAttribute("aria-invalid");
      wrong.hidden = true;
    }
    let patient;
    try {
      const bad = Object.keys(this.answers).find((name) => Number.isNaN(this.answers[name]));
      if (bad) throw new Error(`${this.fields[bad].question.field}: found “${this.fields[bad].input.value.trim()}”, expected a number`);
      patient = patientOf(this.answers, this.spec.questions);
      this.reasons = reasonsOf(patient, rules);
    } catch (error) {
      this.wrong(error.message);
      return;
    }
    this.trouble.hidden = true;
    const shown = rules.regimens.filter(({ id }) => this.all || first.includes(id));
    const verdicts = new Map(shown.map(({ id }) => [id, verdictOf(this.reasons.get(id), rules)]));
    const by = rules.verdicts.toReversed().map((verdict) => [verdict, shown.filter(({ id }) => verdicts.get(id) === verdict)]).filter(([, found]) => found.length);
    this.sentence.textContent = `Of ${shown.length} treatments: ${by.map(([verdict, found]) => `${found.length} ${verdict}`).join(", ")}.`;
    const cleared = clearanceWords(patient, rules);
    this.kidneys.textContent = cleared ? `Creatinine clearance: ${cleared}.` : "";
    this.verdicts.replaceChildren(...by.map(([verdict, found]) => verdictGroup(this, verdict, found)));
    this.tell();
    this.speech.hear(this.sentence.textContent, [...verdicts].map(([id, verdict]) => `${this.regimen(id).name}: ${verdict}.`).join(" "));
  }

  // What cannot be: no verdict of another patient stays, on screen, in speech or in the grid.
  wrong(message) {
    this.reasons = null;
    this.speech.stop();
    clearTimeout(this.pondering);
    this.trouble.textContent = this.inWords(message);
    this.trouble.hidden = false;
    this.verdicts.replaceChildren();
    this.changes.replaceChildren();
    this.kidneys.textContent = "";
    const found = this.questionOf(message);
    this.sentence.textContent = found ? `No verdict yet: see “${found.ask}”.` : "No verdict yet.";
    if (found) {
      const { input, wrong } = this.fields[found.name];
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", wrong.id);
      wrong.textContent = this.trouble.textContent;
      wrong.hidden = false;
    }
    this.tell();
  }

  // Grids hear what the card says; nothing where nobody is on it, or somebody who cannot be.
  tell() {
    const { rules } = this.spec;
    const judged = this.reasons && Object.keys(this.answers).length ? [...this.reasons] : [];
    window.dispatchEvent(new CustomEvent("fd-judged", { detail: Object.fromEntries(judged.map(([id, why]) => [id, verdictOf(why, rules)])) }));
  }

  regimen(id) {
    return this.spec.rules.regimens.find((regimen) => regimen.id === id);
  }

  // The question that an error is about.
  questionOf(message) {
    const [field] = message.split(": ");
    return this.questions.find((question) => question.field === field);
  }

  // An error with the question's words in place of a field's name.
  inWords(message) {
    const found = this.questionOf(message);
    return found ? `${found.ask}: ${message.split(": ").slice(1).join(": ")}` : message;
  }

  // ---------------------------------------------------------------- what would change the answer

  ponder() {
    clearTimeout(this.pondering);
    if (!this.whatIf.open) return;
    this.pondering = setTimeout(() => this.changes.replaceChildren(...changedBy(this)), 250);
  }

  fit() {
    fitColumns(this.box, this.side, this.show);
  }

  remove() {
    clearTimeout(this.pondering);
    window.removeEventListener("fd-fill", this.onFill);
    window.removeEventListener("fd-ask", this.onAsk);
    window.removeEventListener("hashchange", this.onHash);
    this.watch.disconnect();
    this.unwatchTheme();
    this.speech.stop();
    this.present.remove();
    this.box.remove();
  }
}

export function renderCard({ model, el }) {
  const card = new Card(model, el);
  return () => card.remove();
}
