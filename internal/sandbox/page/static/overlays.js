// What lies above the page: toasts, the question before an action, a picture at
// its full size.

import { make } from './nodes.js';

const $ = (id) => document.getElementById(id);
const toastTime = 4000; // milliseconds

// toast shows one line for a while, in the place of the one before.
export function toast(type, text) {
  const kind = ['info', 'success', 'warning', 'error'].includes(type) ? type : 'info';
  const node = make('div', `toast ${kind}`, make('span', 'toast-mark'), make('span', '', text));
  $('toasts').replaceChildren(node);
  setTimeout(() => node.remove(), toastTime);
}

// ask gives whether the person agreed.
export function ask(title, text) {
  const dialog = $('ask');
  $('ask-title').textContent = title;
  $('ask-text').textContent = text;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}

// picture gives the node of a picture of the platform, by its key. A click shows
// it large, unless enlarges says that the click is another's.
export function picture(key, alt, enlarges = true) {
  const node = make('img');
  node.src = `/image/${encodeURIComponent(key ?? '')}`;
  node.alt = alt ?? '';
  if (!enlarges) return node;
  node.classList.add('enlarges');
  node.addEventListener('click', (event) => {
    event.stopPropagation();
    $('large-image').src = node.src;
    $('large').showModal();
  });
  return node;
}

export function wireOverlays() {
  $('ask-yes').addEventListener('click', () => $('ask').close('yes'));
  $('ask-no').addEventListener('click', () => $('ask').close(''));
  $('large').addEventListener('click', () => $('large').close());
}
