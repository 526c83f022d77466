// One mark on a frame: where values lie is the frame's, how a mark looks is settled here.
//
// A frame: { x(value), y(value), top, bottom, left, right, middle, half }; y may be missing (a track).

import { bar, inkClass, node, round } from "./sheet.js";

const LEAST = 2.2; // pixels between marks that can still be told apart

export function paintMark(sheet, sent, frame) {
  const mark = { ...sent };
  for (const name of ["xs", "ys", "lows", "highs"]) if (mark[name]) mark[name] = listed(mark[name]);
  const drawn = PAINTERS[mark.is](sheet, mark, frame);
  if (!drawn) return;
  const { nodes, box } = drawn;
  const [x, y, width, height] = box;
  const group = node("g", mark.key ? { "data-key": mark.key } : {}, ...nodes);
  sheet.add(group);
  if (mark.says) mark.says = complete(mark.says, sheet.about);
  if (mark.key || mark.says || mark.handle || mark.choose) sheet.items.push({ mark, x, y, width, height, node: group, frame });
}

// What a mark says, heard alone: after the names of where it stands, those that it does not say itself.
export function complete(says, about = []) {
  const [whole, lead] = [says, says.split(":")[0]].map((words) => words.toLowerCase());
  const lacking = about.filter((name) => name && !whole.includes(name.toLowerCase()) && !name.toLowerCase().includes(lead));
  return [...lacking, says].join(": ");
}

// Values at even distances come as where they begin, the step and how many.
const listed = (values) =>
  Array.isArray(values) ? values : Array.from({ length: values.count }, (_, i) => values.from + i * values.step);

const level = (sheet, mark, frame) => (mark.lane ? frame.top + 0.65 * sheet.small : frame.middle);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

const PAINTERS = {
  point(sheet, mark, frame) {
    const r = 0.42 * sheet.unit * (mark.size ?? 1);
    const [x, y] = [clamp(frame.x(mark.x), frame.left, frame.right), mark.y == null ? level(sheet, mark, frame) : frame.y(mark.y)];
    if (mark.words) beside(sheet, mark.words, x - r, x + r, y, frame);
    return { nodes: [at(sheet, x, y, mark.shape ?? "disc", r, mark.ink)], box: [x - r, y - r, 2 * r, 2 * r] };
  },

  ticks(sheet, mark, frame) {
    const xs = mark.xs.map(frame.x);
    if (!xs.length) return null;
    const gaps = xs.slice(1).map((x, i) => x - xs[i]);
    const mean = gaps.length ? (xs.at(-1) - xs[0]) / gaps.length : Infinity;
    const [half, y] = [(mark.lane ? 0.4 : 0.6) * sheet.unit, level(sheet, mark, frame)];
    const box = [xs[0] - 2, y - half, xs.at(-1) - xs[0] + 4, 2 * half];
    if (Math.min(...gaps, Infinity) >= 0.95 * sheet.unit) {
      return { nodes: xs.map((x) => at(sheet, x, y, mark.shape ?? "disc", 0.7 * half, mark.ink)), box };
    }
    if (mean < LEAST) return { nodes: bar(xs[0], box[1], xs.at(-1) - xs[0] + 1, 2 * half, "full", mark.ink, sheet.unit), box };
    const d = xs.map((x) => `M${round(x)} ${round(box[1])}v${round(2 * half)}`).join("");
    return { nodes: [node("path", { d, class: `fd-stroke fd-tick ${inkClass(mark.ink)}` })], box };
  },

  bar(sheet, mark, frame) {
    const [a, b] = [clamp(frame.x(mark.low), frame.left, frame.right), clamp(frame.x(mark.high), frame.left, frame.right)];
    const half = (mark.thin ? 0.28 : 0.48) * sheet.unit;
    const nodes = bar(a, frame.middle - half, b - a, 2 * half, mark.look ?? "full", mark.ink, sheet.unit);
    if (mark.words) sheet.text(b + 0.4 * sheet.unit, frame.middle, mark.words);
    return { nodes, box: [a, frame.middle - half, Math.max(b - a, 0), 2 * half] };
  },

  span(sheet, mark, frame) {
    const u = sheet.unit;
    if (mark.along === "y") {
      const [x, a, b] = [frame.x(mark.at), frame.y(mark.high), frame.y(mark.low)];
      const d = `M${round(x)} ${round(a)}V${round(b)}M${round(x - 0.25 * u)} ${round(a)}h${round(0.5 * u)}M${round(x - 0.25 * u)} ${round(b)}h${round(0.5 * u)}`;
      if (mark.words) sheet.text(x + 0.5 * u, a, mark.words, { small: true });
      return { nodes: [node("path", { d, class: `fd-stroke ${inkClass(mark.ink)}` })], box: [x - 0.25 * u, a, 0.5 * u, b - a] };
    }
    const y = mark.at != null ? frame.y(mark.at) : level(sheet, mark, frame);
    const [a, b] = [clamp(frame.x(mark.low), frame.left, frame.right), clamp(frame.x(mark.high), frame.left, frame.right)];
    const cap = 0.28 * u;
    const ends = [a, ...(mark.open ? [] : [b])].map((x) => `M${round(x)} ${round(y - cap)}v${round(2 * cap)}`).join("");
    if (mark.words) beside(sheet, mark.words, a, b, y, frame);
    return { nodes: [node("path", { d: `M${round(a)} ${round(y)}H${round(b)}${ends}`, class: `fd-stroke ${inkClass(mark.ink)}` })], box: [a, y - cap, b - a, 2 * cap] };
  },

  guide(sheet, mark, frame) {
    const look = `fd-stroke ${mark.dashed ? "fd-dashed" : "fd-firm"} ${inkClass(mark.ink)}`;
    if (mark.x == null) {
      const y = frame.y(mark.y);
      if (mark.words) sheet.text(frame.left + 0.3 * sheet.unit, y - 0.7 * sheet.small, mark.words, { small: true });
      return { nodes: [node("path", { d: `M${frame.left} ${round(y)}H${frame.right}`, class: look })], box: [frame.left, y - 4, frame.right - frame.left, 8] };
    }
    const x = clamp(frame.x(mark.x), frame.left, frame.right);
    if (mark.words) beside(sheet, mark.words, x, x, frame.top + 0.65 * sheet.small, frame);
    const [top, bottom] = frame.row ?? [frame.top, frame.bottom];
    return { nodes: [node("path", { d: `M${round(x)} ${round(top)}V${round(bottom)}`, class: look })], box: [x - 4, top, 8, bottom - top] };
  },

  line(sheet, mark, frame) {
    const [xs, ys] = [mark.xs.map(frame.x), mark.ys.map(frame.y)];
    const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)];
    if (mark.look === "dots") return { nodes: xs.map((x, i) => at(sheet, x, ys[i], "disc", 0.16 * sheet.unit, mark.ink)), box };
    const to = (i) => (mark.step && i ? `H${round(xs[i])}V${round(ys[i])}` : `${i ? "L" : "M"}${round(xs[i])} ${round(ys[i])}`);
    return { nodes: [node("path", { d: xs.map((_, i) => to(i)).join(""), class: `fd-stroke fd-strong ${mark.look === "dashed" ? "fd-dashed" : ""} ${inkClass(mark.ink)}` })], box };
  },

  band(sheet, mark, frame) {
    const [xs, lows, highs] = [mark.xs.map(frame.x), mark.lows.map(frame.y), mark.highs.map(frame.y)];
    const there = xs.map((x, i) => `${round(x)} ${round(highs[i])}`);
    const back = xs.map((x, i) => `${round(x)} ${round(lows[i])}`).reverse();
    const box = [xs[0], Math.min(...highs), xs.at(-1) - xs[0], Math.max(...lows) - Math.min(...highs)];
    return { nodes: [node("path", { d: `M${[...there, ...back].join("L")}Z`, class: `fd-full fd-band ${inkClass(mark.ink)}` })], box };
  },

  // Signs of one kind are one path; what is half full has a stripe through the middle of its cell.
  cells(sheet, mark, frame) {
    const columns = mark.rows[0]?.length ?? 0;
    const [w, h] = [(frame.right - frame.left) / columns, (frame.bottom - frame.top) / mark.rows.length];
    const runs = { 0: "", 1: "", 2: "" };
    mark.rows.forEach((signs, i) => {
      const y = frame.top + i * h;
      for (const run of signs.matchAll(/(.)\1*/g)) {
        runs[run[1]] += `M${round(frame.left + run.index * w)} ${round(y)}h${round(run[0].length * w)}v${round(h)}h${round(-run[0].length * w)}z`;
      }
    });
    const nodes = [node("path", { d: runs[0], class: `fd-full fd-cells ${inkClass("band")}` }), node("path", { d: runs[1], class: `fd-half ${inkClass(mark.ink)}` }), node("path", { d: runs[2], class: `fd-full ${inkClass(mark.ink)}` })];
    return { nodes: [node("g", { "shape-rendering": "crispEdges" }, ...nodes)], box: [frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top] };
  },
};

function at(sheet, x, y, name, r, ink) {
  const made = sheet.shape(x, y, name, r, ink);
  sheet.nodes.pop(); // it goes into the group of its mark
  return made;
}

// Words beside a line from a to b: after it, before it, or else where there is most room; never on top of earlier ones.
function beside(sheet, words, a, b, y, frame) {
  const look = { small: true };
  const [width, gap] = [sheet.measure(words, look), 0.3 * sheet.unit];
  frame.taken ??= [];
  const tries = [[b + gap, "start"], [a - gap, "end"], [frame.left, "start"], [frame.right, "end"]];
  const spans = tries.map(([x, anchor]) => (anchor === "start" ? [x, x + width] : [x - width, x]));
  const free = ([from, to]) => from >= frame.left - 1 && to <= frame.right + 1 && frame.taken.every(([f, t]) => to < f || from > t);
  const found = spans.findIndex(free);
  const which = found < 0 ? 0 : found;
  if (found >= 0) frame.taken.push(spans[which]);
  if (found >= 0 || frame.taken.length === 0) sheet.text(tries[which][0], y, words, { ...look, anchor: tries[which][1] });
}
