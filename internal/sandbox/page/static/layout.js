// How the properties of Card JSON 2.0 that say where and how large things are
// become style. Only values of the platform's own forms pass.

import { colour } from './nodes.js';

const spacing = { small: '4px', medium: '8px', large: '12px', extra_large: '16px' };
const textSizes = {
  'heading-0': 30, 'heading-1': 24, 'heading-2': 20, 'heading-3': 18, 'heading-4': 16, heading: 16, normal: 14, notation: 12,
  'xxxx-large': 30, 'xxx-large': 24, 'xx-large': 20, 'x-large': 18, large: 16, medium: 14, small: 12, 'x-small': 10,
};

export const aligns = { left: 'flex-start', center: 'center', right: 'flex-end', top: 'flex-start', bottom: 'flex-end' };

const gap = (name) => spacing[name] ?? (/^\d{1,2}px$/.test(name ?? '') ? name : null);
const sides = (text) => (/^(-?\d{1,2}(px)?)( -?\d{1,2}(px)?){0,3}$/.test(text ?? '') ? text : null);

export const pixels = (text) => (/^\d{1,4}px$/.test(text ?? '') ? text : null);
export const radius = (text) => (/^\d{1,4}(px|%)$/.test(text ?? '') ? text : '');

export function styleText(node, text) {
  const size = textSizes[text?.text_size];
  if (size) {
    node.style.fontSize = `${size}px`;
    if (String(text.text_size).startsWith('heading')) node.style.fontWeight = '700';
  }
  if (aligns[text?.text_align]) node.style.textAlign = text.text_align;
  const tone = colour(text?.text_color);
  if (tone) node.style.color = tone;
  if (text?.lines > 0) {
    node.classList.add('clamped');
    node.style.webkitLineClamp = String(text.lines);
  }
}

// arrange applies a container's own layout to the node that holds its children.
export function arrange(node, element) {
  const across = element.direction === 'horizontal';
  if (across) node.classList.add('row');
  const horizontal = gap(element.horizontal_spacing);
  const vertical = gap(element.vertical_spacing);
  if (horizontal) node.style.columnGap = horizontal;
  if (vertical) node.style.rowGap = vertical;
  const sideways = aligns[element.horizontal_align];
  const upright = aligns[element.vertical_align];
  if (sideways) node.style[across ? 'justifyContent' : 'alignItems'] = sideways;
  if (upright) node.style[across ? 'alignItems' : 'justifyContent'] = upright;
  if (sides(element.padding)) node.style.padding = element.padding;
}

export function pad(node, padding) {
  if (sides(padding)) node.style.padding = padding;
}

export function place(node, element) {
  if (sides(element.margin)) node.style.margin = element.margin;
}

// ground fills a container. A bare colour name is a soft background on the
// platform.
export function ground(node, name) {
  const tone = colour(name);
  if (!tone) return;
  node.style.backgroundColor = /^[a-z]+$/.test(name) && name !== 'white' ? `color-mix(in srgb, ${tone} 10%, white)` : tone;
}
