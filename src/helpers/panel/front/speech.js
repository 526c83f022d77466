// What is said aloud: one short announcement after the last move, of what changed.

const PAUSE_MS = 600;
const sentences = (text) => text.split(/(?<=[.!?])\s+/);

// The sentences of a text that did not stand in the one before.
function fresh(text, before) {
  const old = new Set(sentences(before));
  return sentences(text).filter((each) => !old.has(each)).join(" ");
}

export class Speech {
  constructor(node) {
    Object.assign(this, { node, last: null, timer: 0 });
  }

  // What stands there now, and its description; the first time it is nothing new. A move that leaves the sentence as it
  // is changes the picture, or nothing: that is said too.
  hear(text, alt) {
    this.last ??= { text, alt };
    clearTimeout(this.timer);
    if (text === this.last.text && alt === this.last.alt) return;
    this.timer = setTimeout(() => {
      this.node.textContent = fresh(text, this.last.text) || fresh(alt, this.last.alt);
      this.last = { text, alt };
    }, PAUSE_MS);
  }

  stop() {
    clearTimeout(this.timer);
  }
}
