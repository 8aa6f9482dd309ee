// What happens when somebody works a component of a card.

import { safeAddress } from './nodes.js';
import { wordsOf } from './displays.js';

export const behaviour = (element, type) => (element.behaviors ?? []).find((b) => b.type === type);

// sends says whether working a component reaches the app.
const sends = (element, fields) => Boolean(behaviour(element, 'callback') || fields) || ['overflow', 'select_img'].includes(element.tag);

// hold shows that a component waits for the app, and takes no second click
// meanwhile. It gives what ends that.
function hold(node) {
  const control = node.matches('button, input, select, textarea') ? node : null;
  node.setAttribute('aria-busy', 'true');
  if (control) control.disabled = true;
  return () => {
    node.removeAttribute('aria-busy');
    if (control) control.disabled = false;
  };
}

// perform does what a component is for: asks, opens its address, sends its
// callback. It gives whether the callback was taken.
export async function perform(element, view, path, node, fields = null, further = {}) {
  if (element.confirm && !(await view.ask(wordsOf(element.confirm.title), wordsOf(element.confirm.text)))) return false;
  const address = safeAddress(behaviour(element, 'open_url')?.default_url ?? '');
  if (address) window.open(address, '_blank', 'noopener');
  if (!sends(element, fields)) return false;
  const form = {};
  for (const [name, field] of fields ?? []) {
    const value = field.value();
    if (value !== undefined) form[name] = value;
  }
  // The answer may redraw the card before the click returns: by then nothing
  // that was submitted is a draft any more, and the form is folded again.
  const forgotten = fields ? [view.drafts, view.kept].map((map) => [map, [...map]]) : [];
  for (const [map] of forgotten) map.clear();
  const release = hold(node);
  try {
    const taken = await view.click({ path, ...further, ...(fields ? { form } : {}) });
    if (!taken) for (const [map, entries] of forgotten) for (const [name, value] of entries) map.set(name, value);
    return taken;
  } finally {
    release();
  }
}

// openOn makes a whole container lead to an address.
export function openOn(node, address) {
  const safe = safeAddress(address ?? '');
  if (!safe) return;
  node.classList.add('leads');
  node.addEventListener('click', (event) => {
    if (!event.target.closest('button, a, input, select, textarea, summary, label, img.enlarges')) window.open(safe, '_blank', 'noopener');
  });
}
