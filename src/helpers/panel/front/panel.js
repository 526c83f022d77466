// The panel's front end, without build step, network or library; Python joins these files into one module. A View belongs to a place on the page. What is to be seen is asked for at once. While nobody waits, the neighbours of the
// present state are asked for, one at a time and only by a panel in sight, so that the next move is here before the hand is.

import { KEYS, make } from "./controls.js";
import { renderBlank } from "./blank.js";
import { renderCard } from "./card.js";
import { renderExercise } from "./exercise.js";
import { renderGrid } from "./grid.js";
import { followed, guessedIn, isCommitted, saidBy, toldBy } from "./guess.js";
import { renderJudge } from "./judge.js";
import { watchKernel } from "./kernel.js";
import { Links } from "./links.js";
import { Picture } from "./picture.js";
import { Speech } from "./speech.js";
import { Present, Stage, themed } from "./stage.js";
import { AT_REST, Store, indexOf, neighbours, toggled } from "./store.js";
import { Tools } from "./tools.js";

const QUIET_MS = 150; // after this long without a move, the state is told to Python
const PATIENCE_MS = 8000; // after this long without an answer, the panel says so
const stores = new Map();

class View {
  constructor(model, el, store) {
    Object.assign(this, { model, el, store, shown: null, wanted: null, last: AT_REST, asking: null, inSight: false });
    this.id = `fd-${Math.random().toString(36).slice(2)}`;
    this.build();
    this.onMessage = (content) => this.receive(content);
    this.onState = () => this.adopt(this.model.get("state"));
    model.on("msg:custom", this.onMessage);
    model.on("change:state", this.onState);
    this.watchSize = new ResizeObserver(() => this.refresh());
    this.watchSize.observe(el);
    this.watchSight = new IntersectionObserver(([entry]) => {
      this.inSight = entry.isIntersecting;
      this.refresh();
    });
    this.watchSight.observe(el);
    this.unwatchTheme = themed(this.box, el);
    this.onScreen = () => this.refresh();
    window.addEventListener("resize", this.onScreen);
    this.unwatch = watchKernel(model, () => this.gone(true), () => this.gone(false));
    this.follow();
    requestAnimationFrame(() => this.refresh()); // by then it is on the page, also where nobody has scrolled to
  }

  build() {
    const { spec } = this.store;
    const host = {
      move: (name, value) => this.move(this.store.control(name), value),
      control: (name) => this.store.control(name),
      value: (name) => this.store.state[name],
    };
    this.picture = new Picture(host, this.id);
    this.drawing = make("img", { className: "fd-drawing", hidden: true, alt: "" });
    this.table = make("div", { className: "fd-table", tabIndex: 0, role: "group", "aria-label": "The numbers as a table; it may scroll sideways" });
    this.folded = make("details", { className: "fd-numbers" }, make("summary", KEYS, "The numbers as a table"), this.table);
    this.folded.addEventListener("toggle", () => this.tell());
    this.tools = new Tools(spec, this, this.store);
    const parts = { picture: this.picture.box, drawing: this.drawing, tools: this.tools, folded: this.folded };
    this.stage = new Stage(spec, this.id, parts, (control, value) => this.touched(control, value));
    ({ box: this.box, sentence: this.sentence, trouble: this.trouble } = this.stage);
    this.speech = new Speech(this.stage.spoken);
    this.present = new Present(this.box, this.tools.present, () => this.refresh());
    this.el.append(this.box);
    this.box.addEventListener("toggle", () => this.ask(), true); // unfolded controls have neighbours to fetch
  }

  // ---------------------------------------------------------------- moving

  touched(control, value) {
    this.move(control, control.kind === "choices" ? toggled(control, this.store.state[control.name], value) : value);
  }

  move(control, value) {
    const { spec, state } = this.store;
    if (control.tells.length && isCommitted(spec, state)) return; // a guess stands
    const way = Math.sign(indexOf(control, value) - indexOf(control, state[control.name]));
    this.set({ ...state, [control.name]: value }, { name: control.name, direction: way || 1 });
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
      this.store.links?.write(this.store.state);
    }, QUIET_MS);
  }

  // An address names a state: it is shown, and what of it was not understood is said.
  linked(state, words) {
    this.set(state, AT_REST);
    this.tools.say(words);
  }

  adopt(state) {
    if (JSON.stringify(state) === JSON.stringify(this.store.state)) return;
    this.store.state = state;
    for (const view of this.store.views) view.follow();
    for (const view of this.store.views) view.refresh();
  }

  follow() {
    this.stage.follow(this.store.state);
    this.tools.follow(this.store.state);
  }

  // ---------------------------------------------------------------- frames

  refresh() {
    if (!this.box.clientWidth) return; // not on the page
    this.wanted = this.store.key(this.store.state);
    this.store.failed.delete(this.wanted);
    const frame = this.store.find(this.wanted);
    if (frame) this.paint(this.wanted, frame);
    else if (this.store.absent.has(this.wanted)) this.missing();
    else this.box.setAttribute("aria-busy", "true");
    this.ask();
  }

  paint(key, frame) {
    if (this.away) return;
    this.trouble.hidden = true;
    delete this.box.dataset.stale;
    this.box.setAttribute("aria-busy", String(key !== this.wanted));
    const { state, spec } = this.store;
    const again = this.shown === key;
    const sentence = toldBy(frame.sentence, spec.controls, state);
    if (this.sentence.textContent !== sentence) this.sentence.textContent = sentence;
    this.stage.fit();
    const room = this.stage.room();
    if (!(room > 0)) return; // not on the page: painted when it is
    const guessed = guessedIn(spec, state);
    const look = `${room} ${guessed}`;
    if (again && this.painted === look) return;
    [this.shown, this.painted] = [key, look];
    this.drawing.hidden = !frame.drawing;
    this.picture.box.hidden = Boolean(frame.drawing);
    if (frame.drawing) Object.assign(this.drawing, { src: `data:image/svg+xml,${encodeURIComponent(frame.drawing)}`, alt: frame.alt });
    else this.picture.paint(guessed ? { ...frame, scene: followed(frame.scene, spec.controls, state) } : frame, room);
    this.stage.more();
    if (key === this.wanted) this.speech.hear(sentence, frame.alt);
    if (!again) this.tell();
  }

  // The table is asked for when it is unfolded: nobody reads it before.
  tell() {
    const frame = this.folded.open && this.shown && this.store.frames.get(this.shown);
    this.table.innerHTML = saidBy((frame && frame.table) || "", this.store.spec.controls, this.store.state);
    if (frame && frame.table === undefined) this.model.send({ kind: "table", state: this.store.stateOf(this.shown), key: this.shown });
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
      const within = store.spec.controls.filter(({ name, hidden, fixed, tells }) => !hidden && !fixed && !tells.length && (this.stage.folds[name]?.open ?? true));
      const next = neighbours(within, store.state, this.last).find((state) => store.lacks(store.key(state)));
      if (next) this.request("ahead", next, store.key(next));
    }));
  }

  request(why, state, key) {
    this.store.asked[why] = key;
    if (why === "seen") this.asking = key;
    clearTimeout(this.store.patience);
    this.store.patience = setTimeout(() => this.lost(), PATIENCE_MS);
    try { this.model.send({ kind: "frame", state, key }); } catch { this.lost(); } // Python is gone
  }

  receive({ kind, key, ...content }) {
    const { store } = this;
    if (kind === "table") {
      const frame = store.frames.get(key);
      if (frame) frame.table = content.table;
      if (key === this.shown) this.tell();
      return;
    }
    if (kind === "frame") {
      if (!store.frames.has(key)) {
        const { scene, sentence, alt, drawing } = content;
        const bytes = scene.length + sentence.length + alt.length + (drawing?.length ?? 0);
        store.keep(key, { scene: scene && JSON.parse(scene), sentence, alt, drawing, bytes: 2 * bytes });
      }
      // While the hand moves on faster than frames come, one on the way is better than none.
      const onTheWay = key === this.asking && this.shown !== this.wanted;
      if (key === this.wanted || onTheWay) this.paint(key, store.find(key));
    } else if (kind === "absent") {
      store.absent.add(key);
      if (key === this.wanted) this.missing();
    } else if (kind === "failure") {
      store.failed.add(key);
      if (key === this.wanted) this.blank("This picture could not be made. Press Reset to go back to the start.", content.message);
    } else return;
    store.answered(key);
    this.ask();
  }

  missing() {
    const back = (this.store.control(this.last.name) ?? this.store.spec.controls[0]).label;
    this.fail(`This page has no picture for this choice: the one you see is of the choice before. Put “${back}” back, or press Reset.`, "");
    this.box.dataset.stale = "";
  }

  // No picture, no sentence, no table: nothing of another choice stands beside the words.
  blank(words, details) {
    if (this.away) return;
    this.picture.clear();
    this.drawing.hidden = true;
    this.sentence.textContent = this.table.textContent = "";
    this.shown = null;
    this.fail(words, details);
  }

  lost() {
    if (this.away) return;
    this.store.asked = { seen: null, ahead: null };
    if (this.store.frames.has(this.wanted)) return;
    this.box.dataset.stale = "";
    this.fail("Python has not answered yet: it may be busy with another cell. If it was stopped, choose Run, then Run All Cells.", "");
  }

  // Python went: what is moved now changes nothing, so nothing can be moved, and the picture is dimmed.
  gone(away) {
    this.away = away;
    for (const input of this.stage.side.querySelectorAll("input, select")) input.disabled = away;
    if (!away) return this.refresh();
    this.box.dataset.stale = "";
    this.fail("Python was restarted or has stopped. Choose Run, then Run All Cells.", "");
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
    window.removeEventListener("resize", this.onScreen);
    this.unwatch();
    this.speech.stop();
    this.present.remove();
    this.watchSize.disconnect();
    this.watchSight.disconnect();
    this.unwatchTheme();
    this.store.views.delete(this);
    this.picture.remove();
    this.stage.remove();
  }
}

function render({ model, el }) {
  const alone = { exercise: renderExercise, card: renderCard, grid: renderGrid, judge: renderJudge, blank: renderBlank }[model.get("_spec").kind];
  if (alone) return alone({ model, el });
  const uid = model.get("_uid");
  if (!stores.has(uid)) stores.set(uid, new Store(model.get("_spec"), model.get("state")));
  const store = stores.get(uid);
  const view = new View(model, el, store);
  store.views.add(view);
  if (!store.links && model.get("_name")) store.links = new Links(model.get("_name"), store.spec, (state, words) => view.linked(state, words));
  return () => {
    view.remove();
    if (store.views.size) return;
    store.links?.remove();
    store.clear();
    stores.delete(uid);
  };
}

export default { render };
