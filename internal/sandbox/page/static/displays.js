// The components of a card that only show something.

import { avatar, colour, make, textTag } from './nodes.js';
import { inline, markdown } from './markdown.js';
import { aligns, pixels, radius, styleText } from './layout.js';
import { word } from './words.js';

const imageSizes = { large: 160, medium: 80, small: 40, tiny: 16 };
const combinations = { double: 2, triple: 3, bisect: 6, trisect: 9 }; // how many pictures each has room for

export const wordsOf = (text) => text?.content ?? '';

// textOf gives the nodes of a plain_text, lark_md or markdown object.
export function textOf(text, view) {
  if (!text) return [];
  return text.tag === 'plain_text' ? [document.createTextNode(text.content ?? '')] : markdown(text.content, view);
}

const standardIcons = [
  ['search', '🔍'], ['time', '🕒'], ['warning', '⚠️'], ['error', '⛔'], ['close', '✕'], ['delete', '🗑'], ['star', '☆'], ['collect', '☆'],
  ['image', '🖼'], ['pic', '🖼'], ['link', '🔗'], ['refresh', '↻'], ['more', '⋯'], ['add', '＋'], ['down', '▾'], ['up', '▴'], ['right', '▸'], ['left', '◂'],
  ['setting', '⚙'], ['filter', '⏷'], ['file', '📄'], ['list', '☰'], ['done', '✓'], ['yes', '✓'], ['info', 'ℹ'], ['help', '?'], ['robot', '🤖'],
];

export function iconOf(icon, view) {
  if (!icon) return null;
  if (icon.tag === 'custom_icon') {
    const node = view.picture(icon.img_key, '', false);
    node.classList.add('icon');
    return node;
  }
  const sign = standardIcons.find(([part]) => String(icon.token).includes(part));
  const node = make('span', 'icon', sign ? sign[1] : '•');
  node.setAttribute('aria-hidden', 'true');
  const tone = colour(icon.color);
  if (tone) node.style.color = tone;
  return node;
}

// personOf gives a person as the client does: avatar and name, or one of them.
function personOf(id, element, view) {
  const name = view.nameOf(id);
  const node = make('span', `card-person ${element.style === 'capsule' ? 'capsule' : ''}`,
    element.show_avatar === false ? null : avatar(name, 'person', 'tiny'),
    element.show_name === true || element.style === 'capsule' ? make('span', '', name) : null);
  node.title = name;
  return node;
}

export const displays = {
  markdown(element, view) {
    const node = make('div', 'markdown', iconOf(element.icon, view), ...markdown(element.content, view));
    styleText(node, element);
    return node;
  },
  div(element, view) {
    const text = make('div', 'div-text', ...textOf(element.text, view));
    styleText(text, element.text);
    const node = make('div', element.icon ? 'div with-icon' : 'div', iconOf(element.icon, view), text);
    if (pixels(element.width)) node.style.width = element.width;
    return node;
  },
  hr: () => make('hr', 'rule'),
  img(element, view) {
    const node = view.picture(element.img_key, wordsOf(element.alt), element.preview !== false);
    node.classList.add('card-img');
    const side = imageSizes[element.size];
    const exact = /^(\d{1,4})px (\d{1,4})px$/.exec(element.size ?? '');
    if (side || exact) {
      node.style.width = exact ? `${exact[1]}px` : `${side}px`;
      node.style.height = exact ? `${exact[2]}px` : `${side}px`;
    } else {
      node.classList.add('wide');
    }
    if (element.scale_type !== 'fit_horizontal') node.classList.add(element.scale_type === 'crop_top' ? 'crop-top' : 'crop');
    node.style.borderRadius = radius(element.corner_radius);
    if (element.title) node.title = wordsOf(element.title);
    return node;
  },
  img_combination(element, view) {
    const mode = Object.hasOwn(combinations, element.combination_mode) ? element.combination_mode : 'trisect';
    const images = (element.img_list ?? []).slice(0, combinations[mode]).map((img) => view.picture(img.img_key, ''));
    const node = make('div', `combination ${mode}`, ...images);
    node.style.borderRadius = radius(element.corner_radius);
    return node;
  },
  person: (element, view) => personOf(element.user_id, element, view),
  person_list: (element, view) => make('div', 'persons', ...(element.persons ?? []).map((p) => personOf(p.id, element, view))),
  table: (element, view, path) => tableOf(element, view, path),
};

// tableOf gives a table that shows page_size rows at once.
function tableOf(element, view, path) {
  const columns = element.columns ?? [];
  const style = element.header_style ?? {};
  const head = make('tr', '', ...columns.map((column) => {
    const cell = make('th', '', column.display_name ?? column.name);
    styleText(cell, { text_size: style.text_size, text_color: style.text_color, text_align: style.text_align ?? column.horizontal_align });
    if (style.bold === false) cell.style.fontWeight = '400';
    if (pixels(column.width)) cell.style.minWidth = column.width;
    return cell;
  }));
  if (style.background_style === 'none') head.classList.add('bare');
  const rows = (element.rows ?? []).map((row) => make('tr', '', ...columns.map((column) => {
    const cell = make('td', '', ...cellOf(row[column.name], column, view));
    if (aligns[column.horizontal_align]) cell.style.textAlign = column.horizontal_align;
    if (['top', 'bottom'].includes(column.vertical_align)) cell.style.verticalAlign = column.vertical_align;
    return cell;
  })));
  const table = make('table', element.freeze_first_column ? 'grid frozen' : 'grid', head);
  const box = make('div', 'table', make('div', 'grid-box', table));
  const size = element.page_size ?? 5;
  const pages = Math.ceil(rows.length / size);
  const show = (page) => {
    view.kept.set(path, page);
    table.replaceChildren(head, ...rows.slice((page - 1) * size, page * size));
  };
  if (pages <= 1) {
    table.append(...rows);
    return box;
  }
  const at = make('span', 'grid-page');
  const turn = (step, label, sign) => {
    const node = make('button', 'button text small', sign);
    node.type = 'button';
    node.ariaLabel = label;
    node.addEventListener('click', () => go((view.kept.get(path) ?? 1) + step));
    return node;
  };
  const back = turn(-1, word('previous'), '‹');
  const on = turn(1, word('next'), '›');
  const go = (page) => {
    show(page);
    at.textContent = `${page} / ${pages}`;
    back.disabled = page === 1;
    on.disabled = page === pages;
  };
  go(Math.min(view.kept.get(path) ?? 1, pages));
  box.append(make('div', 'grid-turn', back, at, on));
  return box;
}

function cellOf(value, column, view) {
  if (value === undefined || value === null) return [];
  switch (column.data_type) {
    case 'markdown': return markdown(String(value), view);
    case 'lark_md': return inline(String(value), view);
    case 'number': {
      const format = column.format ?? {};
      const number = Number(value).toLocaleString('en-US', {
        useGrouping: format.separator === true, minimumFractionDigits: format.precision ?? 0, maximumFractionDigits: format.precision ?? 6,
      });
      return [`${format.symbol ?? ''}${number}`];
    }
    case 'options': return [].concat(value).map((o) => textTag(String(o.text ?? o), o.color));
    case 'persons': return [].concat(value).map((id) => personOf(id, { show_name: true }, view));
    case 'date': return [new Date(Number(value)).toLocaleString(word('lang'))];
    default: return [String(value)];
  }
}
