// A state as text, as Python writes it (states.py): "shift=21;grace=30". In an address, and as the cell that makes a panel.

import { indexOf } from "./store.js";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const words = (value) => (Array.isArray(value) ? value.join(",") : String(value));

// The controls that are not as at the start, in their order.
export function written(spec, state) {
  const changed = spec.controls.filter((control) => !same(state[control.name], control.default));
  return changed.map(({ name }) => `${name}=${words(state[name])}`).join(";");
}

// The state that a text names, the nearest one where it names none, and what of it was not understood.
export function read(spec, text) {
  const state = Object.fromEntries(spec.controls.map((control) => [control.name, control.default]));
  const unread = [];
  for (const part of text.split(";").map((each) => each.trim()).filter(Boolean)) {
    const at = part.indexOf("=");
    const [name, value] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    const control = at > 0 && spec.controls.find((each) => each.name === name);
    if (!control) {
      unread.push(part);
      continue;
    }
    const [found, exact] = control.kind === "choices" ? chosen(control, value) : nearest(control, value);
    if (!exact) unread.push(part);
    state[name] = found;
  }
  return { state, unread };
}

function chosen(control, text) {
  const asked = text.split(",").map((each) => each.trim()).filter(Boolean);
  const known = control.options.filter(({ value }) => asked.includes(String(value))).map(({ value }) => value);
  return [known, known.length === new Set(asked).size];
}

// The value of that name; else of numbers the nearest; else where the control starts.
function nearest(control, text) {
  const exact = control.options.find(({ value }) => String(value) === text);
  if (exact) return [exact.value, true];
  const numbers = control.options.map(({ value }) => value).filter((value) => typeof value === "number");
  const wanted = Number(text);
  if (!text || !numbers.length || Number.isNaN(wanted)) return [control.default, false];
  return [numbers.reduce((a, b) => (Math.abs(b - wanted) < Math.abs(a - wanted) ? b : a)), false];
}

// The panels in an address: "#only=cohort&fd1~cohort:months=24~dosing:years=7" -> { cohort: "months=24", dosing: ... }.
const VERSION = "fd1";
const others = (hash) => hash.replace(/^#/, "").split("&").filter((part) => part && !part.startsWith(`${VERSION}~`));

export function parts(hash) {
  const ours = hash.replace(/^#/, "").split("&").find((part) => part.startsWith(`${VERSION}~`));
  const panels = ours ? safely(ours).split("~").slice(1) : [];
  return Object.fromEntries(panels.map((part) => [part.split(":")[0], part.slice(part.indexOf(":") + 1)]));
}

function safely(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

// The address that names these panels; what else stood in it stays, but for an anchor.
export function address(panels, hash = "") {
  const told = Object.entries(panels).filter(([, text]) => text).map(([name, text]) => `${name}:${encodeURIComponent(text)}`);
  const kept = others(hash).filter((part) => part.includes("="));
  const all = [...kept, ...(told.length ? [[VERSION, ...told].join("~")] : [])];
  return all.length ? `#${all.join("&")}` : "";
}

// The cell that shows a panel in this state.
export function cell({ call, controls }, state) {
  const told = controls.filter((control) => call.given.includes(control.name) || !same(state[control.name], control.default));
  return `${call.name}(${told.map(({ name }) => `${name}=${JSON.stringify(state[name])}`).join(", ")})`;
}

// What a reader is told of a state: each control in sight with its words.
export function told({ controls }, state, used) {
  return controls
    .filter((control) => !control.hidden && used(control, state))
    .map((control) => {
      const values = [state[control.name]].flat();
      return `${control.label}: ${values.map((value) => control.options[indexOf(control, value)]?.words ?? value).join("; ") || "none"}`;
    });
}
