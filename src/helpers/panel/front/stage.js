// The stage: title, sentence and picture beside the controls where there is room, above them where it is narrow, all on
// one screen. It builds and places; what moves is the panel's.

import { KEYS, builders, make } from "./controls.js";
import { isCommitted, isGuess, isUntouched } from "./guess.js";
import { isUsed } from "./store.js";

const IN_SIGHT = 4; // controls; the others stand under More
const BESIDE = 840; // CSS pixels from which controls stand beside the picture
const SHARE = 0.6; // of the height for sentence and picture where the controls stand below
const MORE = 24; // CSS pixels that are out of sight before it is said
const LEAST_PICTURE = 170; // CSS pixels of a picture

// How high the screen is in which a panel stands.
function screenOf(el) {
  const holder = el.closest("dialog, .jp-WindowedPanel-outer, .jp-NotebookPanel-notebook");
  return Math.min(holder?.clientHeight || Infinity, window.innerHeight);
}

export class Stage {
  // `parts`: picture, drawing, the table's fold, the tools; `touched(control, value)`: a control was moved; `tools`: buttons beside the title.
  constructor(spec, id, { picture, drawing, tools, folded }, touched) {
    this.spec = spec;
    this.folded = folded;
    this.built = {}; // by control: its place on the page, and how it shows a value
    this.folds = {}; // by control: what it is folded away in; nobody moves what is folded
    this.sentence = make("p", { className: "fd-sentence" });
    this.spoken = make("p", { className: "fd-unseen", role: "status" });
    this.trouble = make("p", { className: "fd-trouble", role: "alert", hidden: true });
    this.scene = make("div", { className: "fd-scene" }, picture, drawing);
    this.scene.addEventListener("scroll", () => this.more());
    this.show = make("div", { className: "fd-show" }, this.sentence, this.trouble, this.scene);
    this.side = make("div", { className: "fd-side" });
    this.side.addEventListener("focusin", ({ target }) => requestAnimationFrame(() => this.uncover(target)));
    new ResizeObserver(() => this.side.contains(document.activeElement) && this.uncover(document.activeElement)).observe(this.show);
    this.controls(id, touched);
    this.side.hidden = !this.side.childElementCount;
    this.told = make("p", { className: "fd-told" }); // the state in words, for print
    const title = make("h3", { className: "fd-title", id: `${id}-title` }, spec.title);
    this.box = make(
      "div", { className: `fd-panel ${isGuess(spec) ? "fd-guess" : "fd-explore"}`, role: "group", "aria-labelledby": title.id },
      make("div", { className: "fd-head" }, title, tools.box), tools.done, this.told,
      make("div", { className: "fd-stage" }, this.show, this.side),
      make("p", { className: "fd-note", hidden: !spec.note }, spec.note), folded, this.spoken,
    );
  }

  controls(id, touched) {
    const seen = this.spec.controls.filter((control) => !control.hidden);
    const first = seen.filter((control) => !control.group).slice(0, IN_SIGHT);
    const inSight = make("div", { className: "fd-controls" });
    if (first.length) this.side.append(inSight);
    const folds = new Map();
    for (const control of seen) {
      const group = first.includes(control) ? "" : control.group || "More";
      if (group && !folds.has(group)) {
        const inside = make("div", { className: "fd-controls" });
        folds.set(group, { inside, box: make("details", { className: "fd-fold" }, make("summary", KEYS, group), inside) });
      }
      const built = builders[control.kind](control, `${id}-${control.name}`, (value) => touched(control, value));
      if (control.fixed) for (const input of built.box.querySelectorAll("input, select")) input.disabled = true;
      (group ? folds.get(group).inside : inSight).append(built.box);
      this.built[control.name] = built;
      this.folds[control.name] = group ? folds.get(group).box : built.box.closest("details");
    }
    this.side.append(...[...folds.values()].map((fold) => fold.box));
  }

  // On a phone the picture stays in sight above the controls: what the keys come to must not lie behind it.
  uncover(target) {
    if (!target.matches(":focus-visible") || getComputedStyle(this.show).position !== "sticky") return;
    const { top, height } = this.show.getBoundingClientRect(); // at the end of its place it stands further up
    const hidden = Math.max(top, 0) + height + 8 - target.getBoundingClientRect().top;
    if (hidden > 0) window.scrollBy(0, -hidden);
  }

  // Controls show the state; those that it does not use are not there.
  follow(state) {
    for (const control of this.spec.controls) {
      const built = this.built[control.name];
      if (!built) continue;
      built.show(state[control.name]);
      built.box.hidden = !isUsed(control, state);
      if (control.tells.length) for (const input of built.box.querySelectorAll("input")) input.disabled = isCommitted(this.spec, state);
    }
    const commit = this.side.querySelector(".fd-commit");
    if (commit) {
      commit.disabled = isUntouched(this.spec, state);
      commit.nextElementSibling.hidden = !commit.disabled || isCommitted(this.spec, state);
    }
    if (isGuess(this.spec)) this.folded.hidden = !isCommitted(this.spec, state);
    for (const fold of this.side.querySelectorAll(".fd-fold")) fold.hidden = ![...fold.lastElementChild.children].some((box) => !box.hidden);
  }

  // Everything on one screen: what is higher than the room left for it scrolls in its own place.
  fit() {
    const beside = this.box.clientWidth >= BESIDE && !this.side.hidden;
    this.box.dataset.wide = beside;
    const screen = screenOf(this.box);
    const head = this.box.firstElementChild.offsetHeight;
    const above = this.sentence.offsetHeight + this.trouble.offsetHeight;
    const room = beside || this.side.hidden ? screen - head - above - 40 : SHARE * screen - above - 16;
    this.scene.style.maxHeight = `${Math.max(Math.floor(room), LEAST_PICTURE)}px`;
    this.more();
    this.side.style.maxHeight = beside ? `${Math.floor(screen - head - 32)}px` : "";
  }

  // Whether a picture goes on below what is seen of it.
  more() {
    more(this.scene);
  }

  // How wide a picture can be.
  room() {
    const style = getComputedStyle(this.scene);
    return Math.floor(this.scene.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight));
  }

  remove() {
    this.box.remove();
  }
}

// A box of two columns without a picture: beside each other where there is room, each scrolling in its own place.
export function fitColumns(box, side, show) {
  if (!box.clientWidth) return;
  const beside = box.clientWidth >= BESIDE;
  box.dataset.wide = beside;
  const room = beside ? `${Math.floor(screenOf(box) - box.firstElementChild.offsetHeight - 32)}px` : "";
  for (const column of [side, show]) {
    column.style.maxHeight = room;
    more(column);
    column.onscroll = () => more(column);
  }
}

// Whether a column goes on below what is seen of it.
function more(column) {
  column.dataset.more = column.scrollHeight - column.scrollTop - column.clientHeight > MORE;
}

// A box follows the theme of the page it stands on; returns how to end that.
export function themed(box, el) {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    const lab = document.body.dataset.jpThemeLight;
    box.dataset.theme = (lab ? lab === "false" : dark.matches && isDark(el)) ? "dark" : "light";
  };
  const watch = new MutationObserver(follow);
  watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class", "style"] });
  dark.addEventListener("change", follow);
  follow();
  return () => {
    watch.disconnect();
    dark.removeEventListener("change", follow);
  };
}

function isDark(el) {
  const [r, g, b] = (getComputedStyle(el.closest("body")).backgroundColor.match(/\d+/g) || [255, 255, 255]).map(Number);
  return r + g + b < 384;
}

// Full screen, large, nothing else; Escape and the same button lead back.
export class Present {
  constructor(box, button, changed) {
    Object.assign(this, { box, button, changed, dialog: null });
    button.addEventListener("click", () => (this.dialog ? this.dialog.close() : this.open()));
  }

  open() {
    const dialog = make("dialog", { className: "fd-present", "aria-label": "Panel in full screen", ...KEYS });
    const home = document.createComment("panel");
    this.box.replaceWith(home);
    dialog.append(this.box);
    document.body.append(dialog);
    dialog.showModal();
    dialog.requestFullscreen?.().catch(() => {}); // where it is not allowed it fills the window
    const left = () => { if (!document.fullscreenElement) dialog.close(); };
    document.addEventListener("fullscreenchange", left);
    dialog.addEventListener("close", () => {
      document.removeEventListener("fullscreenchange", left);
      if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
      if (home.isConnected) home.replaceWith(this.box);
      dialog.remove();
      this.dialog = null;
      this.named();
      this.button.focus();
    });
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    this.dialog = dialog;
    this.named();
    this.button.focus();
  }

  named() {
    this.button.textContent = this.dialog ? "Leave full screen" : "Present";
    this.changed();
  }

  remove() {
    this.dialog?.close();
  }
}
