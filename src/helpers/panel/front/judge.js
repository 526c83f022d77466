// Statements to judge: a verdict and how sure one is, then the rows it follows from; at the end how sure against how often right.

import { calibration } from "./calibration.js";
import { KEYS, make } from "./controls.js";
import { address } from "./link.js";
import { Speech } from "./speech.js";
import { themed } from "./stage.js";

const heard = new Map(); // by exercise: what was said, for a view that is drawn anew; gone with the page

class Judge {
  constructor(model, el) {
    this.spec = model.get("_spec");
    this.id = `fd-${Math.random().toString(36).slice(2)}`;
    this.said = heard.get(model.get("_uid")) ?? new Map(); // by statement: { verdict, sure, right }
    heard.set(model.get("_uid"), this.said);
    const title = make("h3", { className: "fd-title", id: `${this.id}-title` }, this.spec.title);
    this.count = make("p", { className: "fd-sentence fd-count" });
    this.spoken = make("p", { className: "fd-unseen", role: "status" });
    this.speech = new Speech(this.spoken);
    this.speech.hear("", "");
    this.picture = make("div", { className: "fd-calibration" });
    this.list = make("div", {});
    const again = make("button", { type: "button", className: "fd-button", ...KEYS }, "Begin again");
    again.addEventListener("click", () => this.begin());
    this.box = make(
      "div", { className: "fd-panel fd-exercise fd-judge", role: "group", "aria-labelledby": title.id },
      make("div", { className: "fd-head" }, title, make("div", { className: "fd-tools" }, again)), this.list, this.count, this.picture, make("p", { className: "fd-note", hidden: !this.spec.note }, this.spec.note), this.spoken,
    );
    el.append(this.box);
    this.unwatchTheme = themed(this.box, el);
    this.follow();
  }

  begin() {
    this.said.clear();
    this.picture.replaceChildren();
    this.follow();
  }

  follow() {
    this.list.replaceChildren(...this.spec.items.map((item, i) => make("div", { className: "fd-item" }, this.item(item, i))));
    this.told();
  }

  item(item, i) {
    const name = `${this.id}-${i}`;
    const radios = this.spec.verdicts.map((verdict, k) => make("input", { type: "radio", name, id: `${name}-${k}`, value: verdict, ...KEYS }));
    const labels = radios.map((radio) => make("label", { htmlFor: radio.id }, radio, " ", radio.value));
    const levels = this.spec.levels.map(({ percent, words }) => make("option", { value: percent }, `${words} (${percent} %)`));
    const sure = make("select", { id: `${name}-sure`, ...KEYS }, make("option", { value: "" }, "choose"), ...levels);
    const button = make("button", { type: "button", className: "fd-button fd-commit", disabled: true, ...KEYS }, "That is my verdict");
    const hint = make("p", { className: "fd-note fd-first" }, "Choose a verdict, and how sure you are.");
    const verdict = make("p", { className: "fd-verdict", role: "status", tabIndex: -1 });
    const rest = make("div", {});
    const set = make(
      "fieldset", {}, make("legend", {}, `${i + 1}. ${item.statement}`), make("div", { className: "fd-row" }, ...labels),
      make("div", { className: "fd-row" }, make("label", { htmlFor: sure.id }, "How sure are you?"), sure), button, hint, verdict, rest,
    );
    for (const input of [...radios, sure]) {
      input.addEventListener("change", () => {
        button.disabled = !(radios.some(({ checked }) => checked) && sure.value);
        hint.hidden = !button.disabled;
      });
    }
    const show = (said) => {
      for (const input of radios) Object.assign(input, { checked: input.value === said.verdict, disabled: true });
      Object.assign(sure, { value: said.sure, disabled: true });
      button.hidden = button.disabled = hint.hidden = true;
      verdict.textContent = `${said.right ? "Yes:" : "Not quite. Our verdict:"} ${item.verdict}. ${item.why}`;
      verdict.dataset.right = said.right;
      set.classList.toggle("fd-right", said.right);
      rest.replaceChildren(...shownIn(item), evidence(item));
    };
    button.addEventListener("click", () => {
      const chosen = radios.find(({ checked }) => checked).value;
      this.said.set(item.id, { verdict: chosen, sure: Number(sure.value), right: chosen === item.verdict });
      show(this.said.get(item.id));
      verdict.focus({ preventScroll: true }); // the button is gone
      set.scrollIntoView({ block: "nearest" });
      this.told();
    });
    if (this.said.has(item.id)) show(this.said.get(item.id));
    return set;
  }

  told() {
    const [said, all] = [[...this.said.values()], this.spec.items.length];
    const right = said.filter((each) => each.right).length;
    this.count.textContent = said.length ? `Judged: ${said.length} of ${all}; right: ${right}.` : `Still to judge: ${all}.`;
    if (said.length < all) return;
    const { nodes, sentence, lines } = calibration(said, this.spec.levels);
    this.picture.replaceChildren(...nodes);
    this.speech.hear(sentence, lines);
  }

  remove() {
    this.speech.stop();
    this.unwatchTheme();
    this.box.remove();
  }
}

function evidence({ evidence: rows, note }) {
  const items = rows.map(({ words, place, url }) => make("li", {}, `${words} `, make("small", {}, url ? make("a", { href: url, ...KEYS }, place) : place)));
  return make("details", { className: "fd-from" }, make("summary", KEYS, `The rows it follows from (${rows.length})`), make("ul", {}, ...items), make("p", { hidden: !note }, note));
}

// The lesson that shows it; a link where lessons lie beside each other in the address, as pages or as notebooks.
function shownIn({ lesson, question, panel, state, setting }) {
  if (!lesson) return [];
  const words = `See it in “${question}”`;
  const ending = document.body.classList.contains("fd-page") ? `.html${panel ? address({ [panel]: state }) || `#fd1~${panel}:` : ""}` : /\.ipynb$/.test(location.pathname) ? ".ipynb" : "";
  const place = ending ? make("a", { href: `${lesson}${ending}`, target: "_blank", ...KEYS }, words) : `${words}, lesson ${lesson}`;
  return [make("p", { className: "fd-shown-in" }, place, setting ? `. Set: ${setting}.` : ".")];
}

export function renderJudge({ model, el }) {
  const made = new Judge(model, el);
  return () => made.remove();
}
