// Native controls, so that keyboards and screen readers work. Each returns its place on the page and shows a value.

import { indexOf } from "./store.js";

export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// JupyterLab keeps the arrow keys to itself, and puts its own menu over a field that a finger holds, unless told not to.
export const KEYS = { "data-lm-suppress-shortcuts": "true", "data-jp-suppress-context-menu": "true" };

export const builders = {
  slider(control, id, moved) {
    const words = make("output", { className: "fd-words", htmlFor: id, "aria-live": "off" }); // the slider says it itself
    const input = make("input", { type: "range", id, min: 0, max: control.options.length - 1, step: 1, ...KEYS });
    input.addEventListener("input", () => moved(control.options[input.valueAsNumber].value));
    const show = (value) => {
      const position = indexOf(control, value);
      if (input.valueAsNumber !== position) input.value = position;
      input.setAttribute("aria-valuetext", control.options[position].words);
      words.textContent = control.options[position].words;
    };
    return { box: make("div", { className: "fd-control" }, make("label", { htmlFor: id }, control.label), words, input), show };
  },

  options(control, id, moved) {
    const select = make("select", { id, ...KEYS });
    const groups = new Map([["", select]]);
    control.options.forEach(({ words, heading = "" }, i) => {
      if (!groups.has(heading)) {
        groups.set(heading, make("optgroup", { label: heading }));
        select.append(groups.get(heading));
      }
      groups.get(heading).append(make("option", { value: i }, words));
    });
    select.addEventListener("change", () => moved(control.options[select.selectedIndex].value));
    const show = (value) => { select.selectedIndex = indexOf(control, value); };
    return { box: make("div", { className: "fd-control" }, make("label", { htmlFor: id }, control.label), select), show };
  },

  // Pressed once; afterwards it says that it was.
  commit(control, id, moved) {
    const [before, after] = control.options;
    const button = make("button", { type: "button", id, className: "fd-button fd-commit", ...KEYS }, before.words);
    const words = make("p", { className: "fd-stands", tabIndex: -1 }, after.words);
    button.addEventListener("click", () => {
      moved(after.value);
      words.focus();
    });
    const show = (value) => {
      button.hidden = value === after.value;
      words.hidden = !button.hidden;
    };
    const hint = make("p", { className: "fd-note fd-first" }, "Set your guess first."); // why the button does nothing yet
    return { box: make("div", { className: "fd-control" }, button, hint, words), show };
  },

  choices(control, id, moved) {
    const boxes = new Map();
    const groups = new Map();
    for (const { value, words, heading = "" } of control.options) {
      const box = make("input", { type: "checkbox", ...KEYS });
      box.addEventListener("change", () => moved(value));
      boxes.set(value, box);
      if (!groups.has(heading)) groups.set(heading, make("fieldset", {}, make("legend", {}, heading || control.label)));
      groups.get(heading).append(make("label", {}, box, " ", words));
    }
    const summary = make("summary", KEYS);
    const show = (chosen) => {
      for (const [value, box] of boxes) box.checked = chosen.includes(value);
      summary.textContent = `${control.label}: ${chosen.length} of ${boxes.size} chosen`;
    };
    return { box: make("details", { className: "fd-choices" }, summary, make("div", { className: "fd-groups" }, ...groups.values())), show };
  },
};
