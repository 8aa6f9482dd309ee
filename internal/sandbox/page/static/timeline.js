// A list of messages that grows and changes, and keeps in sight what matters.

import { make } from './nodes.js';

const nearEnd = 80; // pixels from the end at which the reader counts as there
const above = 1 / 8; // of the list's height that shows what came before a message that is put at the top

export class Timeline {
  #draw;
  #missed;
  #at = 0; // where the list was last seen to stand
  // What stays in sight while the list grows: the beginning of the newest
  // message after it has come, the end after the reader has gone there, nothing
  // while the reader is elsewhere.
  #pin = 'newest';

  // missed is told how many messages came while the reader was elsewhere.
  constructor(list, draw, missed = () => {}) {
    this.list = list;
    this.#draw = draw;
    this.#missed = missed;
    this.unseen = 0;
    list.addEventListener('scroll', () => this.#look());
    // Pictures come later than their messages, and the list changes its size.
    list.addEventListener('load', () => this.#hold(), true);
    new ResizeObserver(() => this.#hold()).observe(list);
  }

  #see(count) {
    this.unseen = count;
    this.#missed(count);
  }

  // look notes where the reader has gone.
  #look() {
    if (Math.abs(this.list.scrollTop - this.#at) <= 2) return;
    this.#at = this.list.scrollTop;
    const left = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight;
    this.#pin = left < nearEnd ? 'end' : null;
    if (this.#pin) this.#see(0);
  }

  // hold puts the list back where it is pinned. The beginning of the newest
  // message is only put at the top if the message is higher than the list.
  #hold() {
    const newest = this.list.lastElementChild;
    if (!this.#pin || !newest) return;
    const end = this.list.scrollHeight - this.list.clientHeight;
    const top = newest.getBoundingClientRect().top - this.list.getBoundingClientRect().top + this.list.scrollTop;
    const beginning = top - this.list.clientHeight * above;
    this.list.scrollTop = this.#pin === 'end' ? end : Math.min(end, beginning);
    this.#at = this.list.scrollTop;
  }

  find(id) {
    return this.list.querySelector(`:scope > .message[data-id="${CSS.escape(id)}"]`);
  }

  clear() {
    this.list.replaceChildren();
    this.#pin = 'newest';
    this.#see(0);
  }

  // insert keeps the order of time: what is loaded may come after what is new.
  #insert(node) {
    let next = null;
    for (let last = this.list.lastElementChild; last && Number(last.dataset.created) > Number(node.dataset.created); last = last.previousElementSibling) next = last;
    this.list.insertBefore(node, next);
  }

  // put adds a message or draws it anew. A field in which somebody types keeps
  // the cursor.
  put(message) {
    this.#look();
    const fresh = this.#draw(message);
    const old = this.find(message.id);
    if (!old) {
      this.#insert(fresh);
      if (this.#pin) this.#pin = 'newest';
      else this.#see(this.unseen + 1);
    } else {
      const active = old.contains(document.activeElement) ? document.activeElement : null;
      const at = active?.dataset?.name ? [active.dataset.name, active.selectionStart, active.selectionEnd] : null;
      old.replaceWith(fresh);
      if (at) {
        const field = fresh.querySelector(`[data-name="${CSS.escape(at[0])}"]`);
        field?.focus({ preventScroll: true });
        if (typeof at[1] === 'number') field?.setSelectionRange?.(at[1], at[2]);
      }
    }
    this.#hold();
  }

  // toNewest brings the reader to what came last.
  toNewest() {
    this.#pin = 'newest';
    this.#see(0);
    this.#hold();
  }

  jump(id) {
    const node = this.find(id);
    node?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    node?.classList.add('pointed');
    node?.addEventListener('animationend', () => node.classList.remove('pointed'), { once: true });
  }
}

// notice gives what stands in a list without messages.
export function notice(title, text) {
  return make('li', 'nothing', make('span', 'nothing-mark'), make('b', '', title), make('span', '', text));
}
