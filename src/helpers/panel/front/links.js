// The state of a panel in the address of its page: read when the page opens or its address changes, written when a hand rests.

import { address, parts, read, written } from "./link.js";

export class Links {
  constructor(name, spec, shown) {
    Object.assign(this, { name, spec, shown });
    this.onHash = () => this.read();
    window.addEventListener("hashchange", this.onHash);
    this.read();
  }

  read() {
    const text = parts(location.hash)[this.name];
    if (text === undefined || text === this.written) return;
    const { state, unread } = read(this.spec, text);
    this.shown(state, unread.length ? `Not understood in the address: ${unread.join("; ")}. The nearest is shown.` : "");
  }

  write(state) {
    this.written = written(this.spec, state);
    const all = { ...parts(location.hash), [this.name]: this.written };
    history.replaceState(null, "", address(all, location.hash) || `${location.pathname}${location.search}`);
  }

  // The address of this panel in this state alone.
  static of(name, spec, state) {
    return `${location.href.split("#")[0]}${address({ [name]: written(spec, state) }) || `#fd1~${name}:`}`;
  }

  remove() {
    window.removeEventListener("hashchange", this.onHash);
  }
}
