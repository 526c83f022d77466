// The option grid: options beside each other, patients' questions below each other. Weights sort the questions, and no drug.

import { KEYS, make } from "./controls.js";
import { Speech } from "./speech.js";
import { Present, themed } from "./stage.js";

const OPTIONS_BESIDE = 720; // CSS pixels from which options stand beside each other
const OUT = ["contraindicated", "not recommended"];
const LETTERS = ["A", "B"];
const gridStates = new Map(); // by grid: what was chosen, for a view that is drawn anew

class Grid {
  constructor(model, el) {
    this.spec = model.get("_spec");
    this.uid = model.get("_uid");
    this.id = `fd-${Math.random().toString(36).slice(2)}`;
    this.state = gridStates.get(this.uid) ?? { chosen: [...this.spec.first], weights: Object.fromEntries(this.spec.rows.map(({ name }) => [name, 0])) };
    this.judged = {}; // what the patient card says, if it was filled
    this.build(el);
    this.follow();
    this.onJudged = ({ detail }) => { this.judged = detail; this.follow(); };
    window.addEventListener("fd-judged", this.onJudged);
    window.dispatchEvent(new Event("fd-ask"));
    this.watch = new ResizeObserver(() => { this.box.dataset.wide = this.box.clientWidth >= OPTIONS_BESIDE; });
    this.watch.observe(el);
    this.unwatchTheme = themed(this.box, el);
  }

  build(el) {
    const { spec, id } = this;
    const field = (name, words, options, changed) => {
      const select = make("select", { id: `${id}-${name}`, ...KEYS }, ...options.map(([value, text]) => make("option", { value }, text)));
      select.addEventListener("change", () => { changed(select.value); this.follow(); });
      return { select, box: make("div", { className: "fd-question" }, make("label", { htmlFor: select.id }, words), select) };
    };
    const options = spec.options.map(({ id: value, name }) => [value, name]);
    this.choosers = ["first", "second", "third"].map((name, i) => field(name, ["Option", "Beside it", "And beside it"][i], i ? [["", "nothing"], ...options] : options, (value) => { this.state.chosen[i] = value; }));
    this.weighers = spec.rows.map(({ name, ask }) => [name, field(`weigh_${name}`, ask, spec.weights.map((words, i) => [i, words]), (value) => { this.state.weights[name] = Number(value); })]);
    this.left = make("button", { type: "button", className: "fd-button", ...KEYS }, "Show what the card leaves");
    this.left.addEventListener("click", () => this.showLeft());
    this.done = make("p", { className: "fd-done", role: "status" });
    const reset = make("button", { type: "button", className: "fd-button", ...KEYS }, "Reset");
    reset.addEventListener("click", () => {
      this.state = { chosen: [...spec.first], weights: Object.fromEntries(spec.rows.map(({ name }) => [name, 0])) };
      this.follow();
    });
    const present = make("button", { type: "button", className: "fd-button", ...KEYS }, "Present");
    const sheet = make("button", { type: "button", className: "fd-button", ...KEYS }, "Sheet for the patient");
    sheet.addEventListener("click", () => this.sheet());
    this.sentence = make("p", { className: "fd-sentence" });
    this.rows = make("div", { className: "fd-grid" });
    this.spoken = make("p", { className: "fd-unseen", role: "status" });
    this.speech = new Speech(this.spoken);
    const title = make("h3", { className: "fd-title", id: `${id}-title` }, spec.title);
    const weighed = make("details", { className: "fd-fold" }, make("summary", KEYS, "What matters to this patient? (sorts the questions)"), make("div", { className: "fd-asked" }, ...this.weighers.map(([, { box }]) => box)));
    this.box = make(
      "div", { className: "fd-panel fd-options", role: "group", "aria-labelledby": title.id },
      make("div", { className: "fd-head" }, title, make("div", { className: "fd-tools" }, reset, this.left, sheet, present)), this.done,
      make("p", { className: "fd-note" }, spec.about),
      make("div", { className: "fd-asked fd-choosers" }, ...this.choosers.map(({ box }) => box)), weighed,
      this.sentence, this.rows, make("p", { className: "fd-note" }, spec.note), this.spoken,
    );
    el.append(this.box);
    this.present = new Present(this.box, present, () => {});
  }

  option(id) {
    return this.spec.options.find((option) => option.id === id);
  }

  // The options that the card does not rule out, no drug first.
  showLeft() {
    const left = Object.entries(this.judged).filter(([id, verdict]) => !OUT.includes(verdict) && this.option(id)).map(([id]) => id);
    const ranked = this.spec.usual.filter((id) => left.includes(id)); // in the order of the list, no rank among drugs
    this.state.chosen = [this.spec.options[0].id, ranked[0] ?? "", ranked[1] ?? ""];
    this.done.textContent = left.length ? `The card leaves ${ranked.length} of the ${this.spec.usual.length} usual ways. The lists above hold them all.` : "The card leaves no drug: no drug stands alone here.";
    this.follow(false);
  }

  follow(quiet = true) {
    const { state, spec } = this;
    gridStates.set(this.uid, state);
    if (quiet) this.done.textContent = "";
    this.choosers.forEach(({ select }, i) => { select.value = state.chosen[i] ?? ""; });
    for (const [name, { select }] of this.weighers) select.value = state.weights[name];
    this.left.hidden = !Object.keys(this.judged).length;
    const shown = [...new Set(state.chosen.filter(Boolean))].map((id) => this.option(id));
    const sorted = [...spec.rows].sort((a, b) => state.weights[b.name] - state.weights[a.name]);
    const weighed = sorted.filter(({ name }) => state.weights[name]);
    const heavy = weighed.length ? ` First: ${weighed[0].ask}` : "";
    this.sentence.textContent = `Beside each other: ${shown.map(({ name }) => name).join("; ")}.${heavy}`;
    this.box.style.setProperty("--fd-columns", shown.length);
    const heads = make("div", { className: "fd-grid-row fd-grid-head", "aria-hidden": "true" }, ...shown.map((option) => make("div", {}, option.name, ...this.badge(option))));
    this.rows.replaceChildren(heads, ...sorted.map((row) => this.row(row, shown)));
    this.speech.hear(this.sentence.textContent, sorted.map(({ ask }) => ask).join(" "));
  }

  badge({ id }) {
    return this.judged[id] ? [make("small", { className: "fd-badge" }, `card: ${this.judged[id]}`)] : [];
  }

  row({ name, ask }, shown) {
    const weight = this.state.weights[name];
    const cells = shown.map((option) => {
      const { lines, sources, gap } = option.cells[name];
      const from = sources.length ? [make("details", { className: "fd-from" }, make("summary", KEYS, "where read"), sources.join("; "))] : [];
      return make("div", { className: "fd-grid-cell", "data-gap": gap }, make("h5", {}, option.name, ...this.badge(option)), ...lines.map((line) => make("p", {}, line)), ...from);
    });
    const told = weight ? ` (${this.spec.weights[weight]})` : "";
    return make("section", {}, make("h4", {}, `${ask}${told}`), make("div", { className: "fd-grid-row" }, ...cells));
  }

  // One page for the patient, of the first two options; printed alone.
  sheet() {
    const { sheet, rows, date } = this.spec;
    const two = [...new Set(this.state.chosen.filter(Boolean))].slice(0, 2).map((id) => this.option(id));
    document.querySelector(".fd-sheet-dialog")?.close();
    const out = two.filter(({ id }) => OUT.includes(this.judged[id]));
    if (two.length < 2) {
      this.done.textContent = "Choose two options first: the sheet sets them beside each other.";
      return;
    }
    const sorted = [...rows].sort((a, b) => this.state.weights[b.name] - this.state.weights[a.name]);
    const cell = (option, { name }) => make("td", {}, ...option.cells[name].plain.map((line) => make("p", {}, line)));
    const sources = [...new Set(two.flatMap((option) => rows.flatMap(({ name }) => option.cells[name].sources.map((source) => source.split(",")[0]))))];
    const head = (option, i) => make(
      "th", { scope: "col" }, `${LETTERS[i]}: ${option.plain}`, make("p", { className: "fd-line" }, option === this.spec.options[0] ? "" : sheet.name),
      ...(out.includes(option) ? [make("p", { className: "fd-against" }, sheet.against)] : []),
    );
    const table = make(
      "table", {}, make("thead", {}, make("tr", {}, make("td", {}), ...two.map(head))),
      make("tbody", {}, ...sorted.map((row) => make("tr", {}, make("th", { scope: "row" }, row.plain), ...two.map((option) => cell(option, row))))),
    );
    const print = make("button", { type: "button", className: "fd-button", ...KEYS }, "Print");
    const close = make("button", { type: "button", className: "fd-button", ...KEYS }, "Close");
    const page = make(
      "article", { className: "fd-sheet" }, make("h2", {}, sheet.title), make("p", {}, sheet.about), table, make("p", {}, sheet.ask), make("div", { className: "fd-lines" }),
      make("p", { className: "fd-foot" }, `${sheet.foot} Last read: ${date}. Sources: ${sources.join(", ")}.`),
    );
    const dialog = make("dialog", { className: "fd-sheet-dialog", "aria-label": sheet.title, ...KEYS }, make("div", { className: "fd-tools" }, print, close), page);
    print.addEventListener("click", () => window.print());
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("close", () => {
      document.documentElement.classList.remove("fd-sheet-alone");
      dialog.remove();
    });
    document.body.append(dialog);
    document.documentElement.classList.add("fd-sheet-alone");
    dialog.showModal();
  }

  remove() {
    window.removeEventListener("fd-judged", this.onJudged);
    this.watch.disconnect();
    this.unwatchTheme();
    this.speech.stop();
    this.present.remove();
    this.box.remove();
  }
}

export function renderGrid({ model, el }) {
  const grid = new Grid(model, el);
  return () => grid.remove();
}
