// A card for an article of one's own: its statements, what was looked for, a verdict. Stored nowhere; it can be copied.

import { KEYS, make } from "./controls.js";
import { themed } from "./stage.js";
import { copy } from "./take.js";

const noted = new Map(); // by card: what was written, for a view that is drawn anew; gone with the page

class Blank {
  constructor(model, el) {
    this.spec = model.get("_spec");
    this.id = `fd-${Math.random().toString(36).slice(2)}`;
    this.lines = noted.get(model.get("_uid")) ?? [nothingYet()];
    noted.set(model.get("_uid"), this.lines);
    const title = make("h3", { className: "fd-title", id: `${this.id}-title` }, this.spec.title);
    this.list = make("div", {});
    this.count = make("p", { className: "fd-sentence fd-count" });
    const button = (words, done) => {
      const made = make("button", { type: "button", className: "fd-button fd-firmly", ...KEYS }, words);
      made.addEventListener("click", done);
      return made;
    };
    const again = button("Begin again", () => {
      this.lines.splice(0, this.lines.length, nothingYet());
      this.follow();
    });
    const more = button("Another statement", () => {
      this.lines.push(nothingYet());
      this.list.append(this.statement(this.lines.at(-1), this.lines.length - 1));
      this.told();
      this.list.lastChild.querySelector("textarea").focus();
    });
    const field = make("textarea", { rows: 3, className: "fd-words-to-copy", readOnly: true, hidden: true, "aria-label": "Words to copy", ...KEYS });
    const done = make("p", { className: "fd-done", role: "status" });
    const take = button("Copy what I wrote", () => copy(this.text(), field).then((said) => { done.textContent = said; }));
    this.box = make("div", { className: "fd-panel fd-exercise fd-blank", role: "group", "aria-labelledby": title.id }, title, this.list, this.count, more, take, again, done, field, make("p", { className: "fd-note" }, this.spec.note));
    el.append(this.box);
    this.unwatchTheme = themed(this.box, el);
    this.follow();
  }

  follow() {
    this.list.replaceChildren(...this.lines.map((line, i) => this.statement(line, i)));
    this.told();
  }

  told() {
    this.count.textContent = `Statements: ${this.lines.length}; with a verdict: ${this.lines.filter(({ verdict }) => verdict).length}.`;
  }

  statement(line, i) {
    const { verdicts, questions } = this.spec;
    const name = `${this.id}-${i}`;
    const text = make("textarea", { id: `${name}-text`, rows: 2, value: line.text, ...KEYS });
    text.addEventListener("input", () => { line.text = text.value; });
    const select = make("select", { id: `${name}-verdict`, ...KEYS }, make("option", { value: "" }, "choose"), ...verdicts.map((verdict) => make("option", { value: verdict }, verdict)));
    select.value = line.verdict;
    select.addEventListener("change", () => { line.verdict = select.value; this.told(); });
    const asked = questions.map((words, k) => {
      const box = make("input", { type: "checkbox", id: `${name}-${k}`, checked: line.asked.has(words), ...KEYS });
      box.addEventListener("change", () => line.asked[box.checked ? "add" : "delete"](words));
      return make("label", { htmlFor: box.id }, box, ` ${words}`);
    });
    return make("div", { className: "fd-item" }, make(
      "fieldset", {}, make("legend", {}, `Statement ${i + 1}`), make("div", { className: "fd-question" }, make("label", { htmlFor: text.id }, "What the article says, in your words"), text),
      make("p", { className: "fd-note" }, "Tick what you have asked and answered:"), ...asked, make("div", { className: "fd-question" }, make("label", { htmlFor: select.id }, "Verdict"), select),
    ));
  }

  text() {
    return this.lines.map(({ text, verdict, asked }, i) => [`${i + 1}. ${text.trim() || "(nothing written)"}`, `   Verdict: ${verdict || "none yet"}`, ...[...asked].map((words) => `   Asked: ${words}`)].join("\n")).join("\n");
  }

  remove() {
    this.unwatchTheme();
    this.box.remove();
  }
}

const nothingYet = () => ({ text: "", verdict: "", asked: new Set() });

export function renderBlank({ model, el }) {
  const made = new Blank(model, el);
  return () => made.remove();
}
