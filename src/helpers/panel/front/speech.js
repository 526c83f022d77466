// What is said aloud: one short announcement after the last move, of what changed.

const PAUSE_MS = 600;
const sentences = (text) => text.split(/(?<=[.!?])\s+/);

export class Speech {
  constructor(node) {
    Object.assign(this, { node, last: null, timer: 0 });
  }

  // What stands there now; the first time it is nothing new.
  hear(text) {
    if (this.last === null) this.last = text;
    clearTimeout(this.timer);
    if (text === this.last) return;
    this.timer = setTimeout(() => {
      const before = new Set(sentences(this.last));
      this.node.textContent = sentences(text).filter((each) => !before.has(each)).join(" ");
      this.last = text;
    }, PAUSE_MS);
  }

  stop() {
    clearTimeout(this.timer);
  }
}
