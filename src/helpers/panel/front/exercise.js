// Exercises: choose, put in order, sort. A try is committed, then judged; what was right at the first try is counted.

import { KEYS, make } from "./controls.js";
import { address } from "./link.js";
import { themed } from "./stage.js";

const YES = "Yes.";
const NO = "Not quite.";

class Exercise {
  constructor(model, el) {
    const spec = model.get("_spec");
    this.id = `fd-${Math.random().toString(36).slice(2)}`;
    this.results = spec.items.map(() => null); // by item: tries until it was right, or null
    this.tries = spec.items.map(() => 0);
    this.count = make("p", { className: "fd-count", role: "status" });
    const items = spec.items.map((item, i) => make("div", { className: "fd-item" }, ITEMS[item.kind](item, `${this.id}-${i}`, (right) => this.tried(i, right), spec.items.length > 1 ? `${i + 1}. ` : "")));
    this.box = make(
      "div", { className: "fd-panel fd-exercise", role: "group", "aria-labelledby": `${this.id}-title` },
      make("h3", { className: "fd-title", id: `${this.id}-title` }, spec.title), ...items,
      this.count, ...spec.notes.map((note) => make("p", { className: "fd-note" }, note)),
    );
    this.items = items;
    el.append(this.box);
    this.unwatchTheme = themed(this.box, el);
    this.told();
  }

  remove() {
    this.unwatchTheme();
    this.box.remove();
  }

  tried(i, right) {
    this.tries[i] += 1;
    if (right) this.results[i] ??= this.tries[i];
    this.items[i].classList.toggle("fd-right", this.results[i] !== null);
    this.told();
  }

  told() {
    const done = this.results.filter((tries) => tries !== null);
    const first = done.filter((tries) => tries === 1).length;
    this.count.textContent = done.length ? `Done: ${done.length} of ${this.results.length}; right at the first try: ${first}.` : `Still to do: ${this.results.length}.`;
  }
}

const verdictBox = () => make("p", { className: "fd-verdict", role: "status" });

// The same words again are heard again: a status speaks when its words change.
const tell = (verdict, words, right) => {
  const again = verdict.textContent === words;
  verdict.textContent = again ? "" : words;
  if (again) setTimeout(() => { verdict.textContent = words; });
  verdict.dataset.right = right;
};
const commitButton = (words) => make("button", { type: "button", className: "fd-button fd-commit", ...KEYS }, words);

// Puts a patient on the card of this lesson; the address does not change, but the link can be copied.
function cardLink(answers, who) {
  const text = Object.entries(answers).map(([name, answer]) => `${name}=${answer}`).join(";");
  const link = make("a", { href: address({ patient: text }), className: "fd-button fd-to-card", hidden: true, ...KEYS }, "Put this patient on the card");
  link.addEventListener("click", (event) => {
    event.preventDefault(); // answers enter an address by Copy link alone
    const card = document.querySelector(".fd-card");
    if (!card?.offsetParent) {
      link.textContent = "The card is not in sight on this page";
      return;
    }
    window.dispatchEvent(new CustomEvent("fd-fill", { detail: { answers, who, back: link } }));
    card.scrollIntoView({ block: "start" });
  });
  return link;
}

const ITEMS = {
  choose(item, id, tried, number) {
    const verdict = verdictBox();
    const button = commitButton("Check");
    button.disabled = true;
    const inputs = item.options.map((_, i) => make("input", { type: "radio", name: id, id: `${id}-${i}`, value: i, ...KEYS }));
    const link = item.fill ? cardLink(item.fill, item.lead) : "";
    const labels = item.options.map(({ text }, i) => make("label", { htmlFor: `${id}-${i}` }, inputs[i], " ", text));
    for (const input of inputs) {
      input.addEventListener("change", () => {
        button.disabled = false;
        verdict.textContent = "";
      });
    }
    button.addEventListener("click", () => {
      const option = item.options[inputs.findIndex((input) => input.checked)];
      tell(verdict, `${option.right ? YES : NO} ${option.feedback}`, option.right);
      tried(option.right);
      if (link) link.hidden = false;
    });
    const lead = item.lead ? [make("p", { className: "fd-lead" }, item.lead)] : [];
    return make("fieldset", {}, make("legend", {}, `${number}${item.text}`), ...lead, ...labels, button, verdict, link);
  },

  // Steps are moved by buttons, by arrow keys on them, or dragged.
  order(item, id, tried, number) {
    const verdict = verdictBox();
    const list = make("ol", { className: "fd-order" });
    const rows = item.given.map((step) => {
      const [up, down] = [["Up", -1], ["Down", 1]].map(([words, way]) => {
        const made = make("button", { type: "button", className: "fd-button", "aria-label": `${words}: ${step}`, ...KEYS }, way < 0 ? "▲" : "▼");
        made.addEventListener("click", () => shift(row, way, made));
        return made;
      });
      const row = make("li", { draggable: true }, make("div", {}, make("span", {}, step), up, down));
      row.step = step;
      row.addEventListener("dragstart", (event) => {
        list.dragged = row;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", step);
        event.stopPropagation();
      });
      row.addEventListener("dragover", (event) => {
        if (!list.dragged) return;
        event.preventDefault();
        event.stopPropagation();
        const { top, height } = row.getBoundingClientRect();
        if (row !== list.dragged) row[event.clientY < top + height / 2 ? "before" : "after"](list.dragged);
      });
      row.addEventListener("drop", (event) => {
        event.preventDefault();
        event.stopPropagation();
      });
      row.addEventListener("dragend", () => { list.dragged = null; });
      row.addEventListener("keydown", (event) => {
        const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!way) return;
        event.preventDefault();
        event.stopPropagation();
        shift(row, way, event.target);
      });
      return row;
    });
    const shift = (row, way, focus) => {
      const other = way < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (other) other[way < 0 ? "before" : "after"](row);
      focus.focus();
      verdict.textContent = `Now in place ${[...list.children].indexOf(row) + 1} of ${list.children.length}.`;
      delete verdict.dataset.right;
    };
    list.append(...rows);
    const button = commitButton("Check the order");
    button.addEventListener("click", () => {
      const now = [...list.children].map((row) => row.step);
      const wrong = now.findIndex((step, i) => step !== item.steps[i]);
      const hint = wrong ? `The first ${wrong} stand right, but “${now[wrong]}” does not come next.` : `Something comes before “${now[0]}”.`;
      tell(verdict, wrong < 0 ? `${YES} ${item.why}` : `${NO} ${hint}`, wrong < 0);
      tried(wrong < 0);
    });
    return make("fieldset", {}, make("legend", {}, `${number}${item.text}`), list, button, verdict);
  },

  sort(item, id, tried, number) {
    const verdict = verdictBox();
    const rows = item.cards.map((card, i) => {
      const select = make("select", { id: `${id}-${i}`, ...KEYS }, make("option", { value: "" }, "choose"), ...item.piles.map((pile) => make("option", { value: pile }, pile)));
      const why = make("span", { className: "fd-why" });
      select.addEventListener("change", () => { why.textContent = ""; });
      return { card, select, why, row: make("li", {}, make("label", { htmlFor: select.id }, card.text), " ", select, " ", why) };
    });
    const button = commitButton("Check all");
    button.addEventListener("click", () => {
      const chosen = rows.filter(({ select }) => select.value);
      if (!chosen.length) { tell(verdict, "Choose first, then check.", false); return; }
      for (const { card, select, why } of chosen) why.textContent = select.value === card.pile ? `${YES} ${card.why}` : `${NO} ${card.pile[0].toUpperCase()}${card.pile.slice(1)}: ${card.why}`;
      const right = rows.filter(({ card, select }) => select.value === card.pile).length;
      tell(verdict, `${right} of ${rows.length} stand where they belong.`, right === rows.length);
      tried(right === rows.length);
    });
    return make("fieldset", {}, make("legend", {}, `${number}${item.text}`), make("ul", { className: "fd-cards" }, ...rows.map(({ row }) => row)), button, verdict);
  },
};

export function renderExercise({ model, el }) {
  const exercise = new Exercise(model, el);
  return () => exercise.remove();
}
