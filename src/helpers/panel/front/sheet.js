// A sheet of SVG that is written from the top: nodes, words with line breaks, and the shapes of marks.

const SVG = "http://www.w3.org/2000/svg";

export function node(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export const inkClass = (ink = "text") => `fd-ink-${ink.replace(/[: ]/g, "-")}`;
export const round = (number) => Math.round(number * 100) / 100;

// How wide words are in a font, kept: the same words come back with every move.
class Type {
  constructor(family) {
    this.family = family;
    this.widths = new Map();
    this.context = document.createElement("canvas").getContext("2d");
  }

  width(words, size, bold = false) {
    const key = `${size}${bold ? "b" : " "}${words}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      if (this.widths.size > 5000) this.widths.clear();
      this.context.font = `${bold ? 600 : 400} ${size}px ${this.family}`;
      width = this.context.measureText(words).width;
      this.widths.set(key, width);
    }
    return width;
  }

  // Words in lines that are no wider than the room; a word that is wider by itself is broken.
  lines(words, room, size, bold = false) {
    const lines = [];
    let line = "";
    for (const word of `${words}`.split(/\s+/).filter(Boolean)) {
      if (line && this.width(`${line} ${word}`, size, bold) <= room) {
        line = `${line} ${word}`;
        continue;
      }
      if (line) lines.push(line);
      line = word;
      while (line.length > 1 && this.width(line, size, bold) > room) {
        let keep = line.length - 1;
        while (keep > 1 && this.width(line.slice(0, keep), size, bold) > room) keep--;
        lines.push(line.slice(0, keep));
        line = line.slice(keep);
      }
    }
    return line ? [...lines, line] : lines;
  }
}

const types = new Map();
export function typeOf(family) {
  if (!types.has(family)) types.set(family, new Type(family));
  return types.get(family);
}

const polygon = (points) => `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join("L")}Z`;
const circle = (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
const PLUS = [[-1, -3], [1, -3], [1, -1], [3, -1], [3, 1], [1, 1], [1, 3], [-1, 3], [-1, 1], [-3, 1], [-3, -1], [-1, -1]];
const turned = (points) => points.map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]);
const corners = (n, outer, inner = outer) =>
  Array.from({ length: n }, (_, i) => {
    const r = i % 2 ? inner : outer;
    return [r * Math.sin((2 * Math.PI * i) / n), -r * Math.cos((2 * Math.PI * i) / n)];
  });

const OUTLINES = {
  disc: (r) => circle(round(r)),
  dot: (r) => circle(round(0.45 * r)),
  ring: (r) => circle(round(0.9 * r)),
  half: (r) => circle(round(0.9 * r)),
  square: (r) => polygon([[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]].map(([x, y]) => [x * r, y * r])),
  diamond: (r) => polygon([[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]].map(([x, y]) => [x * r, y * r])),
  up: (r) => polygon([[0, -1.15], [1.1, 0.85], [-1.1, 0.85]].map(([x, y]) => [x * r, y * r])),
  down: (r) => polygon([[0, 1.15], [1.1, -0.85], [-1.1, -0.85]].map(([x, y]) => [x * r, y * r])),
  plus: (r) => polygon(PLUS.map(([x, y]) => [(x * r) / 2.6, (y * r) / 2.6])),
  cross: (r) => polygon(turned(PLUS).map(([x, y]) => [(x * r) / 2.6, (y * r) / 2.6])),
  star: (r) => polygon(corners(10, 1.3 * r, 0.55 * r)),
  hexagon: (r) => polygon(corners(6, 1.1 * r)),
  x: (r) => `M${-0.7 * r} ${-0.7 * r}L${0.7 * r} ${0.7 * r}M${-0.7 * r} ${0.7 * r}L${0.7 * r} ${-0.7 * r}`,
  dash: (r) => `M${-r} 0H${r}`,
  tick: (r) => `M0 ${-r}V${r}`,
};
const STROKED = ["x", "dash", "tick"];

// A shape around 0, 0.
export function shape(name, r, ink) {
  const hollow = name === "ring" || name === "half" || name.startsWith("hollow ");
  const look = STROKED.includes(name) ? "fd-stroke" : hollow ? "fd-hollow" : "fd-full";
  const path = node("path", { d: OUTLINES[name.replace("hollow ", "")](r), class: `${look} ${inkClass(ink)}` });
  if (name !== "half") return path;
  const inside = node("path", { d: `M0 ${-0.9 * r}a${0.9 * r} ${0.9 * r} 0 0 0 0 ${1.8 * r}Z`, class: `fd-full ${inkClass(ink)}` });
  return node("g", {}, path, inside);
}

export class Sheet {
  // `unit`: height of the text in CSS pixels; everything else follows from it.
  constructor(width, unit, family) {
    Object.assign(this, { width, unit, left: 0, y: 0, nodes: [], items: [] });
    this.small = Math.max(12, 0.88 * unit);
    this.type = typeOf(family);
  }

  size(look) {
    return look.small ? this.small : this.unit;
  }

  measure(words, look = {}) {
    return this.type.width(`${words}`, this.size(look), look.bold);
  }

  lines(words, room, look = {}) {
    return this.type.lines(words, room, this.size(look), look.bold);
  }

  add(...nodes) {
    this.nodes.push(...nodes);
  }

  // One line, its middle at y. `anchor`: where x is: start, middle or end.
  text(x, y, words, look = {}) {
    const size = this.size(look);
    const attributes = { x: round(x), y: round(y + 0.35 * size), class: `fd-word ${inkClass(look.ink ?? (look.quiet ? "quiet" : "text"))}` };
    if (look.small) attributes["font-size"] = round(size);
    if (look.bold) attributes["font-weight"] = 600;
    if (look.anchor) attributes["text-anchor"] = look.anchor;
    this.add(node("text", attributes, `${words}`));
  }

  // Lines below each other from the top; returns their height.
  block(x, top, lines, look = {}) {
    const step = 1.3 * this.size(look);
    lines.forEach((line, i) => this.text(x, top + (i + 0.5) * step, line, look));
    return lines.length * step;
  }

  height(lines, look = {}) {
    return 1.3 * this.size(look) * lines.length;
  }

  shape(x, y, name, r, ink) {
    const made = shape(name, r, ink);
    made.setAttribute("transform", `translate(${round(x)} ${round(y)})`);
    this.add(made);
    return made;
  }

  rule(x1, y1, x2, y2, ink, look = "") {
    this.add(node("path", { d: `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`, class: `fd-stroke ${look} ${inkClass(ink)}` }));
  }

  // The small picture of a mark beside its name; it takes 1.4 units.
  swatch({ shape: name, ink }, x, y) {
    const u = this.unit;
    const [a, b] = [x, x + 1.2 * u];
    switch (name) {
      case "bar": case "half bar": case "stripes": case "box":
        this.add(...bar(a, y - 0.35 * u, b - a, 0.7 * u, { bar: "full", "half bar": "half" }[name] ?? name, ink, u));
        return;
      case "line": this.rule(a, y, b, y, ink, "fd-strong"); return;
      case "span":
        this.rule(a, y, b, y, ink);
        for (const end of [a, b]) this.rule(end, y - 0.28 * u, end, y + 0.28 * u, ink);
        return;
      case "dots":
        for (const at of [0.15, 0.6, 1.05]) this.shape(x + at * u, y, "disc", 0.16 * u, ink);
        return;
      default: this.shape(x + 0.6 * u, y, name, 0.38 * u, ink);
    }
  }
}

// A bar: full, striped, or an empty box. Stripes are strokes, so that no two pictures on a page share the id of a pattern.
export function bar(x, y, width, height, look, ink, unit) {
  const box = { x: round(x), y: round(y), width: round(Math.max(width, 0)), height: round(height) };
  if (look === "full" || look === "half") return [node("rect", { ...box, class: `fd-${look} ${inkClass(ink)}` })];
  const made = [node("rect", { ...box, class: `fd-hollow ${inkClass(ink)}` })];
  if (look === "stripes") {
    const step = 0.35 * unit;
    let d = "";
    for (let at = x + step / 2; at < x + width; at += step) d += `M${round(at)} ${round(y)}v${round(height)}`;
    made.push(node("path", { d, class: `fd-stroke ${inkClass(ink)}` }));
  }
  return made;
}
