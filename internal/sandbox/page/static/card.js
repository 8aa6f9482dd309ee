// Card JSON 2.0, drawn as DOM nodes: the card, its header, its containers.

import { colour, make, textTag } from './nodes.js';
import { displays, iconOf, textOf, wordsOf } from './displays.js';
import { controls } from './controls.js';
import { aligns, arrange, ground, pad, pixels, place, radius } from './layout.js';
import { openOn, perform } from './work.js';
import { word } from './words.js';

const flexModes = ['none', 'stretch', 'flow', 'bisect', 'trisect'];

const containers = {
  column_set(element, view, path) {
    const node = make('div', `columns flex-${flexModes.includes(element.flex_mode) ? element.flex_mode : 'none'}`);
    arrange(node, { ...element, direction: 'horizontal', vertical_spacing: element.horizontal_spacing });
    ground(node, element.background_style);
    (element.columns ?? []).forEach((column, i) => {
      const inner = make('div', 'column', ...build(column.elements, view, `${path}.columns[${i}].elements`));
      arrange(inner, column);
      ground(inner, column.background_style);
      place(inner, column);
      if (column.width === 'weighted') inner.style.flex = `${column.weight ?? 1} 1 0`;
      else if (pixels(column.width)) inner.style.flex = `0 0 ${column.width}`;
      else inner.style.flex = '0 1 auto';
      if (aligns[column.vertical_align]) inner.style.alignSelf = aligns[column.vertical_align];
      openOn(inner, column.action?.multi_url?.url);
      node.append(inner);
    });
    openOn(node, element.action?.multi_url?.url);
    return node;
  },
  form(element, view, path) {
    const node = make('form', 'form');
    node.noValidate = true;
    node.addEventListener('submit', (event) => event.preventDefault());
    node.append(...build(element.elements, { ...view, fields: new Map() }, `${path}.elements`));
    arrange(node, element);
    return node;
  },
  collapsible_panel(element, view, path) {
    const node = make('details', 'panel');
    node.open = view.kept.get(path) ?? element.expanded === true;
    node.addEventListener('toggle', () => view.kept.set(path, node.open));
    const header = element.header ?? {};
    const title = make('summary', 'panel-title', make('span', 'panel-words', ...textOf(header.title, view)), make('span', 'chevron'));
    if (header.icon_position === 'left') title.classList.add('icon-left');
    ground(title, header.background_color);
    pad(title, header.padding);
    const inside = make('div', 'panel-body', ...build(element.elements, view, `${path}.elements`));
    arrange(inside, element);
    ground(node, element.background_color);
    const edge = colour(element.border?.color);
    if (edge) node.style.border = `1px solid color-mix(in srgb, ${edge} 35%, white)`;
    node.style.borderRadius = radius(element.border?.corner_radius);
    node.append(title, inside);
    return node;
  },
  interactive_container(element, view, path) {
    const node = make('div', 'container', ...build(element.elements, view, `${path}.elements`));
    arrange(node, element);
    ground(node, element.background_style);
    if (element.has_border) node.style.border = `1px solid ${colour(element.border_color) ?? '#dee0e3'}`;
    node.style.borderRadius = radius(element.corner_radius);
    if (pixels(element.width)) node.style.width = element.width;
    if (element.width === 'auto') node.style.width = 'fit-content';
    if (pixels(element.height)) node.style.height = element.height;
    if (element.hover_tips) node.title = wordsOf(element.hover_tips);
    if (element.disabled) {
      node.setAttribute('aria-disabled', 'true');
      return node;
    }
    node.tabIndex = 0;
    node.setAttribute('role', 'button');
    const work = (event) => {
      if (event.target.closest('button, a, input, select, textarea, summary, [role=button]') === node) perform(element, view, path, node);
    };
    node.addEventListener('click', work);
    node.addEventListener('keydown', (event) => event.key === 'Enter' && event.target === node && work(event));
    return node;
  },
};

const builders = { ...displays, ...controls, ...containers };

// unknown stands where the page cannot draw something, so that nobody takes the
// card for whole.
function unknown(tag) {
  const node = make('div', 'card-error', word('noComponent', tag));
  node.setAttribute('role', 'alert');
  return node;
}

// build gives the nodes of a list of elements; path is where the list stands in
// the card, in the platform's notation.
function build(elements, view, path) {
  return (elements ?? []).map((element, i) => {
    const tag = String(element?.tag);
    const node = Object.hasOwn(builders, tag) ? builders[tag](element, view, `${path}[${i}]`) : unknown(tag);
    place(node, element ?? {});
    node.dataset.tag = tag;
    return node;
  });
}

function headerOf(header, view) {
  const tags = (header.text_tag_list ?? []).map((tag) => textTag(wordsOf(tag.text), tag.color));
  const node = make('header', 'card-header',
    make('div', 'card-title', iconOf(header.icon, view), make('span', '', ...textOf(header.title, view)), ...tags));
  if (header.subtitle?.content) node.append(make('div', 'card-subtitle', ...textOf(header.subtitle, view)));
  const tone = header.template === 'default' ? null : colour(header.template);
  if (tone) node.style.setProperty('--tone', tone);
  else node.classList.add('plain');
  pad(node, header.padding);
  return node;
}

// drawCard gives the node of a whole card. Its view holds what the card needs of
// the page around it:
//
//   picture(key, alt, enlarges)  the node of a picture
//   nameOf(id)                   a person's name
//   ask(title, text)             whether the person agrees
//   click(worked)                sends what was worked; whether it was taken
//   drafts                       what was typed into fields, by name
//   kept                         what was opened or turned, by path
export function drawCard(card, view) {
  const width = card.config?.width_mode;
  const node = make('article', `card ${['compact', 'fill'].includes(width) ? width : ''}`);
  if (card.header) node.append(headerOf(card.header, view));
  const body = make('div', 'card-body', ...build(card.body?.elements, { ...view, build, fields: null }, 'body.elements'));
  if (card.body) arrange(body, card.body);
  node.append(body);
  openOn(node, card.card_link?.url);
  return node;
}
