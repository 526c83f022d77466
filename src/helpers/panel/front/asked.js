// What the card asks: lists and numbers that may stay open, and answers as text.

import { KEYS, make } from "./controls.js";

const OPEN = "not known";
export const numberOf = (text) => (/^[-+]?(\d+[.,]?\d*|[.,]\d+)$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : NaN); // a comma may be decimal
export const inside = (words) => words[0].toLowerCase() + words.slice(1);

// One question: a list to choose from, or a number in steps; both can stay open.
export function questionField(card, question) {
  const id = `${card.id}-${question.name}`;
  const { number } = question;
  const input = number
    ? make("input", { type: "text", id, placeholder: OPEN, inputMode: "decimal", autocomplete: "off", ...KEYS })
    : make("select", { id, ...KEYS }, make("option", { value: "" }, OPEN), ...question.choices.map(({ name, words }) => make("option", { value: name }, words)));
  input.addEventListener(number ? "input" : "change", () => card.answered(question, input));
  if (number) {
    input.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      const step = byAnswer(card, number.steps, number.step); // from nothing the first step leads to a usual value
      const next = input.value ? numberOf(input.value) + way * step : byAnswer(card, number.starts, number.start);
      if (Number.isNaN(next)) return;
      input.value = Number(Math.min(Math.max(next, number.low), number.high).toFixed(2));
      card.answered(question, input);
    });
  }
  const unit = number?.unit ? ` (${number.unit})` : "";
  const wrong = make("p", { className: "fd-wrong", id: `${id}-wrong`, hidden: true });
  const box = make("div", { className: "fd-question" }, make("label", { htmlFor: id }, `${question.ask}${unit}`), input, wrong);
  card.fields[question.name] = { question, input, box, wrong };
  return box;
}


// What holds for a number by the answer to another question: its step, where it starts.
export function byAnswer(card, table, usual) {
  for (const [name, values] of Object.entries(table)) if (Object.hasOwn(values, card.answers[name])) return values[card.answers[name]];
  return usual;
}

// The answers that a text names, and what of it was not understood.
export function answersOf(text, questions) {
  const answers = {};
  const unread = [];
  for (const part of text.split(";").map((each) => each.trim()).filter(Boolean)) {
    const at = part.indexOf("=");
    const [name, value] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    const question = at > 0 && questions.find((each) => each.name === name);
    const number = numberOf(value);
    const chosen = question && !question.number && question.choices.find((choice) => choice.name === value.replaceAll("μ", "µ"));
    const fits = question && (question.number ? Number.isFinite(number) : chosen);
    if (fits) answers[name] = question.number ? number : chosen.name;
    else unread.push(part);
  }
  return { answers, unread };
}
