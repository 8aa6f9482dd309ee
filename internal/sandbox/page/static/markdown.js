// The markdown of Card JSON 2.0, drawn as DOM nodes. Text only ever becomes
// text nodes; addresses are checked; whatever is not understood is shown as it
// stands.

import { colour, link, make, textTag } from './nodes.js';

const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', sol: '/', ast: '*' };

// plain resolves entities: done last, so that an escaped character is never
// markup.
function plain(text) {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]+));/g, (whole, decimal, hex, name) => {
    if (name) return Object.hasOwn(named, name) ? named[name] : whole;
    const code = decimal ? Number(decimal) : parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : whole;
  });
}

const emoji = { DONE: '✅', OK: '👌', THUMBSUP: '👍', SMILE: '😊', HEART: '❤️', CheckMark: '✅', CrossMark: '❌', Alarm: '⏰', Fire: '🔥', Pin: '📌' };

function attribute(attributes, name) {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`).exec(attributes);
  return found ? plain(found[1] ?? found[2] ?? found[3]) : '';
}

// The inline forms, tried in this order at each place. A form gives the node
// for its match, or null to leave the text as it is.
const inlineForms = [
  [/^\n/, () => make('br')],
  [/^\\([\\`*_{}[\]()#+\-.!~>|<&])/, (m) => document.createTextNode(m[1])],
  [/^`([^`\n]+)`/, (m) => make('code', '', m[1])],
  [/^!\[([^\]]*)\]\(([^)\s]+)\)/, (m, view) => view.picture(m[2], plain(m[1]))],
  [/^\[((?:\\.|[^\]\\])*)\]\(([^)\s]+)\)/, (m, view) => link(plain(m[2]), ...inline(m[1], view))],
  [/^\*\*(?=\S)([\s\S]*?\S)\*\*/, (m, view) => make('b', '', ...inline(m[1], view))],
  [/^~~(?=\S)([\s\S]*?\S)~~/, (m, view) => make('s', '', ...inline(m[1], view))],
  [/^\*(?=[^\s*])([^*\n]*[^\s*])\*/, (m, view) => make('i', '', ...inline(m[1], view))],
  [/^<br\s*\/?>/i, () => make('br')],
  [/^<hr\s*\/?>/i, () => make('hr', 'rule')],
  [/^<font\b([^>]*)>([\s\S]*?)<\/font>/, (m, view) => {
    const node = make('span', '', ...inline(m[2], view));
    const name = colour(attribute(m[1], 'color'));
    if (name) node.style.color = name;
    return node;
  }],
  [/^<text_tag\b([^>]*)>([\s\S]*?)<\/text_tag>/, (m) => textTag(plain(m[2]), attribute(m[1], 'color'))],
  [/^<at\b([^>]*)>(?:[^<]*<\/at>)?/, (m, view) => make('span', 'at', '@' + view.nameOf(attribute(m[1], 'id')))],
  [/^<person\b([^>]*)>(?:[^<]*<\/person>)?/, (m, view) => make('span', 'at', view.nameOf(attribute(m[1], 'id')))],
  [/^<a\b([^>]*)>([\s\S]*?)<\/a>/, (m, view) => link(attribute(m[1], 'href'), ...inline(m[2], view))],
  [/^<link\b([^>]*)>([\s\S]*?)<\/link>/, (m, view) => link(attribute(m[1], 'url') || attribute(m[1], 'href'), ...inline(m[2], view))],
  [/^<raw>([\s\S]*?)<\/raw>/, (m) => document.createTextNode(m[1])],
  [/^<local_datetime\b([^>]*)>(?:[\s\S]*?<\/local_datetime>)?/, (m) => {
    const time = Number(attribute(m[1], 'millisecond'));
    return time ? document.createTextNode(new Date(time).toLocaleString('zh-CN')) : null;
  }],
  [/^:([A-Za-z]+):/, (m) => (Object.hasOwn(emoji, m[1]) ? document.createTextNode(emoji[m[1]]) : null)],
  [/^https?:\/\/[^\s<>"'()\u3000-\u303f\uff00-\uffef]+/, (m) => link(m[0], m[0])],
];

// inline gives the nodes of one run of text. view knows the card's pictures and
// people.
export function inline(text, view) {
  const nodes = [];
  let waiting = '';
  let rest = text;
  while (rest !== '') {
    let taken = null;
    for (const [form, build] of inlineForms) {
      const found = form.exec(rest);
      const node = found && build(found, view);
      if (node) {
        taken = [node, found[0].length];
        break;
      }
    }
    if (!taken) {
      const step = rest.codePointAt(0) > 0xffff ? 2 : 1;
      waiting += rest.slice(0, step);
      rest = rest.slice(step);
      continue;
    }
    if (waiting) nodes.push(document.createTextNode(plain(waiting)));
    waiting = '';
    nodes.push(taken[0]);
    rest = rest.slice(taken[1]);
  }
  if (waiting) nodes.push(document.createTextNode(plain(waiting)));
  return nodes;
}

const cells = (line) => line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim());
const isTableRule = (line) => /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$/.test(line ?? '');
const bullet = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;

// markdown gives the block nodes of a whole text.
export function markdown(text, view) {
  const lines = String(text ?? '').split('\n');
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (/^\s*```/.test(line)) {
      const code = [];
      for (at++; at < lines.length && !/^\s*```/.test(lines[at]); at++) code.push(lines[at]);
      at++;
      blocks.push(make('pre', '', code.join('\n')));
    } else if (heading) {
      blocks.push(make('div', `heading level-${heading[1].length}`, ...inline(heading[2], view)));
      at++;
    } else if (/^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/.test(line)) {
      blocks.push(make('hr', 'rule'));
      at++;
    } else if (line.includes('|') && isTableRule(lines[at + 1])) {
      const table = make('table', 'grid', make('tr', '', ...cells(line).map((cell) => make('th', '', ...inline(cell, view)))));
      for (at += 2; at < lines.length && lines[at].includes('|'); at++) {
        table.append(make('tr', '', ...cells(lines[at]).map((cell) => make('td', '', ...inline(cell, view)))));
      }
      blocks.push(make('div', 'grid-box', table));
    } else if (/^\s*>/.test(line)) {
      const quoted = [];
      for (; at < lines.length && /^\s*>/.test(lines[at]); at++) quoted.push(lines[at].replace(/^\s*>\s?/, ''));
      blocks.push(make('blockquote', '', ...markdown(quoted.join('\n'), view)));
    } else if (bullet.test(line)) {
      const list = make('div', 'list');
      for (let item; at < lines.length && (item = bullet.exec(lines[at])); at++) {
        const row = make('div', 'item', make('span', 'mark', item[2] ? item[2] + '.' : '•'), make('span', '', ...inline(item[3], view)));
        row.style.marginLeft = `${Math.min(4, Math.floor(item[1].length / 2)) * 16}px`;
        list.append(row);
      }
      blocks.push(list);
    } else if (line.trim() === '') {
      at++;
    } else {
      const words = [];
      for (; at < lines.length && lines[at].trim() !== '' && !/^\s*(?:```|>|#{1,6}\s)/.test(lines[at]) && !bullet.test(lines[at])
        && !isTableRule(lines[at + 1]) && !/^\s*-{3,}\s*$/.test(lines[at]); at++) words.push(lines[at]);
      if (words.length === 0) words.push(lines[at++]);
      blocks.push(make('div', 'paragraph', ...inline(words.join('\n'), view)));
    }
  }
  return blocks;
}
