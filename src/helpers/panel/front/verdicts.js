// What the card says: verdicts with their reasons, and what would change them.

import { byAnswer, inside } from "./asked.js";
import { KEYS, make } from "./controls.js";
import { ways } from "./whatif.js";

const FIRST_WAYS = 6; // of what would change the answer; the others are folded

export function verdictGroup(card, verdict, found) {
  const lines = found.map(({ id, name }) => {
    const why = card.reasons.get(id);
    if (!why.length) return make("li", {}, name);
    const box = make("details", { open: card.opened.has(id) }, make("summary", KEYS, name), make("ul", {}, ...reasonLines(card, why)));
    box.addEventListener("toggle", () => card.opened[box.open ? "add" : "delete"](id));
    return make("li", {}, box);
  });
  const sign = make("span", { className: "fd-sign", "aria-hidden": "true" }, card.spec.signs[verdict]);
  return make("section", { className: "fd-verdict-group", "data-verdict": verdict }, make("h4", {}, sign, ` ${verdict[0].toUpperCase()}${verdict.slice(1)} (${found.length})`), make("ul", {}, ...lines));
}

// Reasons as lines; what is not known is one line.
export function reasonLines(card, why) {
  const asks = [...new Set(why.flatMap((reason) => reason.asks).flatMap((field) => openQuestions(card, field)))];
  const once = why.filter(({ asks, text }, i) => !asks.length && why.findIndex((each) => each.text === text) === i);
  const lines = once.map(({ verdict, text, place }) => make("li", {}, make("strong", {}, `${verdict}: `), text, ...(place ? [make("small", {}, ` ${place}`)] : [])));
  if (asks.length) lines.push(make("li", {}, make("strong", {}, "ask first: "), `not known: ${asks.map(inside).join("; ")}.`));
  const unread = why.filter(({ asks: [field], text }) => field && text.includes("was not read"));
  if (unread.length) lines.push(make("li", {}, `What the label says about it was not read: ${unread.map(({ asks: [field] }) => openQuestions(card, field).map(inside).join(", ")).join("; ")}.`));
  return lines;
}

// The open questions behind a field, as the card asks them.
export function openQuestions(card, field) {
  const { any } = card.spec.questions;
  const open = (name) => !Object.hasOwn(card.answers, name);
  if (field === "creatinine_clearance") return ["age_years", "sex", "creatinine", "creatinine_unit", "weight_kg", "height_cm"].filter(open).map((name) => card.fields[name].question.ask);
  if (Object.hasOwn(any, field)) return any[field].filter(open).map((name) => card.fields[name].question.ask);
  const found = card.questions.find((question) => question.field === field || question.choices.some(({ sets }) => Object.hasOwn(sets, field)));
  return [found ? found.ask : field.replaceAll("_", " ")];
}

export function changedBy(card) {
  const back = card.before && make("button", { type: "button", className: "fd-button", ...KEYS }, "Put it back");
  back?.addEventListener("click", () => {
    card.answers = card.before;
    card.before = null;
    card.follow();
    card.whatIf.firstElementChild.focus();
  });
  const names = card.all ? card.spec.rules.regimens.map(({ id }) => id) : card.spec.first;
  const found = card.reasons ? ways(card.answers, card.questions, card.spec, names, (number, name) => byAnswer(card, number[name], number[name.slice(0, -1)])) : [];
  const lines = found.map(({ question, answer, words, moved }) => {
    const button = make("button", { type: "button", className: "fd-button", ...KEYS }, "Try it");
    button.setAttribute("aria-label", `Try it: ${question.ask}: ${words}`);
    button.addEventListener("click", () => {
      card.before ??= { ...card.answers };
      card.answers = { ...card.answers, [question.name]: answer };
      card.follow();
      card.whatIf.firstElementChild.focus();
    });
    const verdicts = card.spec.rules.verdicts.toReversed().filter((verdict) => moved.some((each) => each.verdict === verdict));
    const told = verdicts.map((verdict) => make("div", {}, make("strong", {}, `${card.spec.signs[verdict]} ${verdict}: `), moved.filter((each) => each.verdict === verdict).map(({ id }) => card.regimen(id).name).join("; ")));
    return make("li", {}, `${question.ask}: ${words} `, button, ...told);
  });
  const nothing = make("p", {}, card.reasons ? "No single other answer to what is answered changes a verdict." : "First put right what cannot be.");
  const more = lines.slice(FIRST_WAYS);
  const folded = more.length ? [make("details", {}, make("summary", KEYS, `${more.length} more`), make("ul", {}, ...more))] : [];
  return [...(back ? [back] : []), ...(lines.length ? [make("ul", {}, ...lines.slice(0, FIRST_WAYS)), ...folded] : [nothing])];
}
