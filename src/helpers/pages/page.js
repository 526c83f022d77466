// What a page adds to the panel's front end: a model that answers from the page itself, and what an address asks for.

class PageModel {
  constructor({ spec, state, uid, name, frames, tables }) {
    this.values = { _spec: spec, _uid: uid, _name: name, state };
    this.frames = frames;
    this.tables = tables;
    this.handlers = {};
  }
  get(name) { return this.values[name]; }
  set(name, value) { this.values[name] = value; }
  save_changes() {}
  on(event, handler) { (this.handlers[event] ??= new Set()).add(handler); }
  off(event, handler) { this.handlers[event]?.delete(handler); }
  send({ kind, key }) {
    const frame = this.frames[key];
    const found = frame ? { ...frame, kind: "frame", key, table: undefined } : { kind: "absent", key };
    const answer = kind === "table" ? { kind, key, table: this.tables[frame?.table] ?? "" } : found;
    const tell = () => { for (const handler of this.handlers["msg:custom"] ?? []) handler(answer); };
    if (kind === "table") tell(); // at once: paper does not wait
    else setTimeout(tell, 0);
  }
}

async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}

// One panel after the other, so that the first moves before the last is unpacked. Where nothing can be unpacked the
// panel at rest stays.
async function mount() {
  const [named] = Object.keys(parts(location.hash)); // what stands as at its start is taken out of the address
  for (const place of document.querySelectorAll("[data-panel]")) {
    const held = JSON.parse(await inflated(document.getElementById(`fd-${place.dataset.panel}`).textContent));
    place.replaceChildren(); // the panel at rest makes way for the moving one
    front.render({ model: new PageModel({ ...held, uid: place.dataset.panel, name: place.dataset.panel }), el: place });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
  // Who follows a link to a panel sees that panel; who comes back stays where they were.
  const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (named && arrived) document.querySelector(`[data-panel="${CSS.escape(named)}"]`)?.scrollIntoView();
  for (const place of document.querySelectorAll("[data-exercise]")) {
    const spec = JSON.parse(await inflated(document.getElementById(`fd-${place.dataset.exercise}`).textContent));
    place.replaceChildren();
    front.render({ model: new PageModel({ spec, state: {}, uid: place.dataset.exercise, name: place.dataset.exercise }), el: place });
    if (["exercise", "judge"].includes(spec.kind)) key(spec);
  }
}

// On paper the answers to an exercise stand at the end of the page.
function key({ title, items }) {
  const section = document.querySelector(".page-key") ?? Object.assign(document.createElement("section"), { className: "page-key" });
  if (!section.isConnected) {
    section.append(Object.assign(document.createElement("h2"), { textContent: "Key" }));
    document.querySelector("main").append(section);
  }
  section.append(Object.assign(document.createElement("h3"), { textContent: title }));
  for (const [i, item] of items.entries()) {
    const right = { judge: () => ({ text: `${item.statement} ${item.verdict}`, feedback: item.why }), choose: () => item.options.find((option) => option.right), order: () => item.steps.join(" – "), sort: () => item.cards.map((card) => `${card.text} ${card.pile}.`).join(" ") }[item.kind ?? "judge"]();
    const words = typeof right === "string" ? right : `${right.text}. ${right.feedback}`;
    section.append(Object.assign(document.createElement("p"), { textContent: `${i + 1}. ${words}` }));
  }
}

// "#only=cohort": nothing but this panel is to be seen.
function only() {
  const name = decodeURIComponent(/(?:^#|&)only=([^&]*)/.exec(location.hash)?.[1] ?? "");
  const kept = name && document.querySelector(`[data-panel="${CSS.escape(name)}"], [data-exercise="${CSS.escape(name)}"]`);
  for (const cell of document.querySelectorAll(".page-kept")) cell.classList.remove("page-kept");
  if (kept) kept.closest(".cell").classList.add("page-kept");
  if (kept) document.body.dataset.only = name;
  else delete document.body.dataset.only;
  const known = [...document.querySelectorAll("[data-panel]")].map((place) => place.dataset.panel).join(", ");
  document.querySelector(".page-note").textContent = name && !kept ? `This page has no panel “${name}”. It has: ${known}.` : "";
}

// On paper everything is open and on white; afterwards folds and colours are as they were.
let folded = [];
const themes = new Map();
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")].filter((fold) => !fold.closest(".fd-side, .fd-tools"));
  for (const fold of folded) {
    fold.open = true;
    if (fold.matches(".fd-numbers")) fold.dispatchEvent(new Event("toggle")); // the browser's own comes too late
  }
  for (const panel of document.querySelectorAll(".fd-panel")) {
    themes.set(panel, panel.dataset.theme);
    panel.dataset.theme = "light";
  }
});
window.addEventListener("afterprint", () => {
  for (const fold of folded) fold.open = false;
  for (const [panel, theme] of themes) panel.dataset.theme = theme;
});
// A table that scrolls sideways can be reached by keys.
function reachable() {
  for (const table of document.querySelectorAll("main table")) {
    if (table.closest(".fd-table")) continue;
    if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
    else table.removeAttribute("tabindex");
  }
}

window.addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true); // what was folded has no width
reachable();
window.addEventListener("hashchange", only);
only();
mount();
