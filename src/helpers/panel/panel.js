// The panel's front end. No build step, no network, no library.
//
// A Store belongs to a model: its state and the finished frames, shared by every view of it.
// A View belongs to a place on the page: native controls, the picture, the live sentence, the folded table.
// What is to be seen is asked for at once. While nobody waits, the neighbours of the present state are asked for, one
// at a time and only by a panel in sight, loaded and decoded, so that the next move is in the browser before the hand moves.

const CACHE_BYTES = 16 * 2 ** 20;
const QUIET_MS = 150; // after this long without a move, the state is told to Python
const PATIENCE_MS = 8000; // after this long without an answer, the panel says so
const NEAR = 2; // steps that are drawn ahead along each control,
const FAR = 9; // and along the one that moved last
const AT_REST = { name: null, direction: 1 }; // no control moved yet
const stores = new Map();

class Store {
  constructor(spec, state) {
    this.spec = spec;
    this.state = state;
    this.frames = new Map(); // key -> frame, oldest first
    this.bytes = 0;
    this.views = new Set();
    this.asked = { seen: null, ahead: null }; // keys asked for and not answered: to be seen, and ahead of the hand
    this.absent = new Set(); // keys that a page without a kernel does not hold
    this.failed = new Set(); // keys that went wrong: not asked for again before somebody goes there
  }

  keep(key, frame) {
    if (this.frames.has(key)) return;
    this.frames.set(key, frame);
    this.bytes += frame.bytes;
    for (const [old, { bytes, url }] of this.frames) {
      if (this.bytes <= CACHE_BYTES) break;
      if ([...this.views].some((view) => view.shown === old)) continue;
      this.frames.delete(old);
      this.bytes -= bytes;
      URL.revokeObjectURL(url);
    }
  }

  find(key) {
    const frame = this.frames.get(key);
    if (frame) {
      this.frames.delete(key); // now the youngest
      this.frames.set(key, frame);
    }
    return frame;
  }

  lacks(key) {
    return !this.frames.has(key) && !this.absent.has(key) && !this.failed.has(key);
  }

  answered(key) {
    for (const why of ["seen", "ahead"]) if (this.asked[why] === key) this.asked[why] = null;
    if (!this.asked.seen && !this.asked.ahead) clearTimeout(this.patience);
  }

  clear() {
    clearTimeout(this.patience);
    for (const { url } of this.frames.values()) URL.revokeObjectURL(url);
    this.frames.clear();
  }
}

// The states one move away, the most likely first: on in the direction of the last move, then one step of each other control.
function neighbours(controls, state, last) {
  const found = [];
  for (const control of controls) {
    if (!isUsed(control, state)) continue;
    const first = control.name === last.name;
    const add = (value, rank) => found.push([rank, { ...state, [control.name]: value }]);
    if (control.kind === "choices") {
      for (const { value } of control.options) add(toggled(control, state[control.name], value), first ? 2 : 3);
      continue;
    }
    const at = indexOf(control, state[control.name]);
    for (let step = first ? FAR : NEAR; step > 0; step--) {
      for (const way of [1, -1]) {
        const option = control.options[at + way * step];
        if (option) add(option.value, step + (first ? (way === last.direction ? -1 : 0) : 0.5));
      }
    }
  }
  return found.sort((a, b) => a[0] - b[0]).map(([, next]) => next);
}

const isUsed = ({ usedWhen }, state) => !usedWhen || usedWhen[1].includes(state[usedWhen[0]]);

const indexOf = (control, value) => control.options.findIndex((option) => option.value === value);

const toggled = (control, chosen, value) =>
  control.options.map((o) => o.value).filter((v) => (v === value ? !chosen.includes(v) : chosen.includes(v)));

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// JupyterLab keeps the arrow keys to itself unless the focused element carries this.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

class View {
  constructor(model, el, store) {
    Object.assign(this, { model, el, store, shown: null, wanted: null, last: AT_REST, asking: null, numbers: "" });
    this.id = `fd-${Math.random().toString(36).slice(2)}`;
    this.build();
    this.onMessage = (content, buffers) => this.receive(content, buffers);
    this.onState = () => this.adopt(this.model.get("state"));
    model.on("msg:custom", this.onMessage);
    model.on("change:state", this.onState);
    this.watchSize = new ResizeObserver(() => this.refresh());
    this.watchSize.observe(el);
    this.inSight = false;
    this.watchSight = new IntersectionObserver(([entry]) => {
      this.inSight = entry.isIntersecting;
      this.refresh();
    });
    this.watchSight.observe(el);
    this.watchTheme = new MutationObserver(() => this.refresh());
    this.watchTheme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class", "style"] });
    this.follow();
    requestAnimationFrame(() => this.refresh()); // by then it is on the page, also where nobody has scrolled to
  }

  // ---------------------------------------------------------------- building

  build() {
    const { spec } = this.store;
    this.inputs = {}; // by control: shows a value
    this.built = {}; // by control: its place on the page
    this.folds = {}; // by control: what it is folded away in; nobody moves what is folded
    const inSight = make("div", { className: "fd-controls" });
    const folds = new Map();
    for (const control of spec.controls) {
      const place = control.group ? this.fold(folds, control.group) : inSight;
      const built = this[control.kind](control);
      built.append(make("span", { className: "fd-why", hidden: true }, "not used in this view"));
      place.append(built);
      this.built[control.name] = built;
      this.folds[control.name] = control.group ? folds.get(control.group).box : built.closest("details");
    }
    this.picture = make("img", { className: "fd-picture", alt: "", decoding: "sync" });
    this.sentence = make("p", { className: "fd-sentence", role: "status", "aria-live": "polite" });
    this.trouble = make("p", { className: "fd-trouble", role: "alert", hidden: true });
    this.table = make("div", { className: "fd-table", tabIndex: 0, role: "group", "aria-label": "The numbers, sideways scrolling" });
    this.folded = make("details", {}, make("summary", KEYS, "The numbers as a table"), this.table);
    this.folded.addEventListener("toggle", () => this.tell());
    const reset = make("button", { type: "button", className: "fd-reset", ...KEYS }, "Reset");
    reset.addEventListener("click", () => this.reset());
    this.box = make(
      "div", { className: "fd-panel", role: "group", "aria-label": spec.title },
      make("p", { className: "fd-title" }, spec.title), inSight, ...[...folds.values()].map((fold) => fold.box),
      make("div", { className: "fd-end", hidden: !spec.controls.length }, reset), this.trouble, this.picture, this.sentence,
      make("p", { className: "fd-note", hidden: !spec.note }, spec.note), this.folded,
    );
    this.el.append(this.box);
    this.box.addEventListener("toggle", () => this.ask(), true); // unfolded controls have neighbours to fetch
  }

  fold(folds, name) {
    if (!folds.has(name)) {
      const inside = make("div", { className: "fd-controls" });
      folds.set(name, { inside, box: make("details", { className: "fd-fold" }, make("summary", KEYS, name), inside) });
    }
    return folds.get(name).inside;
  }

  slider(control) {
    const id = `${this.id}-${control.name}`;
    const words = make("output", { className: "fd-words", htmlFor: id });
    const input = make("input", { type: "range", id, min: 0, max: control.options.length - 1, step: 1, ...KEYS });
    input.addEventListener("input", () => this.move(control, control.options[input.valueAsNumber].value));
    this.inputs[control.name] = (value) => {
      const at = indexOf(control, value);
      if (input.valueAsNumber !== at) input.value = at;
      input.setAttribute("aria-valuetext", control.options[at].words);
      words.textContent = control.options[at].words;
    };
    return make("div", { className: "fd-control" }, make("label", { htmlFor: id }, control.label), input, words);
  }

  options(control) {
    const id = `${this.id}-${control.name}`;
    const choices = control.options.map(({ words }, i) => make("option", { value: i }, words));
    const select = make("select", { id, ...KEYS }, ...choices);
    select.addEventListener("change", () => this.move(control, control.options[select.selectedIndex].value));
    this.inputs[control.name] = (value) => { select.selectedIndex = indexOf(control, value); };
    return make("div", { className: "fd-control" }, make("label", { htmlFor: id }, control.label), select);
  }

  choices(control) {
    const boxes = new Map();
    const groups = new Map();
    for (const { value, words, heading = "" } of control.options) {
      const box = make("input", { type: "checkbox", ...KEYS });
      box.addEventListener("change", () => this.move(control, toggled(control, this.store.state[control.name], value)));
      boxes.set(value, box);
      if (!groups.has(heading)) groups.set(heading, make("fieldset", {}, make("legend", {}, heading || control.label)));
      groups.get(heading).append(make("label", {}, box, " ", words));
    }
    const summary = make("summary", KEYS);
    this.inputs[control.name] = (chosen) => {
      for (const [value, box] of boxes) box.checked = chosen.includes(value);
      summary.textContent = `${control.label}: ${chosen.length} of ${boxes.size} chosen`;
    };
    return make("details", { className: "fd-choices" }, summary, make("div", { className: "fd-groups" }, ...groups.values()));
  }

  // ---------------------------------------------------------------- moving

  move(control, value) {
    const { state } = this.store;
    const before = indexOf(control, state[control.name]);
    const direction = Math.sign(indexOf(control, value) - before) || 1;
    this.set({ ...state, [control.name]: value }, { name: control.name, direction });
  }

  reset() {
    this.set(Object.fromEntries(this.store.spec.controls.map((c) => [c.name, c.default])), AT_REST);
  }

  set(state, last) {
    this.store.state = state;
    this.last = last;
    for (const view of this.store.views) view.follow();
    this.refresh();
    for (const view of this.store.views) if (view !== this) view.refresh();
    clearTimeout(this.store.telling);
    this.store.telling = setTimeout(() => {
      this.model.set("state", this.store.state);
      this.model.save_changes();
    }, QUIET_MS);
  }

  adopt(state) {
    if (JSON.stringify(state) === JSON.stringify(this.store.state)) return;
    this.store.state = state;
    for (const view of this.store.views) view.follow();
    for (const view of this.store.views) view.refresh();
  }

  follow() {
    const { spec, state } = this.store;
    for (const control of spec.controls) {
      const unused = !isUsed(control, state);
      const built = this.built[control.name];
      this.inputs[control.name](state[control.name]);
      for (const input of built.querySelectorAll("input, select")) input.disabled = unused;
      built.lastElementChild.hidden = !unused;
    }
  }

  // ---------------------------------------------------------------- frames

  // The widest class that fits (else the narrowest), as fine as the screen where there is a choice.
  size() {
    const { paddingLeft, paddingRight } = getComputedStyle(this.box);
    const room = this.box.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    const scale = window.devicePixelRatio > 1.2 ? 2 : 1;
    const classes = Object.entries(this.store.spec.sizes);
    const widths = classes.map(([, [width]]) => width);
    const width = Math.max(...widths.filter((w) => w <= room), Math.min(...widths));
    const alike = classes.filter(([, [w]]) => w === width);
    return (alike.find(([, [, s]]) => s === scale) || alike[0])[0];
  }

  theme() {
    if (this.store.spec.theme) return this.store.spec.theme;
    const lab = document.body.dataset.jpThemeLight;
    const dark = lab ? lab === "false" : window.matchMedia("(prefers-color-scheme: dark)").matches && isDark(this.el);
    return dark ? "dark" : "light";
  }

  key(state) {
    return JSON.stringify([this.place.size, this.place.theme, ...this.store.spec.controls.map((c) => state[c.name])]);
  }

  refresh() {
    if (!this.box.isConnected || !this.box.clientWidth) return;
    this.place = { size: this.size(), theme: this.theme() };
    this.box.dataset.theme = this.place.theme;
    this.wanted = this.key(this.store.state);
    this.store.failed.delete(this.wanted);
    const frame = this.store.find(this.wanted);
    if (frame) this.paint(this.wanted, frame);
    else if (this.store.absent.has(this.wanted)) this.missing();
    else this.box.setAttribute("aria-busy", "true");
    this.ask();
  }

  paint(key, frame) {
    this.trouble.hidden = true;
    this.box.setAttribute("aria-busy", String(key !== this.wanted));
    if (this.shown === key) return;
    this.shown = key;
    this.picture.src = frame.url;
    this.picture.alt = frame.alt;
    this.picture.style.width = `${frame.width}px`;
    if (this.sentence.textContent !== frame.sentence) this.sentence.textContent = frame.sentence;
    this.numbers = frame.table;
    if (this.folded.open) this.tell();
  }

  // The table is written when it is unfolded: nobody reads it before.
  tell() {
    this.table.innerHTML = this.numbers;
  }

  // What is to be seen is asked for at once; one such request is out at a time, and only the newest comes next.
  ask() {
    const { store } = this;
    const wanting = [...store.views].find((view) => view.wanted && store.lacks(view.wanted));
    if (wanting && !store.asked.seen && wanting.wanted !== store.asked.ahead) wanting.request("seen", store.state, wanting.wanted);
    if (!wanting) this.askAhead();
  }

  // When the picture is painted and nobody waits: the nearest neighbour that is not here yet.
  askAhead() {
    cancelAnimationFrame(this.soon);
    this.soon = requestAnimationFrame(() => setTimeout(() => {
      const { store } = this;
      if (store.asked.seen || store.asked.ahead || !this.inSight || document.visibilityState !== "visible") return;
      const within = store.spec.controls.filter((control) => this.folds[control.name]?.open ?? true);
      const next = neighbours(within, store.state, this.last).find((state) => store.lacks(this.key(state)));
      if (next) this.request("ahead", next, this.key(next));
    }));
  }

  request(why, state, key) {
    this.store.asked[why] = key;
    if (why === "seen") this.asking = key;
    this.model.send({ state, key, ...this.place });
    clearTimeout(this.store.patience);
    this.store.patience = setTimeout(() => this.lost(), PATIENCE_MS);
  }

  receive(content, buffers) {
    const { store } = this;
    if (content.kind === "frame") {
      if (!store.frames.has(content.key)) {
        const blob = new Blob([buffers[0]], { type: "image/png" });
        const { sentence, alt, table, width } = content;
        const url = URL.createObjectURL(blob);
        const ready = new Image(); // loaded and decoded before it is wanted: showing it then takes no time
        ready.src = url;
        ready.decode().catch(() => {});
        const bytes = blob.size + sentence.length + alt.length + table.length;
        store.keep(content.key, { url, ready, bytes, sentence, alt, table, width });
      }
      // While the hand moves on faster than pictures come, one on the way is better than none.
      const onTheWay = content.key === this.asking && this.shown !== this.wanted;
      if (content.key === this.wanted || onTheWay) this.paint(content.key, store.find(content.key));
    } else if (content.kind === "absent") {
      store.absent.add(content.key);
      if (content.key === this.wanted) this.missing();
    } else {
      store.failed.add(content.key);
      if (content.key === this.wanted) this.blank("This picture could not be made. Press Reset to go back to the start.", content.message);
    }
    store.answered(content.key);
    this.ask();
  }

  missing() {
    this.blank("This page holds no picture for this choice. Press Reset, or run the lesson in Jupyter for all of them.", "");
  }

  // No picture, no sentence, no table: nothing of another choice stands beside the words.
  blank(words, details) {
    this.picture.alt = "";
    this.picture.removeAttribute("src");
    this.sentence.textContent = "";
    this.table.textContent = this.numbers = "";
    this.shown = null;
    this.fail(words, details);
  }

  lost() {
    this.store.asked = { seen: null, ahead: null };
    if (this.store.frames.has(this.wanted)) return;
    this.fail("Python has not answered yet. It may be busy with another cell; if it was restarted, run this cell again.", "");
  }

  fail(words, details) {
    this.trouble.textContent = details ? `${words} (${details})` : words;
    this.trouble.hidden = false;
    this.box.setAttribute("aria-busy", "false");
  }

  remove() {
    cancelAnimationFrame(this.soon);
    this.model.off("msg:custom", this.onMessage);
    this.model.off("change:state", this.onState);
    this.watchSize.disconnect();
    this.watchSight.disconnect();
    this.watchTheme.disconnect();
    this.store.views.delete(this);
  }
}

function isDark(el) {
  const [r, g, b] = (getComputedStyle(el.closest("body")).backgroundColor.match(/\d+/g) || [255, 255, 255]).map(Number);
  return r + g + b < 384;
}

function render({ model, el }) {
  const uid = model.get("_uid");
  if (!stores.has(uid)) stores.set(uid, new Store(model.get("_spec"), model.get("state")));
  const store = stores.get(uid);
  const view = new View(model, el, store);
  store.views.add(view);
  return () => {
    view.remove();
    if (store.views.size) return;
    store.clear();
    stores.delete(uid);
    try {
      model.send({ kind: "unseen" }); // so that Python lets go of its pictures too
    } catch { /* Python is gone already */ }
  };
}

export default { render };
