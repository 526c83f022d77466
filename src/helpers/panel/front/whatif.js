// What would change the answer: each other answer to one question that changes a verdict, the nearest one of numbers.

import { patientOf, reasonsOf, verdictOf } from "./assess.js";

const STEPS = 60; // how far a number is moved to either side

const FIXED = ["sex", "postmenopausal", "age_years", "height_cm"]; // nobody changes these to get a drug

// What sets a drug free that is ruled out comes first, then the nearest to hand: what is in sight.
function rank({ question, moved }, now, { groups }, { verdicts }) {
  const freed = moved.some(({ id, verdict }) => verdicts.indexOf(verdict) > verdicts.indexOf(now[id]));
  const near = groups.some(({ inSight, questions }) => inSight && questions.some(({ name }) => name === question.name));
  return (freed ? 0 : 4) + (near ? 0 : 2) + (question.name === "purpose" ? 1 : 0);
}

// `told(number, "steps" | "starts")`: the step of a number, as the card counts it now.
export function ways(answers, questions, { questions: asked, rules }, regimens, told) {
  const judged = (tried) => {
    try {
      const reasons = reasonsOf(patientOf(tried, asked), rules);
      return Object.fromEntries(regimens.map((id) => [id, verdictOf(reasons.get(id), rules)]));
    } catch { return null; } // what cannot be is no way
  };
  const now = judged(answers);
  const movedBy = (question, answer) => {
    const then = judged({ ...answers, [question.name]: answer });
    return then ? regimens.filter((id) => then[id] !== now[id]).map((id) => ({ id, verdict: then[id] })) : null;
  };
  const found = [];
  if (!now) return found;
  for (const question of questions.filter(({ name }) => Object.hasOwn(answers, name) && !FIXED.includes(name))) {
    const answer = answers[question.name];
    for (const other of question.number ? [] : question.choices.filter(({ name }) => name !== answer)) {
      const moved = movedBy(question, other.name);
      if (moved?.length) found.push({ question, answer: other.name, words: other.words, moved });
    }
    if (!question.number) continue;
    const step = told(question.number, "steps");
    for (const way of [-1, 1]) {
      for (let k = 1; k <= STEPS; k += 1) {
        const other = Number((answer + way * k * step).toFixed(2));
        if (other < question.number.low || other > question.number.high) break;
        const moved = movedBy(question, other);
        if (moved === null) break;
        if (!moved.length) continue;
        found.push({ question, answer: other, words: `${other}${question.number.unit ? ` ${question.number.unit}` : ""} instead of ${answer}`, moved });
        break;
      }
    }
  }
  const ranked = new Map(found.map((each) => [each, rank(each, now, asked, rules)]));
  return found.sort((a, b) => ranked.get(a) - ranked.get(b));
}
