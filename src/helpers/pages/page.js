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
    setTimeout(() => { for (const handler of this.handlers["msg:custom"] ?? []) handler(answer); }, 0);
  }
}

async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}

// One panel after the other, so that the first moves before the last is unpacked. Where nothing can be unpacked the
// panel at rest stays.
async function mount() {
  for (const place of document.querySelectorAll("[data-panel]")) {
    const held = JSON.parse(await inflated(document.getElementById(`fd-${place.dataset.panel}`).textContent));
    place.replaceChildren(); // the panel at rest makes way for the moving one
    front.render({ model: new PageModel({ ...held, uid: place.dataset.panel, name: place.dataset.panel }), el: place });
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
}

// "#only=cohort": nothing but this panel is to be seen.
function only() {
  const name = decodeURIComponent(/(?:^#|&)only=([^&]*)/.exec(location.hash)?.[1] ?? "");
  const kept = name && document.querySelector(`[data-panel="${CSS.escape(name)}"]`);
  for (const cell of document.querySelectorAll(".page-kept")) cell.classList.remove("page-kept");
  if (kept) kept.closest(".cell").classList.add("page-kept");
  if (kept) document.body.dataset.only = name;
  else delete document.body.dataset.only;
}

// On paper everything is open; afterwards folds are as they were.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")].filter((fold) => !fold.closest(".fd-side, .fd-tools"));
  for (const fold of folded) fold.open = true;
});
window.addEventListener("afterprint", () => { for (const fold of folded) fold.open = false; });
window.addEventListener("hashchange", only);
only();
mount();
