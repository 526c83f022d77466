// How sure somebody was against how often they were right: a sentence, a picture, a table.

import { KEYS, make } from "./controls.js";
import { node } from "./sheet.js";

const [SQUARE, AROUND, ABOVE] = [220, 46, 12]; // of the picture, in its own units
const ALIKE = 5; // percent apart that count as alike

// `said`: { sure, right } of each statement; `levels`: { percent, words }.
export function calibration(said, levels) {
  const groups = levels.map(({ percent, words }) => {
    const here = said.filter(({ sure }) => sure === percent);
    return { percent, words: `${words} (${percent}\u00a0%)`, all: here.length, right: here.filter(({ right }) => right).length };
  }).filter(({ all }) => all);
  const mean = said.reduce((sum, { sure }) => sum + sure, 0) / said.length;
  const share = 100 * said.filter(({ right }) => right).length / said.length;
  const apart = mean - share;
  const way = Math.abs(apart) <= ALIKE ? "You knew well how much you know." : apart > 0 ? "You were more often sure than right." : "You knew more than you thought.";
  const sentence = `On average you were ${Math.round(mean)} % sure, and ${Math.round(share)} % of your verdicts were right. ${way}`;
  const lines = groups.map(({ words, all, right }) => `${words}: ${right} of ${all} right.`).join(" ");
  const head = make("tr", {}, ...["How sure", "Statements", "Right"].map((words) => make("th", { scope: "col" }, words)));
  const rows = groups.map(({ words, all, right }) => make("tr", {}, make("th", { scope: "row" }, words), make("td", {}, String(all)), make("td", {}, String(right))));
  const table = make("table", {}, make("caption", {}, "How sure, and how often right"), make("thead", {}, head), make("tbody", {}, ...rows));
  const few = make("p", { className: "fd-note" }, `These are few statements: one more right or wrong moves a point far. On the dashed line one is right as often as one is sure; who only guesses is right once in four.`);
  return { nodes: [make("h4", {}, "How sure were you, and how often right?"), make("p", { className: "fd-sentence" }, sentence), square(groups, `${sentence} ${lines}`), few, make("details", {}, make("summary", KEYS, "The numbers as a table"), make("div", { className: "fd-table" }, table))], sentence, lines };
}

// A square of 0 to 100 %; a dashed line where both are equal; a disc for each level, larger for more statements.
function square(groups, words) {
  const x = (percent) => AROUND + SQUARE * percent / 100;
  const y = (percent) => ABOVE + SQUARE * (1 - percent / 100);
  const text = (at, anchor, said, more = {}) => node("text", { x: at[0], y: at[1], "text-anchor": anchor, ...more }, said);
  const ticks = [0, 25, 50, 75, 100].flatMap((at) => [
    node("path", { d: `M${x(0)} ${y(at)}H${x(100)}M${x(at)} ${y(0)}V${y(100)}`, class: "fd-grid" }),
    text([x(at), SQUARE + ABOVE + 18], "middle", String(at)), text([AROUND - 8, y(at) + 4], "end", String(at)),
  ]);
  const radius = (all) => 4 + 2 * Math.sqrt(all);
  const discs = groups.map(({ percent, all, right }) => {
    const at = [x(percent), y(100 * right / all)];
    return node("g", {}, node("circle", { cx: at[0], cy: at[1], r: radius(all) }), text([at[0] - radius(all) - 4, at[1] + 4], "end", `${right} of ${all}`));
  });
  return node(
    "svg", { viewBox: `0 0 ${SQUARE + AROUND + 24} ${SQUARE + ABOVE + 46}`, role: "img", "aria-label": words }, ...ticks,
    node("path", { d: `M${x(0)} ${y(0)}L${x(100)} ${y(100)}`, class: "fd-equal" }), ...discs,
    text([x(50), SQUARE + ABOVE + 40], "middle", "how sure you were, %"), text([12, y(50)], "middle", "how often right, %", { transform: `rotate(-90 12 ${y(50)})` }),
  );
}
