// A Store belongs to a model: its state and the finished frames, shared by every view of it.

const CACHE_BYTES = 4 * 2 ** 20;
const NEAR = 2; // steps that are asked for ahead along each control,
const FAR = 9; // and along the one that moved last
export const AT_REST = { name: null, direction: 1 }; // no control moved yet

export class Store {
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
    for (const [old, { bytes }] of this.frames) {
      if (this.bytes <= CACHE_BYTES) break;
      if ([...this.views].some((view) => view.shown === old)) continue;
      this.frames.delete(old);
      this.bytes -= bytes;
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

  key(state) {
    return JSON.stringify(this.asking().map((control) => state[control.name]));
  }

  // The controls that change an answer: a guess changes none.
  asking() {
    return this.spec.controls.filter((control) => !control.tells.length);
  }

  stateOf(key) {
    const values = JSON.parse(key);
    return { ...this.state, ...Object.fromEntries(this.asking().map((control, i) => [control.name, values[i]])) };
  }

  control(name) {
    return this.spec.controls.find((control) => control.name === name);
  }

  clear() {
    clearTimeout(this.patience);
    clearTimeout(this.telling);
    this.frames.clear();
  }
}

// The states one move away, the likeliest first: on in the direction of the last move, then one step of each other control.
export function neighbours(controls, state, last) {
  const found = [];
  for (const control of controls) {
    if (!isUsed(control, state)) continue;
    const first = control.name === last.name;
    const add = (value, rank) => found.push([rank, { ...state, [control.name]: value }]);
    if (control.kind === "choices") {
      for (const { value } of control.options) add(toggled(control, state[control.name], value), first ? 2 : 3);
      continue;
    }
    const here = indexOf(control, state[control.name]);
    const reach = control.kind === "options" ? control.options.length : first ? FAR : NEAR; // in a list one jumps
    for (let step = reach; step > 0; step--) {
      for (const way of [1, -1]) {
        const option = control.options[here + way * step];
        if (option) add(option.value, step + (first ? (way === last.direction ? -1 : 0) : 0.5));
      }
    }
  }
  return found.sort((a, b) => a[0] - b[0]).map(([, next]) => next);
}

export const isUsed = ({ usedWhen }, state) => !usedWhen || usedWhen[1].includes(state[usedWhen[0]]);

export const indexOf = (control, value) => control.options.findIndex((option) => option.value === value);

export const toggled = (control, chosen, value) =>
  control.options.map((o) => o.value).filter((v) => (v === value ? !chosen.includes(v) : chosen.includes(v)));
