// Nodes of the document, made without markup, and what styles them safely.

// make gives an element; children that are null are left out.
export function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// safeAddress gives an address that may be opened, or null.
export function safeAddress(text) {
  try {
    const address = new URL(text);
    return address.protocol === 'https:' || address.protocol === 'http:' ? address.href : null;
  } catch {
    return null;
  }
}

// lead makes an anchor open an address in a window of its own.
export function lead(anchor, address) {
  anchor.href = address;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer';
  return anchor;
}

export function link(address, ...children) {
  const safe = safeAddress(address);
  return safe ? lead(make('a', 'link', ...children), safe) : make('span', '', ...children);
}

const palette = {
  blue: '#3370ff', wathet: '#1ca7ee', turquoise: '#04b49c', green: '#2ea121', lime: '#7cb305', yellow: '#dca500', sunflower: '#d19100',
  orange: '#ed6d0c', red: '#f54a45', carmine: '#e01f8c', violet: '#b320d5', purple: '#7f3bf5', indigo: '#4752e6', grey: '#8f959e', neutral: '#646a73',
};

// colour gives a CSS colour for a name of the platform's palette, such as
// "blue" or "grey-100", or an rgba() value; null for anything else.
export function colour(name) {
  if (typeof name !== 'string') return null;
  if (name === 'white' || name === 'bg-white') return '#fff';
  if (name === 'light_grey') return '#bbbfc4';
  if (/^rgba\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*[\d.]+\s*\)$/.test(name)) return name;
  const [base, shade] = name.split('-');
  if (!Object.hasOwn(palette, base)) return null;
  const share = Number(shade ?? 500);
  if (share >= 350 && share <= 600) return palette[base];
  return share < 350
    ? `color-mix(in srgb, ${palette[base]} ${Math.max(6, Math.round(share / 5))}%, white)`
    : `color-mix(in srgb, ${palette[base]} ${Math.round(150 - share / 10)}%, black)`;
}

// textTag gives a small coloured label.
export function textTag(text, name) {
  const node = make('span', 'text-tag', text);
  const tone = colour(name || 'blue') ?? palette.neutral;
  node.style.color = `color-mix(in srgb, ${tone} 88%, black)`;
  node.style.backgroundColor = `color-mix(in srgb, ${tone} 14%, white)`;
  return node;
}

// avatar gives the round picture of a person or of the bot: a letter.
export function avatar(name, kind, size = '') {
  const node = make('span', `avatar ${kind} ${size}`, [...name].at(kind === 'person' ? -1 : 0) ?? '');
  node.setAttribute('aria-hidden', 'true');
  if (kind === 'person') node.style.setProperty('--hue', String([...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7)));
  return node;
}
