// What one can do with a panel besides moving it: reset, present, save the picture, copy the state.

import { KEYS, make } from "./controls.js";
import { isGuess } from "./guess.js";
import { Links } from "./links.js";
import { cell, told } from "./link.js";
import { isUsed } from "./store.js";
import { asFile, copy, pngBlob, save, svgBlob } from "./take.js";

export class Tools {
  // `view`: reset(), picture, sentence, model; `store`: the present state.
  constructor(spec, view, store) {
    Object.assign(this, { spec, view, store });
    const button = (words, done, hidden = false) => {
      const made = make("button", { type: "button", className: "fd-button", hidden, ...KEYS }, words);
      if (done) made.addEventListener("click", done);
      return made;
    };
    const drawn = () => { // on white, whatever the reader's colours
      const { theme } = view.box.dataset;
      view.box.dataset.theme = "light";
      const made = asFile(view.picture.svg, this.told());
      view.box.dataset.theme = theme;
      return made;
    };
    const saved = (blob, ending) => {
      save(blob, `${file}.${ending}`);
      this.say(`Saved as ${file}.${ending}.`);
    };
    const file = spec.title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    const name = view.model.get("_name");
    this.field = make("input", { type: "text", className: "fd-words-to-copy", readOnly: true, hidden: true, "aria-label": "Words to copy", ...KEYS });
    this.done = make("p", { className: "fd-done", role: "status" });
    const copied = (text) => copy(text, this.field).then((said) => this.say(said));
    const reset = button("Reset", () => view.reset(), isGuess(spec) || !spec.controls.some((control) => !control.hidden && !control.fixed));
    this.present = button("Present");
    this.menu = make(
      "details", { className: "fd-menu" }, make("summary", KEYS, "Take along"),
      make(
        "div", { className: "fd-choice" },
        button("Save picture (SVG)", () => saved(svgBlob(drawn()), "svg")),
        button("Save picture (PNG)", () => pngBlob(drawn()).then((blob) => saved(blob, "png"))),
        button("Copy picture", () => this.copyPicture(drawn)),
        button("Copy as a cell", () => copied(cell(spec, store.state)), !spec.call.name),
        button("Copy link", () => copied(Links.of(name, spec, store.state)), !name),
        this.field,
      ),
    );
    this.menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.menu.open) return;
      this.menu.open = false;
      this.menu.firstElementChild.focus();
      event.stopPropagation();
      event.preventDefault();
    });
    const left = (place) => { if (place && !this.menu.contains(place)) this.menu.open = false; };
    const pressed = ({ target }) => left(target);
    this.menu.addEventListener("focusout", ({ relatedTarget }) => left(relatedTarget));
    this.menu.addEventListener("toggle", () => document[this.menu.open ? "addEventListener" : "removeEventListener"]("pointerdown", pressed));
    this.box = make("div", { className: "fd-tools" }, reset, this.present, this.menu);
  }

  told() {
    const words = told(this.spec, this.store.state, isUsed);
    const lines = [this.view.sentence.textContent, ...(words.length ? [`Set to: ${words.join(" · ")}`] : [])];
    return { title: this.spec.title, lines, credit: this.spec.credit };
  }

  async copyPicture(drawn) {
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": pngBlob(drawn()) })]);
      this.say("The picture is on the clipboard.");
    } catch {
      this.say("This browser keeps pictures from the clipboard. Save the picture instead.");
    }
  }

  say(words) {
    this.done.textContent = words;
  }

  // The state in words, for print.
  follow(state) {
    const words = told(this.spec, state, isUsed);
    if (this.view.stage) this.view.stage.told.textContent = words.length ? `Set to: ${words.join("; ")}.` : "";
    this.field.hidden = true;
    this.done.textContent = "";
  }
}
