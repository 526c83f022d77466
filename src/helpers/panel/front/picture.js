// The picture on the page: paints scenes, moves marks to their new place, lets them be read and grabbed.

import { KEYS, make } from "./controls.js";
import { paintScene } from "./parts.js";
import { node } from "./sheet.js";

const MOVE_MS = 200;
const REACH = 18; // pixels around a mark in which pointing reads it
const MOVING = ["point", "bar", "span", "guide"]; // a line or a band has another form, so it is there at once
const TARGET = 28; // pixels of a handle
const HOW = "Marks of the picture: arrow keys read them one by one";
const CHOOSE = "; Enter chooses what a mark stands for";
const LEAP = 10; // marks that Page Up and Page Down pass
const MOST_WIDTH = 1400; // at the usual size of text
const WIDE = 62; // heights of the text from which on a picture's words grow

// Height of the text of a picture: that of the page, a little smaller on a phone, larger where a hall looks on.
export function unitFor(width, base) {
  return width < 480 ? 0.85 * base : 0.9 * base * Math.min(Math.max(width / (WIDE * base), 1), 1.4);
}

export class Picture {
  // `host`: move(control, value), control(name), value(name): what marks are allowed to do.
  constructor(host, id) {
    Object.assign(this, { host, id, items: [], handles: new Map(), here: -1, grabbed: null });
    this.svg = node("svg", { class: "fd-svg", role: "img" });
    this.walk = make("div", { className: "fd-walk", tabIndex: 0, role: "listbox", "aria-label": HOW, ...KEYS });
    this.said = make("div", { className: "fd-reading", hidden: true, "aria-hidden": "true" });
    this.remarks = make("div", { className: "fd-unseen" }); // words in the picture: what an image has inside is not read
    this.box = make("div", { className: "fd-picture" }, this.svg, this.remarks, this.walk, this.said);
    this.svg.addEventListener("pointermove", (event) => this.point(event));
    this.svg.addEventListener("pointerdown", (event) => this.point(event));
    this.svg.addEventListener("click", (event) => {
      if (event.detail < 2) this.press(event); // a double click is one choice
    });
    this.box.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") this.quiet(); // what a finger read stays when it is lifted
    });
    this.walk.addEventListener("keydown", (event) => this.step(event));
    this.walk.addEventListener("focus", () => this.read(Math.max(this.here, 0)));
    this.walk.addEventListener("blur", () => this.quiet());
    this.gone = new AbortController();
    const { signal } = this.gone;
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.quiet(); }, { signal });
    document.addEventListener("scroll", () => { if (document.activeElement !== this.walk) this.quiet(); }, { signal, capture: true });
  }

  remove() {
    this.gone.abort();
  }

  paint(frame, room) {
    const style = getComputedStyle(this.box);
    const base = parseFloat(style.fontSize) || 16;
    const width = Math.max(Math.min(room, Math.max(MOST_WIDTH, 80 * base)), 200);
    const unit = unitFor(width, base);
    const before = new Map(this.items.filter(({ mark }) => mark.key).map((item) => [item.mark.key, item]));
    const { nodes, items, height } = paintScene(frame.scene, width, unit, style.fontFamily);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", height);
    this.svg.setAttribute("font-size", unit);
    this.svg.setAttribute("aria-label", frame.alt);
    const from = new Map([...before].map(([key, item]) => [key, placeNow(item)]));
    this.svg.replaceChildren(...nodes);
    [this.width, this.tall] = [width, height];
    this.items = items;
    this.readable = items.filter(({ mark }) => mark.says);
    this.remarks.textContent = wordsOf(frame.scene).join(" ");
    this.walk.hidden = !this.readable.length;
    this.walk.setAttribute("aria-label", HOW + (this.readable.some(({ mark }) => mark.choose) ? CHOOSE : ""));
    this.quiet();
    this.option(Math.min(Math.max(this.here, 0), this.readable.length - 1));
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.move(from);
    this.place();
    if (document.activeElement === this.walk) this.read(Math.min(Math.max(this.here, 0), this.readable.length - 1));
  }

  // Nothing to be seen: of a state without a frame.
  clear() {
    this.svg.replaceChildren();
    this.svg.removeAttribute("aria-label");
    this.items = this.readable = [];
    this.walk.hidden = true;
    this.quiet(); // handles stay: who holds one can go on, or back
  }

  move(from) {
    for (const item of this.items) {
      const old = MOVING.includes(item.mark.is) && item.mark.key && from.get(item.mark.key);
      if (!old) continue;
      const [dx, dy] = [old.x - item.x, old.y - item.y];
      const [sx, sy] = [item.width > 1 && old.width > 1 ? old.width / item.width : 1, 1];
      if (Math.abs(dx) < 0.5 && Math.abs(dy) < 0.5 && Math.abs(sx - 1) < 0.01) continue;
      item.node.style.transformOrigin = `${item.x}px ${item.y}px`;
      const start = `translate(${dx}px, ${dy}px) scale(${sx}, ${sy})`;
      item.from = { ...old };
      item.motion = item.node.animate([{ transform: start }, { transform: "none" }], { duration: MOVE_MS, easing: "ease-out" });
    }
  }

  // ---------------------------------------------------------------- reading

  // The item under the pointer, or nearest to it, of those that are wanted, and its place among them all.
  nearest(event, items, wanted) {
    const box = this.svg.getBoundingClientRect();
    const scale = this.width / box.width;
    const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    let [best, least] = [-1, REACH];
    items?.forEach((item, i) => {
      if (!wanted(item.mark)) return;
      const dx = Math.max(item.x - x, 0, x - item.x - item.width);
      const dy = Math.max(item.y - y, 0, y - item.y - item.height);
      const size = Math.hypot(item.width, item.height) / 1e4; // of two under the pointer the smaller
      const far = Math.hypot(dx, dy) + size;
      if (far < least) [best, least] = [i, far];
    });
    return [items?.[best], best];
  }

  point(event) {
    const [, found] = this.nearest(event, this.readable, () => true);
    if (found < 0) this.quiet();
    else this.show(found);
  }

  show(i) {
    if (!this.readable?.[i]) return;
    const { mark, x, y, width, height } = this.readable[i];
    this.said.textContent = mark.says;
    this.said.hidden = false;
    const scale = this.svg.getBoundingClientRect().width / this.width || 1;
    const left = Math.min(Math.max((x + width / 2) * scale - this.said.offsetWidth / 2, 0), this.box.clientWidth - this.said.offsetWidth);
    const above = y * scale - this.said.offsetHeight - 8;
    this.said.style.left = `${Math.max(left, 0)}px`;
    this.said.style.top = `${above >= 0 ? above : (y + height) * scale + 8}px`;
    this.ring?.remove();
    this.ring = node("rect", { class: "fd-here", x: x - 4, y: y - 4, width: width + 8, height: height + 8, rx: 4 });
    this.svg.append(this.ring);
  }

  read(i) {
    if (!this.readable?.[i]) return;
    this.here = i;
    this.show(i);
    this.option(i);
    this.ring.scrollIntoView({ block: "nearest" });
  }

  // What a screen reader hears of the walk: one option, the mark that was reached.
  option(i) {
    if (i < 0) return;
    const option = make("div", { role: "option", id: `${this.id}-mark`, "aria-selected": "true", className: "fd-unseen" }, this.readable[i].mark.says);
    option.setAttribute("aria-posinset", i + 1);
    option.setAttribute("aria-setsize", this.readable.length);
    this.walk.replaceChildren(option);
    this.walk.setAttribute("aria-activedescendant", option.id);
  }

  step(event) {
    const last = this.readable.length - 1;
    const to = {
      ArrowRight: this.here + 1, ArrowDown: this.here + 1, ArrowLeft: this.here - 1, ArrowUp: this.here - 1, Home: 0, End: last,
      PageDown: this.here + LEAP, PageUp: this.here - LEAP,
    }[event.key];
    if (to !== undefined) this.read(Math.min(Math.max(to, 0), last));
    else if (event.key === "Enter" || event.key === " ") this.choose(this.here);
    else if (event.key === "Escape") this.quiet();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  quiet() {
    this.said.hidden = true;
    this.ring?.remove();
  }

  press(event) {
    const [item] = this.nearest(event, this.items, (mark) => mark.choose);
    if (item && this.host.control(item.mark.choose[0])) this.host.move(...item.mark.choose);
  }

  choose(i) {
    const wanted = this.readable?.[i]?.mark.choose;
    if (wanted && this.host.control(wanted[0])) this.host.move(...wanted);
  }

  // ---------------------------------------------------------------- grabbing

  // Handles stay while marks come and go, so that a finger never loses what it holds.
  place() {
    const grabbable = this.items.filter(({ mark }) => mark.handle && this.host.control(mark.handle.control));
    const kept = new Set(grabbable.map(({ mark }) => mark.key));
    for (const [key, handle] of this.handles) {
      if (kept.has(key)) continue;
      handle.remove();
      this.handles.delete(key);
    }
    for (const item of grabbable) {
      const { mark } = item;
      if (!this.handles.has(mark.key)) this.handles.set(mark.key, this.handle(mark.key));
      const handle = this.handles.get(mark.key);
      const control = this.host.control(mark.handle.control);
      const position = control.options.findIndex(({ value }) => value === this.host.value(control.name));
      handle.item = item;
      const [x, y] = [item.x + item.width / 2, item.y + Math.min(item.height, 2 * TARGET) / 2];
      const beside = (share) => `clamp(0px, ${100 * share}% - ${TARGET / 2}px, 100% - ${TARGET}px)`; // nothing sticks out
      handle.style.left = beside(x / this.width);
      handle.style.top = beside(y / this.tall);
      handle.setAttribute("aria-label", `${control.label} (in the picture)`);
      handle.setAttribute("aria-valuemax", control.options.length - 1);
      handle.setAttribute("aria-valuenow", position);
      handle.setAttribute("aria-valuetext", control.options[position]?.words ?? "");
      handle.setAttribute("aria-orientation", mark.handle.along === "y" ? "vertical" : "horizontal");
      handle.dataset.along = mark.handle.along ?? "x";
    }
  }

  handle(key) {
    const handle = make("div", { className: "fd-handle", tabIndex: -1, role: "slider", "aria-valuemin": 0, ...KEYS });
    handle.dataset.key = key;
    handle.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      event.preventDefault();
      if (event.button !== 0 || this.grabbed) return;
      handle.focus();
      handle.setPointerCapture(event.pointerId);
      const { frame, mark } = handle.item;
      this.grabbed = { handle, frame, mark, pointer: event.pointerId, width: this.width, start: this.host.value(mark.handle.control) };
    });
    handle.addEventListener("pointermove", (event) => this.drag(event, handle));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) handle.addEventListener(end, (event) => this.release(event));
    handle.addEventListener("blur", () => { this.grabbed = null; });
    handle.addEventListener("pointerenter", () => this.show(this.readable.indexOf(handle.item)));
    handle.addEventListener("keydown", (event) => this.nudge(event, handle));
    this.box.append(handle);
    return handle;
  }

  // The scale is that of the grab: one that follows the hand would run away from it.
  drag(event, handle) {
    if (this.grabbed?.handle !== handle || this.grabbed.pointer !== event.pointerId) return;
    if (!event.buttons) return this.release(event); // it was let go where nobody saw it
    const { frame, mark, width } = this.grabbed;
    const box = this.svg.getBoundingClientRect();
    const scale = width / box.width;
    const upright = mark.handle.along === "y";
    const pixel = upright ? (event.clientY - box.top) * scale : (event.clientX - box.left) * scale;
    const where = upright ? frame.y : frame.x;
    const [value] = mark.handle.places.reduce((a, b) => (Math.abs(where(a[1]) - pixel) <= Math.abs(where(b[1]) - pixel) ? a : b));
    if (value !== this.host.value(mark.handle.control)) this.host.move(mark.handle.control, value);
  }

  release({ pointerId }) {
    if (this.grabbed?.pointer === pointerId) this.grabbed = null;
  }

  nudge(event, handle) {
    if (event.key === "Escape" && this.grabbed) { // as it was before the grab
      const { mark, start } = this.grabbed;
      this.grabbed = null;
      this.host.move(mark.handle.control, start);
      event.stopPropagation();
      return;
    }
    const control = this.host.control(handle.item.mark.handle.control);
    const position = control.options.findIndex(({ value }) => value === this.host.value(control.name));
    const last = control.options.length - 1;
    const to = {
      ArrowRight: position + 1, ArrowUp: position + 1, ArrowLeft: position - 1, ArrowDown: position - 1, Home: 0, End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const option = control.options[Math.min(Math.max(to, 0), last)];
    if (option.value !== this.host.value(control.name)) this.host.move(control.name, option.value);
  }
}

// The remarks and warnings of a scene.
function wordsOf(part) {
  if (part.is === "words") return [part.text];
  return [...(part.parts ?? []), ...(part.stacks ?? []).flat()].flatMap(wordsOf);
}

// Where an item is now, also on its way to its place.
function placeNow({ x, y, width, height, node: group, motion }) {
  if (motion?.playState !== "running") return { x, y, width, height };
  const { a, e, f } = new DOMMatrixReadOnly(getComputedStyle(group).transform);
  return { x: x + e, y: y + f, width: width * a, height };
}
