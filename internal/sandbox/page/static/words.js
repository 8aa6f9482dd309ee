// The page's own words, as the server gives them: one place for each language.

let all = {};

// speak takes the words and writes them into the document, where elements name
// them by data-word, data-word-label, data-word-title or data-word-placeholder.
export function speak(given) {
  all = given;
  document.documentElement.lang = word('lang');
  document.title = word('title');
  const places = { word: 'textContent', wordLabel: 'ariaLabel', wordTitle: 'title', wordPlaceholder: 'placeholder' };
  for (const [mark, property] of Object.entries(places)) {
    const attribute = mark.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    for (const node of document.querySelectorAll(`[data-${attribute}]`)) node[property] = word(node.dataset[mark]);
  }
}

// word gives a sentence with its places {0}, {1} … filled.
export function word(key, ...values) {
  const text = Object.hasOwn(all, key) ? all[key] : key;
  return text.replace(/\{(\d)\}/g, (place, n) => (n < values.length ? String(values[n]) : place));
}
