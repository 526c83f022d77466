// Rows: names, tracks of marks and columns of words. Where there is room all stand in one line; else names and words
// stand above the first track, and the other tracks below it.

import { paintAxis, place } from "./parts.js";
import { paintMark } from "./marks.js";

const LONG = 9; // rows from which on numbers stand above them too
const LEAST_TRACK = 7; // heights of the text: a narrower track gets a line of its own,
const NARROW = 34; // and so does each where the picture is narrower than this

export function paintRows(sheet, part) {
  const { unit: u } = sheet;
  const rows = part.groups.flatMap((group) => group.rows);
  const layout = columnsOf(sheet, part, rows);
  layout.lone = part.columns.length === 1 || part.columns.every((column) => isTrack(column) || !column.words) && part.columns.filter(isTrack).length === 1;
  if (layout.wide && !layout.lone) paintHeads(sheet, part, layout);
  if (layout.wide && rows.length > LONG) paintAxes(sheet, part, { ...layout, lone: false });
  for (const group of part.groups) {
    paintHeading(sheet, group, layout);
    const top = sheet.y;
    const grid = sheet.nodes.length;
    for (const row of group.rows) {
      sheet.about = [group.words, row.name];
      (layout.wide ? paintWide : paintNarrow)(sheet, part, row, layout);
    }
    sheet.about = [];
    if (layout.wide) grids(sheet, part, layout, top, grid);
  }
  paintAxes(sheet, part, layout);
  sheet.y += 0.5 * u;
}

const isTrack = (column) => column.is === "track";
const small = { small: true };
const bold = (row) => ({ bold: row.strong });

const isSign = (cell) => typeof cell === "object";
const signGap = (sheet, cell) => (isSign(cell) ? 1.4 * sheet.unit : 0);
const cellWords = (cell) => (isSign(cell) ? cell.words ?? "" : cell);
const wordsWidth = (sheet, row, i) => signGap(sheet, row.cells[i]) + sheet.measure(cellWords(row.cells[i]), { ...small, bold: row.strong });

// A cell of words, or a sign with words; returns its height.
function paintCell(sheet, cell, lines, column, [from, to], top, look) {
  if (!isSign(cell)) {
    const end = !column.start;
    return sheet.block(end ? to : from, top, lines, { ...small, ...look, anchor: end ? "end" : "start" });
  }
  paintMark(sheet, { ...cell, is: "point", x: 0, words: "" }, { x: () => from + 0.5 * sheet.unit, left: from, right: to, middle: top + 0.65 * sheet.small });
  return Math.max(sheet.block(from + signGap(sheet, cell), top, lines, { ...small, ...look }), 1.3 * sheet.small);
}

// How wide names, words and tracks are, and whether all fit beside each other.
function columnsOf(sheet, part, rows) {
  const { unit: u, width } = sheet;
  const inset = rows.some((row) => row.swatch) ? 1.6 * u : 0;
  const most = (numbers) => Math.max(0, ...numbers);
  const natural = most(rows.map((row) => Math.max(sheet.measure(row.name, bold(row)), sheet.measure(row.detail ?? "", small)))) + inset;
  const names = Math.min(natural, Math.max(0.36 * width, 9 * u));
  const widths = part.columns.map((column, i) => {
    if (isTrack(column)) return 0;
    const heading = most((column.words ?? "").split(" ").map((word) => sheet.measure(word, small)));
    return Math.min(Math.max(most(rows.map((row) => wordsWidth(sheet, row, i))), heading), 0.3 * width);
  });
  const gap = 1.1 * u;
  const fixed = names + widths.reduce((sum, w) => sum + w, 0) + gap * part.columns.length;
  const weights = part.columns.map((column) => (isTrack(column) ? (column.weight ?? 1) : 0));
  const share = (width - fixed) / Math.max(weights.reduce((sum, w) => sum + w, 0), 0.01);
  const least = Math.min(...weights.filter(Boolean).map((weight) => weight * share), Infinity);
  const roomy = least >= LEAST_TRACK * u && (width >= NARROW * u || least >= 0.6 * width);
  const wide = weights.some(Boolean) ? roomy : fixed <= width;
  const spare = weights.some(Boolean) ? 0 : Math.max(0, width - fixed) / weights.length;
  let x = sheet.left + names + gap;
  const xs = weights.map((weight, i) => {
    const at = x;
    x += (weight ? weight * share : widths[i] + spare) + gap;
    return [at, x - gap];
  });
  return { wide, names, xs, inset, trackWords: most(part.columns.map((column) => (isTrack(column) ? sheet.measure(column.scale.words ?? "", small) : 0))) };
}

function paintHeads(sheet, part, { xs }) {
  const heads = part.columns.map((column, i) => sheet.lines((isTrack(column) ? column.scale.words : column.words) ?? "", xs[i][1] - xs[i][0] + 1, small));
  const tall = Math.max(0, ...heads.map((lines) => sheet.height(lines, small)));
  heads.forEach((lines, i) => {
    const end = !isTrack(part.columns[i]) && !part.columns[i].start && !part.groups.some((group) => group.rows.some((row) => isSign(row.cells[i])));
    sheet.block(end ? xs[i][1] : xs[i][0], sheet.y + tall - sheet.height(lines, small), lines, { ...small, quiet: true, anchor: end ? "end" : "start" });
  });
  sheet.y += tall ? tall + 0.2 * sheet.unit : 0;
}

function paintHeading(sheet, { words, detail, swatch }, _layout) {
  if (!words) return;
  const { unit: u, left, width } = sheet;
  sheet.y += 0.4 * u;
  const inset = swatch ? 1.6 * u : 0;
  if (swatch) sheet.swatch(swatch, left, sheet.y + 0.65 * u);
  sheet.y += sheet.block(left + inset, sheet.y, sheet.lines(words, width - inset, { bold: true }), { bold: true });
  sheet.y += sheet.block(left + inset, sheet.y, sheet.lines(detail ?? "", width - inset, small), { ...small, quiet: true }) + 0.2 * u;
}

// The frame of a track: where its values stand.
function frameOf(sheet, part, i, lane, from, to, top, height) {
  const { unit: u } = sheet;
  const frame = { left: from + 0.5 * u, right: to - 0.5 * u, top, bottom: top + height, middle: top + lane + (height - lane) / 2 };
  frame.x = shared(sheet, part, i, from, to);
  return frame;
}

// One scale for all rows, and for all tracks of the same scale: as wide as the words after their bars leave it.
function shared(sheet, part, i, from, to) {
  const { unit: u } = sheet;
  const { scale, weight } = part.columns[i];
  const [left, right] = [from + 0.5 * u, to - 0.5 * u];
  const alike = part.columns.map((other, j) => (isTrack(other) && other.weight === weight && other.scale.low === scale.low && other.scale.high === scale.high ? j : -1));
  const marks = part.groups.flatMap((group) => group.rows.flatMap((row) => alike.flatMap((j) => (j < 0 ? [] : row.cells[j]))));
  let end = right;
  for (const mark of marks.filter((mark) => mark.is === "bar" && mark.words)) {
    const reach = Math.max(place(scale, 0, 1)(mark.high), 0.001);
    end = Math.min(end, left + Math.max((to - 0.4 * u - sheet.measure(mark.words) - left) / reach, 2 * u));
  }
  return place(scale, left, end);
}

const PILE = 0.78; // of a level, in heights of the text

// Points of a track that would cover each other stand above each other: the level of each, from the bottom.
function pileOf(sheet, column, marks, x) {
  if (!column.pile) return null;
  const ends = [];
  const points = marks.filter((mark) => mark.is === "point" && mark.shape !== "tick").map((mark) => [x(mark.x), mark]);
  const found = new Map();
  for (const [at, mark] of points.sort((a, b) => a[0] - b[0])) {
    let level = ends.findIndex((end) => at - end >= 0.8 * sheet.unit);
    if (level < 0) level = ends.length;
    ends[level] = at;
    found.set(mark, level);
  }
  return { found, tall: Math.max(ends.length, 1) * PILE * sheet.unit };
}

const trackHeight = (sheet, part, i, marks, from, to) =>
  Math.max(1.5 * sheet.unit + laneOf(sheet, marks), pileOf(sheet, part.columns[i], marks, shared(sheet, part, i, from, to))?.tall ?? 0);

const laneOf = (sheet, marks) => (marks.some((mark) => mark.lane || (mark.is === "guide" && mark.words)) ? 1.3 * sheet.small : 0);

function paintTrack(sheet, part, i, marks, from, to, top, height, lane, row) {
  const frame = { ...frameOf(sheet, part, i, lane, from, to, top, height), row };
  const pile = pileOf(sheet, part.columns[i], marks, frame.x);
  for (const mark of marks) {
    const lowest = pile ? frame.middle + (pile.tall - PILE * sheet.unit) / 2 : 0;
    paintMark(sheet, mark, pile?.found.has(mark) ? { ...frame, middle: lowest - pile.found.get(mark) * PILE * sheet.unit } : frame);
  }
}

function paintWide(sheet, part, row, { names, inset, xs }) {
  const { unit: u, left, width } = sheet;
  const lines = sheet.lines(row.name, names - inset, bold(row));
  const details = sheet.lines(row.detail ?? "", names - inset, small);
  const named = sheet.height(lines) + sheet.height(details, small);
  const cells = part.columns.map((column, i) => (isTrack(column) ? null : sheet.lines(cellWords(row.cells[i]), xs[i][1] - xs[i][0] - signGap(sheet, row.cells[i]) + 1, { ...small, bold: row.strong })));
  const track = Math.max(0, ...part.columns.map((column, i) => (isTrack(column) ? trackHeight(sheet, part, i, row.cells[i], ...xs[i]) : 0)));
  const tall = Math.max(named, track, ...cells.filter(Boolean).map((cell) => sheet.height(cell, small))) + 0.7 * u;
  const middle = sheet.y + tall / 2;
  const lane = Math.max(0, ...part.columns.map((column, i) => (isTrack(column) ? laneOf(sheet, row.cells[i]) : 0)));
  sheet.rule(left, sheet.y, left + width, sheet.y, "band");
  if (row.swatch) sheet.swatch(row.swatch, left, middle - named / 2 + 0.65 * u);
  const below = middle - named / 2 + sheet.block(left + inset, middle - named / 2, lines, bold(row));
  sheet.block(left + inset, below, details, { ...small, quiet: true });
  part.columns.forEach((column, i) => {
    if (isTrack(column)) return paintTrack(sheet, part, i, row.cells[i], ...xs[i], sheet.y + 0.35 * u, tall - 0.7 * u, lane, [sheet.y, sheet.y + tall]);
    return paintCell(sheet, row.cells[i], cells[i], column, xs[i], middle + lane / 2 - Math.max(sheet.height(cells[i], small), 1.3 * sheet.small) / 2, { bold: row.strong });
  });
  sheet.y += tall;
}

function paintNarrow(sheet, part, row, { inset, trackWords }) {
  const { unit: u, left, width } = sheet;
  sheet.rule(left, sheet.y, left + width, sheet.y, "band");
  sheet.y += 0.35 * u;
  const said = part.columns.map((column, i) => [column, row.cells[i]]).filter(([column, cell]) => !isTrack(column) && (isSign(cell) || cell));
  if (row.swatch) sheet.swatch(row.swatch, left, sheet.y + 0.65 * u);
  sheet.y += sheet.block(left + inset, sheet.y, sheet.lines(row.name, width - inset, bold(row)), bold(row));
  sheet.y += sheet.block(left + inset, sheet.y, sheet.lines(row.detail ?? "", width - inset, small), { ...small, quiet: true });
  for (const [column, cell] of said) {
    const words = [column.words, cellWords(cell)].filter(Boolean).join(": ");
    const room = [left + inset, left + width];
    const lines = sheet.lines(words, width - inset - signGap(sheet, cell), { ...small, bold: row.strong });
    sheet.y += paintCell(sheet, cell, lines, { start: true }, room, sheet.y, { bold: row.strong });
  }
  let tracks = 0;
  part.columns.forEach((column, i) => {
    if (!isTrack(column)) return;
    const label = tracks++ ? Math.min(trackWords + 0.6 * u, 0.45 * width) : 0;
    const tall = trackHeight(sheet, part, i, row.cells[i], left + label, left + width) + 0.1 * u;
    const top = sheet.y + 0.1 * u;
    let low = top + tall;
    if (label) {
      const lines = sheet.lines(column.scale.words ?? "", label, small);
      low = Math.max(low, top + sheet.block(left, top + (tall - sheet.height(lines, small)) / 2, lines, { ...small, quiet: true }));
    }
    const grid = sheet.nodes.length;
    const x = shared(sheet, part, i, left + label, left + width);
    ticks(sheet, column.scale, x, top, top + tall, grid);
    paintTrack(sheet, part, i, row.cells[i], left + label, left + width, top, tall, laneOf(sheet, row.cells[i]));
    sheet.y = low;
  });
  sheet.y += 0.4 * u;
}

// Faint lines through a track, below its marks.
function ticks(sheet, scale, x, top, bottom, at) {
  const before = sheet.nodes.length;
  for (const [value] of scale.ticks ?? []) sheet.rule(x(value), top, x(value), bottom, "band");
  sheet.nodes.splice(at, 0, ...sheet.nodes.splice(before));
}

function grids(sheet, part, { xs }, top, at) {
  part.columns.forEach((column, i) => {
    if (isTrack(column)) ticks(sheet, column.scale, shared(sheet, part, i, ...xs[i]), top, sheet.y, at);
  });
}

// The numbers of each scale, below its last row; where it is narrow, of the first track only.
function paintAxes(sheet, part, { wide, xs, lone }) {
  const { left, width, unit: u } = sheet;
  const top = sheet.y;
  let low = top;
  let first = true;
  part.columns.forEach((column, i) => {
    if (!isTrack(column) || (!wide && !first)) return;
    const [from, to] = wide ? xs[i] : [left, left + width];
    sheet.y = top + 0.1 * u;
    const words = wide && !lone ? "" : column.scale.words;
    paintAxis(sheet, { ...column.scale, words }, { x: shared(sheet, part, i, from, to), left: from + 0.5 * u, right: to - 0.5 * u });
    low = Math.max(low, sheet.y);
    first = false;
  });
  sheet.y = low;
}
