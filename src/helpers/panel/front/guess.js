// A guess: marks that follow their controls in the browser, with no question to Python, and words that tell how far off.

// A scene with the marks that follow controls put where these stand now, and saying it.
export function followed(part, controls, state) {
  if (Array.isArray(part)) return part.map((each) => followed(each, controls, state));
  if (!part || typeof part !== "object") return part;
  const made = Object.fromEntries(Object.entries(part).map(([name, each]) => [name, name === "handle" ? each : followed(each, controls, state)]));
  const names = [part.follows ?? []].flat();
  if (!names.length) return made;
  const numbers = names.map((name) => Number(state[name]));
  const words = names.map((name) => controls.find((control) => control.name === name)?.options.find(({ value }) => value === state[name])?.words);
  if (part.says) made.says = `${part.says}, ${words.join(", ")}`;
  if (part.is === "bar") made.high = numbers[0];
  if (part.is === "point") made[part.handle?.along ?? "x"] = numbers[0];
  if (part.is === "line") made.ys = numbers;
  if (part.is === "hundred") made.counts = [[part.counts[0][0], Math.round(numbers[0]), `${part.counts[0][2]}, ${words[0]}`], ...part.counts.slice(1)];
  return made;
}

// The words with what each control tells of its value.
export function toldBy(text, controls, state) {
  return controls.filter((control) => control.tells.length).reduce((words, control) => {
    const at = control.options.findIndex(({ value }) => value === state[control.name]);
    return words.replaceAll(`{${control.name}}`, control.tells[at] ?? "");
  }, text);
}

// A table with what was said: a page holds one table for every guess.
export function saidBy(html, controls, state) {
  return controls.filter((control) => control.tells.length).reduce((told, control) => told.replaceAll(`{said ${control.name}}`, String(state[control.name])), html);
}

// What is guessed now, as one text; empty where nothing is.
export const guessedIn = (spec, state) => spec.controls.filter((control) => control.tells.length).map((control) => state[control.name]).join();

// Whether nothing was set yet: a guess that nobody made cannot be committed.
export const isUntouched = (spec, state) => spec.controls.every((control) => !control.tells.length || state[control.name] === control.default);

export const isGuess = (spec) => spec.controls.some((control) => control.tells.length);
export const isCommitted = ({ controls }, state) =>
  controls.some((control) => control.kind === "commit" && state[control.name] === control.options[1].value);
