// What labels let a patient have: assessment.py in the browser, by the same rules as data. Same patient, same reasons.

const ASK = "ask first";
const GIVEN = "as given";
const [CLEARANCE, EGFR, HEIGHT, DIALYSIS] = ["creatinine_clearance", "egfr", "height_cm", "on_dialysis"];
const HEART = "months_since_heart_attack_or_stroke";
const NEEDED = ["age_years", "weight_kg", "creatinine", "creatinine_unit", "sex"];
const has = (patient, name) => Object.hasOwn(patient, name);
const six = (number) => String(Number(number.toPrecision(6))); // as Python writes :g
const shown = (value) => (typeof value === "string" ? `'${value}'` : String(value));

// The fields of a patient from answers by question.
export function patientOf(answers, { groups, any }) {
  const patient = {};
  for (const question of groups.flatMap((group) => group.questions)) {
    if (!has(answers, question.name) || !isAsked(question, answers)) continue;
    const answer = answers[question.name];
    if (question.number) patient[question.field] = answer;
    else Object.assign(patient, question.choices.find(({ name }) => name === answer).sets);
  }
  for (const [field, parts] of Object.entries(any)) {
    const given = parts.map((part) => answers[part]);
    if (given.includes("yes")) patient[field] = "yes";
    else if (given.every((each) => each === "no") && patient[field] !== "yes") patient[field] = "no";
  }
  return patient;
}

// Nobody asks a man for his menopause.
export const isAsked = ({ onlyIf }, answers) => Object.entries(onlyIf).every(([name, wanted]) => answers[name] === undefined || answers[name] === wanted);

// By regimen: its reasons, gravest first; none where it is suitable. Throws words for what cannot be.
export function reasonsOf(patient, data) {
  mustBePossible(patient, data);
  const cleared = clearedOf(patient, data);
  const doubt = disagreement(patient, cleared, data);
  const gravity = ({ verdict }) => data.verdicts.indexOf(verdict);
  return new Map(data.regimens.map(({ id, base, drugClass, uses, rules }) => {
    const own = withAllergy(patient, base, drugClass);
    const why = [...labelled(own, uses, data), ...broken(own, cleared, rules, doubt, data)];
    if (!rules.length) why.push(reason(ASK, "Nobody read what its label rules out."));
    return [id, why.sort((a, b) => gravity(a) - gravity(b))];
  }));
}

// The answer on allergy that holds for one drug; of another drug of its class, nobody knows.
function withAllergy(patient, drug, drugClass) {
  const to = patient.allergic_to;
  if (to === undefined || has(patient, "allergy_to_product") || to === drugClass) return patient;
  return { ...patient, allergy_to_product: to === drug ? "yes" : "no" };
}

export const verdictOf = (why, data) => (why.length ? why[0].verdict : data.verdicts.at(-1));

const reason = (verdict, text, place = "", asks = []) => ({ verdict, text, place, asks });

// ---------------------------------------------------------------- what a patient may be

function mustBePossible(patient, data) {
  for (const [name, value] of Object.entries(patient)) {
    if (name === "allergic_to") oneOf(name, value, data.allergens);
    else if (has(data.choices, name)) oneOf(name, value, data.choices[name]);
    else if (data.numeric.includes(name)) {
      if (!(name === HEART && value === "never")) mustBeNumber(name, value, data);
    } else oneOf(name, value, ["yes", "no"]);
  }
  if (patient.age_years < data.adult) throw new Error(`age_years: found ${six(patient.age_years)}, expected ${data.adult} or more: the labels are for adults`);
  if (has(patient, "creatinine") && has(patient, "creatinine_unit")) inMgDl(patient.creatinine, patient.creatinine_unit, data);
}

function oneOf(name, value, known) {
  if (!known.includes(value)) throw new Error(`${name}: found ${shown(value)}, expected one of ${known.join(", ")}`);
}

function mustBeNumber(name, value, { numbers }) {
  const [low, high] = numbers[name];
  if (!(Number.isFinite(value) && low <= value && value <= high)) throw new Error(`${name}: found ${shown(value)}, expected a number from ${six(low)} to ${six(high)}`);
}

function inMgDl(creatinine, unit, { plausible, formula }) {
  const [low, high] = plausible[unit];
  if (!(low <= creatinine && creatinine <= high)) {
    const other = Object.keys(plausible).find((each) => each !== unit);
    const fits = plausible[other][0] <= creatinine && creatinine <= plausible[other][1];
    throw new Error(`creatinine: found ${six(creatinine)} ${unit}, expected ${six(low)} to ${six(high)} ${unit}${fits ? `; was ${other} meant?` : ""}`);
  }
  return unit === "µmol/L" ? creatinine / formula["µmol/L in a mg/dL"] : creatinine;
}

// ---------------------------------------------------------------- the kidneys

// By the weight that goes in: the clearance of Cockcroft and Gault; nothing where a value is missing.
function clearances(patient, data) {
  if (NEEDED.some((name) => !has(patient, name))) return {};
  const weights = { actual: patient.weight_kg };
  const { formula: v, inch } = data;
  if (has(patient, HEIGHT)) {
    const ideal = v[`ideal weight, ${patient.sex}`] + v["ideal weight, per inch"] * (patient[HEIGHT] / inch - v["ideal weight, from inches"]);
    Object.assign(weights, { ideal, adjusted: ideal + v["adjusted weight, share"] * (patient.weight_kg - ideal) });
  }
  return Object.fromEntries(Object.entries(weights).map(([name, kg]) => [name, clearanceOf({ ...patient, weight_kg: kg }, data)]));
}

function clearanceOf({ age_years, weight_kg, creatinine, creatinine_unit, sex }, data) {
  const { formula: v } = data;
  const mgDl = inMgDl(creatinine, creatinine_unit, data);
  return Math.max((v["age from"] - age_years) * weight_kg / (v.divisor * mgDl) * (sex === "female" ? v["female, share"] : 1), 0);
}

// The least and the most that a creatinine can come to, whatever is not known of age, sex, weight and unit.
function reachOf(patient, data) {
  if (!has(patient, "creatinine")) return [];
  const { plausible, numbers, reach } = data;
  const units = has(patient, "creatinine_unit") ? [patient.creatinine_unit] : Object.keys(plausible);
  const found = units.filter((unit) => plausible[unit][0] <= patient.creatinine && patient.creatinine <= plausible[unit][1])
    .flatMap((unit) => (has(patient, "sex") ? [patient.sex] : reach.sexes).flatMap((sex) => [0, 1].map((end) => clearanceOf({
      age_years: patient.age_years ?? reach.age_years[1 - end], weight_kg: patient.weight_kg ?? numbers.weight_kg[end], creatinine: patient.creatinine, creatinine_unit: unit, sex,
    }, data))));
  return found.length ? [Math.min(...found), Math.max(...found)] : [];
}

function clearedOf(patient, data) {
  const workedOut = clearances(patient, data);
  if (!has(patient, CLEARANCE)) return workedOut;
  const given = patient[CLEARANCE];
  const known = Object.values(workedOut);
  const values = known.length ? known : reachOf(patient, data);
  if (values.length && !(Math.min(...values) - data.apart <= given && given <= Math.max(...values) + data.apart)) {
    const ours = known.length ? clearancesInWords(workedOut) : `${Math.floor(Math.max(...values) + 0.5)} mL/min at most`;
    throw new Error(`${CLEARANCE}: found ${six(given)} mL/min, but the creatinine comes to ${ours}: which one stands?`);
  }
  return { [GIVEN]: given, ...workedOut };
}

export const clearancesInWords = (cleared) => Object.entries(cleared)
  .map(([name, value]) => `${Math.floor(value + 0.5)} mL/min (${name === GIVEN ? name : `${name} weight`})`).join(", ");

function disagreement(patient, cleared, data) {
  const { severeBelow, severe } = data;
  const told = new Map();
  const known = Object.values(cleared);
  const sides = new Set((known.length ? known : reachOf(patient, data)).map((value) => value < severeBelow));
  if (sides.size && (known.length || sides.size === 1)) told.set(known.length ? `clearance ${clearancesInWords(cleared)}` : `creatinine ${six(patient.creatinine)}`, sides.has(true));
  if (has(patient, EGFR)) told.set(`eGFR ${six(patient[EGFR])}`, patient[EGFR] < severeBelow);
  const name = severe.find((each) => has(patient, each));
  if (name) told.set(`${name.replaceAll("_", " ")} ${patient[name]}`, patient[name] === "yes");
  if (patient[DIALYSIS] === "yes") told.set("on dialysis", true);
  const apart = new Set(told.values()).size === 2 || (sides.size === 2 && known.length && told.size > 1);
  return apart ? [...told.keys()].join("; ") : "";
}

// The clearance of a patient in words; nothing where it is not known, or cannot be.
export function clearanceWords(patient, data) {
  try { return clearancesInWords(clearedOf(patient, data)); } catch { return ""; }
}

// ---------------------------------------------------------------- reasons

function labelled(patient, uses, { populations, onCondition }) {
  const asked = new Set();
  let doubtful = "";
  for (const { population, purpose, stated, condition } of uses) {
    if (!has(populations, population)) {
      doubtful ||= `It is labelled for ${population}: does that fit?`;
      continue;
    }
    const needed = Object.entries({ ...populations[population], purpose });
    if (needed.some(([name, value]) => has(patient, name) && patient[name] !== value)) continue;
    const missing = needed.map(([name]) => name).filter((name) => !has(patient, name));
    if (missing.length) missing.forEach((name) => asked.add(name));
    else if (stated !== "stated") doubtful = `Sources disagree on whether it is labelled for ${population}, ${purpose}.`;
    else if (onCondition.includes(population) && condition) doubtful = `It is labelled for ${population} on a condition. ${condition}`;
    else return [];
  }
  if (doubtful) return [reason(ASK, doubtful)];
  const names = [...asked].sort();
  if (names.length) return [reason(ASK, `Whom it is labelled for depends on: ${names.join(", ")}.`, "", names)];
  return [reason("not recommended", `Not labelled for ${who(patient)}.`, "labelled uses")];
}

function who({ sex, postmenopausal, purpose }) {
  const parts = [{ female: "a woman", male: "a man" }[sex] ?? "this patient"];
  if (postmenopausal === "no" && sex === "female") parts.push("before the menopause");
  if (purpose) parts.push(`for ${purpose}`);
  return parts.join(" ");
}

function broken(patient, cleared, rules, doubt, { kidneys }) {
  const found = [];
  const byActualAlone = !has(patient, HEIGHT) && !has(cleared, GIVEN);
  for (const { field, comparison, threshold, unit, verdict, reason: why, place } of rules) {
    const values = field === CLEARANCE ? Object.values(cleared) : has(patient, field) ? [patient[field]] : [];
    const met = values.map((value) => isMet(comparison, threshold, value));
    if (!met.length) {
      const unread = verdict ? "" : " What the label says about it was not read.";
      found.push(reason(ASK, `Not known: ${field}.${unread}`, place, [field]));
    } else if (!verdict) {
      if (met.includes(true)) found.push(reason(ASK, why));
    } else if (!met.includes(false)) found.push(reason(verdict, why, place));
    else if (met.includes(true)) found.push(reason(ASK, `The weights fall on both sides of the limit of ${threshold} ${unit}: ${clearancesInWords(cleared)}. Which one holds?`, place));
    else if (field === CLEARANCE && byActualAlone) found.push(reason(ASK, `Not known: ${HEIGHT}. Another weight than the actual one may decide: ${clearancesInWords(cleared)}.`, place, [HEIGHT]));
    else if (kidneys.includes(field) && doubt) found.push(reason(ASK, `The answers about the kidneys do not fit together: ${doubt}. Which holds?`, place));
  }
  return found;
}

function isMet(comparison, threshold, value) {
  if (comparison === "is") return value === threshold;
  if (value === "never") return false;
  return comparison === "<" ? value < Number(threshold) : value >= Number(threshold);
}
