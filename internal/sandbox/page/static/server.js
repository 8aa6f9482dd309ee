// What the page asks of its server.

import { toast } from './overlays.js';
import { word } from './words.js';

// call gives the answer, or null after a toast has said what went wrong. A body
// is posted, as a form or as JSON.
export async function call(address, body) {
  const form = body instanceof FormData;
  try {
    const answer = await fetch(address, body === undefined ? {} : {
      method: 'POST', body: form ? body : JSON.stringify(body), headers: form ? {} : { 'Content-Type': 'application/json' },
    });
    const value = await answer.json();
    if (answer.ok) return value;
    toast('error', value.code ? word('code', value.error, value.code) : value.error);
  } catch {
    toast('error', word('noAnswer'));
  }
  return null;
}
