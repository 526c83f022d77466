// The parts of a scene, each painted under the last one. Here is decided where things stand; marks.js says how they look.

import { Sheet } from "./sheet.js";
import { complete, paintMark } from "./marks.js";
import { paintRows } from "./rows.js";

// Paint a scene for a width; returns what was painted: nodes, items (marks that can be read or moved), height.
export function paintScene(scene, width, unit, family) {
  const sheet = new Sheet(width, unit, family);
  for (const part of scene.parts) paintPart(sheet, part);
  return { nodes: sheet.nodes, items: sheet.items, height: Math.ceil(sheet.y + 0.3 * unit) };
}

function paintPart(sheet, part) {
  PARTS[part.is](sheet, part);
}

const PARTS = {
  words(sheet, { text, strong }) {
    const look = strong ? { bold: true } : { small: true, quiet: true };
    sheet.y += strong ? 0.3 * sheet.unit : 0;
    sheet.y += sheet.block(sheet.left, sheet.y, sheet.lines(text, sheet.width, look), look) + 0.3 * sheet.unit;
  },

  // Entries follow each other in lines; one that does not fit begins a new line.
  key(sheet, { entries }) {
    const { unit: u, left, width } = sheet;
    let x = left;
    let height = 0;
    for (const [swatch, words] of entries) {
      const natural = sheet.measure(words, { small: true }) + 1.7 * u;
      if (x > left && x + natural > left + width) {
        sheet.y += height;
        x = left;
        height = 0;
      }
      const lines = sheet.lines(words, width - 1.7 * u, { small: true });
      sheet.swatch(swatch, x, sheet.y + 0.65 * sheet.small);
      height = Math.max(height, sheet.block(x + 1.7 * u, sheet.y, lines, { small: true }) + 0.15 * u);
      x += natural + 1.4 * u;
    }
    sheet.y += height + 0.4 * u;
  },

  rows: paintRows,

  plot(sheet, { x, y, marks, words, swatch, height = 14, raster, raster_height: tall = 14 }) {
    const { unit: u, left, width } = sheet;
    if (words) {
      const inset = swatch ? 1.6 * u : 0;
      if (swatch) sheet.swatch(swatch, left, sheet.y + 0.65 * u);
      sheet.y += sheet.block(left + inset, sheet.y, sheet.lines(words, width - inset, { bold: true }), { bold: true }) + 0.2 * u;
    }
    if (y.words) sheet.y += sheet.block(left, sheet.y, sheet.lines(y.words, width, { small: true }), { small: true, quiet: true });
    const numbers = (y.ticks ?? []).map(([, number]) => sheet.measure(number, { small: true }));
    const frame = {
      left: left + Math.max(0, ...numbers) + 0.6 * u, right: left + width - 0.8 * u,
      top: sheet.y + 0.5 * u, bottom: sheet.y + (0.5 + height) * u, middle: 0,
    };
    const within = (at, low, high) => (value) => Math.min(Math.max(at(value), low), high); // what lies outside stands at the end
    frame.x = within(place(x, frame.left, frame.right), frame.left, frame.right);
    frame.y = within(place(y, frame.bottom, frame.top), frame.top, frame.bottom);
    for (const [value, number] of y.ticks ?? []) {
      sheet.rule(frame.left, frame.y(value), frame.right, frame.y(value), "band");
      sheet.text(frame.left - 0.4 * u, frame.y(value), number, { small: true, quiet: true, anchor: "end" });
    }
    for (const mark of marks) paintMark(sheet, mark, frame);
    sheet.y = frame.bottom + 0.2 * u;
    if (raster) {
      const below = { ...frame, top: frame.bottom + 0.9 * u, bottom: frame.bottom + (0.9 + tall) * u };
      paintMark(sheet, raster, below);
      for (const mark of marks.filter((mark) => mark.is === "guide" && mark.x != null)) paintMark(sheet, { ...mark, words: "", says: "", key: "", handle: null }, below);
      sheet.y = below.bottom + 0.2 * u;
    }
    paintAxis(sheet, x, frame);
  },

  people(sheet, { groups }) {
    const { unit: u, left, width } = sheet;
    const gap = 1.2 * u;
    const wide = (n) => (width - (n - 1) * gap) / n;
    let across = groups.length; // as many beside each other as stay large enough to press
    while (across > 1 && wide(across) < 12.4 * u) across--;
    const each = Math.min(15.5 * u, wide(across));
    const cell = Math.min(1.35 * u, each / 10.1);
    for (let first = 0; first < groups.length; first += across) {
      const line = groups.slice(first, first + across);
      const names = line.map((group) => sheet.lines(group.name, each, { bold: true }));
      const top = sheet.y;
      const crowd = top + Math.max(...names.map((lines) => sheet.height(lines, { bold: true }))) + 0.3 * u;
      let low = crowd;
      line.forEach((group, i) => {
        const x = left + i * (each + gap);
        sheet.block(x, top, names[i], { bold: true });
        let n = 0;
        const counts = [...group.counts, [group.rest, 100 - group.counts.reduce((sum, [, count]) => sum + count, 0), ""]];
        for (const [{ shape, ink }, count, says] of counts) {
          const before = sheet.nodes.length;
          const begin = Math.floor(n / 10);
          for (const end = n + count; n < end; n++) {
            sheet.shape(x + 0.52 * cell + cell * (n % 10), crowd + 0.52 * cell + cell * Math.floor(n / 10), shape, 0.31 * cell, ink);
          }
          if (says && count) {
            const made = sheet.nodes.splice(before);
            const rows = Math.floor((n - 1) / 10) - begin + 1;
            const holder = document.createElementNS("http://www.w3.org/2000/svg", "g");
            holder.append(...made);
            sheet.add(holder);
            const box = { x, y: crowd + cell * begin, width: 10 * cell, height: cell * rows };
            sheet.items.push({ mark: { says: complete(says, [group.name]), key: "" }, ...box, node: holder, frame: {} });
          }
        }
        if (group.follows) pressable(sheet, group.follows, x, crowd, cell);
        const below = crowd + 10 * cell + 0.4 * u;
        low = Math.max(low, below + sheet.block(x, below, sheet.lines(group.words, each, { small: true }), { small: true }));
      });
      sheet.y = low + 0.8 * u;
    }
  },

  beside(sheet, { stacks }) {
    const { unit: u, left, width, y } = sheet;
    const gap = 2 * u;
    const each = (width - gap * (stacks.length - 1)) / stacks.length;
    const narrow = each < 21 * u;
    let low = y;
    stacks.forEach((parts, i) => {
      Object.assign(sheet, narrow ? {} : { left: left + i * (each + gap), width: each, y });
      for (const part of parts) paintPart(sheet, part);
      low = Math.max(low, sheet.y);
    });
    Object.assign(sheet, { left, width, y: low });
  },
};

// A hundred that follows a control: pressing a person makes it so many.
function pressable(sheet, control, left, top, cell) {
  for (let n = 1; n <= 100; n++) {
    const place = { x: left + cell * ((n - 1) % 10), y: top + cell * Math.floor((n - 1) / 10), width: cell, height: cell };
    sheet.items.push({ mark: { choose: [control, n], says: "", key: "" }, ...place, node: null, frame: {} });
  }
}

// Where values of a scale stand between two places; a scale by ratios may keep a place for nothing at its beginning.
export function place({ low, high, log, zero }, from, to) {
  const begin = zero ? from + 0.09 * (to - from) : from;
  const f = log ? Math.log : (value) => value;
  const [a, b] = [f(low), f(high)];
  return (value) => (log && value < low ? from : begin + ((to - begin) * (f(value) - a)) / (b - a));
}

// The numbers of a scale under its frame, those that would touch left out, and its name.
export function paintAxis(sheet, scale, frame) {
  const { unit: u, small } = sheet;
  const ticks = (scale.ticks ?? []).map(([value, words]) => {
    const [width, x] = [sheet.measure(words, { small: true }), frame.x(value)];
    const [least, most] = [Math.max(frame.left - 0.8 * u, sheet.left), Math.min(frame.right + 0.8 * u, sheet.left + sheet.width)];
    const from = Math.max(Math.min(x - width / 2, most - width), least);
    return { from, to: from + width, words };
  });
  const kept = [];
  const order = [ticks[0], ticks.at(-1), ...ticks.slice(1, -1)].filter(Boolean);
  for (const tick of new Set(order)) {
    if (kept.every((other) => tick.to + 0.4 * u < other.from || tick.from > other.to + 0.4 * u)) kept.push(tick);
  }
  for (const { from, words } of kept) sheet.text(from, sheet.y + 0.65 * small, words, { small: true, quiet: true });
  sheet.y += kept.length ? 1.3 * small : 0;
  if (!scale.words) return;
  const room = Math.min(frame.right + 0.8 * u, sheet.left + sheet.width) - frame.left;
  const lines = sheet.lines(scale.words, room, { small: true });
  sheet.y += sheet.block(frame.left, sheet.y, lines, { small: true, quiet: true });
}
