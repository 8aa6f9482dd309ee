// Card JSON 2.0, drawn as DOM nodes. A card's view holds what drawing needs to
// know of the outside: pictures, names, and what to do when something is
// worked.

import { colour, inline, make, markdown, safeAddress, textTag } from './markdown.js';

const spacing = { small: '4px', medium: '8px', large: '12px', extra_large: '16px' };
const textSizes = {
  'heading-0': 30, 'heading-1': 24, 'heading-2': 20, 'heading-3': 18, 'heading-4': 16, heading: 16, normal: 14, notation: 12,
  'xxxx-large': 30, 'xxx-large': 24, 'xx-large': 20, 'x-large': 18, large: 16, medium: 14, small: 12, 'x-small': 10,
};
const imageSizes = { large: 160, medium: 80, small: 40, tiny: 16 };
const aligns = { left: 'flex-start', center: 'center', right: 'flex-end', top: 'flex-start', bottom: 'flex-end' };

const gap = (name) => spacing[name] ?? (/^\d{1,2}px$/.test(name ?? '') ? name : null);
const sides = (text) => (/^(-?\d{1,2}(px)?)( -?\d{1,2}(px)?){0,3}$/.test(text ?? '') ? text : null);
const pixels = (text) => (/^\d{1,4}px$/.test(text ?? '') ? text : null);
const words = (text) => text?.content ?? '';

// textOf gives the nodes of a plain_text, lark_md or markdown object.
function textOf(text, view) {
  if (!text) return [];
  return text.tag === 'plain_text' ? [document.createTextNode(text.content ?? '')] : markdown(text.content, view);
}

function styleText(node, text) {
  const size = textSizes[text?.text_size];
  if (size) {
    node.style.fontSize = `${size}px`;
    if (String(text.text_size).startsWith('heading')) node.style.fontWeight = '600';
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
function arrange(node, element) {
  if (element.direction === 'horizontal') node.classList.add('row');
  const horizontal = gap(element.horizontal_spacing);
  const vertical = gap(element.vertical_spacing);
  if (horizontal) node.style.columnGap = horizontal;
  if (vertical) node.style.rowGap = vertical;
  const across = aligns[element.horizontal_align];
  const along = aligns[element.vertical_align];
  if (across) node.style[element.direction === 'horizontal' ? 'justifyContent' : 'alignItems'] = across;
  if (along) node.style[element.direction === 'horizontal' ? 'alignItems' : 'justifyContent'] = along;
  if (sides(element.padding)) node.style.padding = element.padding;
}

const standardIcons = [
  ['search', '🔍'], ['time', '🕒'], ['warning', '⚠️'], ['error', '⛔'], ['close', '✕'], ['delete', '🗑'], ['star', '☆'], ['collect', '☆'],
  ['image', '🖼'], ['pic', '🖼'], ['link', '🔗'], ['refresh', '↻'], ['more', '⋯'], ['add', '＋'], ['down', '▾'], ['up', '▴'], ['right', '▸'], ['left', '◂'],
  ['setting', '⚙'], ['filter', '⏷'], ['file', '📄'], ['list', '☰'], ['done', '✓'], ['yes', '✓'], ['info', 'ℹ'], ['help', '?'], ['robot', '🤖'],
];

function iconOf(icon, view) {
  if (!icon) return null;
  if (icon.tag === 'custom_icon') {
    const node = view.image(icon.img_key, '', false);
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

const behaviour = (element, type) => (element.behaviors ?? []).find((b) => b.type === type);

// draftOf gives what a person entered into a field before the card changed
// around it, else its first value.
const draftOf = (element, view, initial) => view.drafts.get(element.name) ?? initial;

const builders = {
  markdown(element, view) {
    const node = make('div', 'markdown', iconOf(element.icon, view), ...markdown(element.content, view));
    styleText(node, element);
    return node;
  },
  div(element, view) {
    const text = make('div', 'div-text', ...textOf(element.text, view));
    styleText(text, element.text);
    const node = make('div', 'div', iconOf(element.icon, view), text, ...(element.fields ?? []).map((f) => make('div', '', ...textOf(f.text, view))));
    if (pixels(element.width)) node.style.width = element.width;
    return node;
  },
  plain_text: (element) => make('div', 'div', words(element)),
  hr: () => make('hr', 'rule'),
  img(element, view) {
    const node = view.image(element.img_key, words(element.alt), element.preview !== false);
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
    if (/^\d{1,4}(px|%)$/.test(element.corner_radius ?? '')) node.style.borderRadius = element.corner_radius;
    if (element.title) node.title = words(element.title);
    return node;
  },
  img_combination(element, view) {
    const modes = { double: [2, 2], triple: [3, 3], bisect: [2, 6], trisect: [3, 9] };
    const [columns, most] = modes[element.combination_mode] ?? [3, 9];
    const node = make('div', 'combination', ...(element.img_list ?? []).slice(0, most).map((img) => view.image(img.img_key, '')));
    node.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
    if (/^\d{1,4}(px|%)$/.test(element.corner_radius ?? '')) node.style.borderRadius = element.corner_radius;
    return node;
  },
  text_tag: (element) => textTag(words(element.text), element.color),
  person: (element, view) => make('span', 'at', view.nameOf(element.user_id)),
  person_list: (element, view) => make('div', 'div', ...(element.persons ?? []).map((p) => make('span', 'at', view.nameOf(p.id) + ' '))),
  chart: () => make('div', 'unsupported', '[图表]'),
  audio: () => make('div', 'unsupported', '[语音]'),

  column_set(element, view, path) {
    const node = make('div', `columns flex-${element.flex_mode ?? 'none'}`);
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
    const fields = new Map();
    node.append(...build(element.elements, { ...view, fields, form: element.name }, `${path}.elements`));
    arrange(node, element);
    return node;
  },
  collapsible_panel(element, view, path) {
    const node = make('details', 'panel');
    node.open = view.panels.get(path) ?? element.expanded === true;
    node.addEventListener('toggle', () => view.panels.set(path, node.open));
    const header = element.header ?? {};
    const title = make('summary', 'panel-title', make('span', 'panel-words', ...textOf(header.title, view)), make('span', 'panel-arrow', '▾'));
    if (header.icon_position === 'left') title.classList.add('arrow-left');
    ground(title, header.background_color);
    if (sides(header.padding)) title.style.padding = header.padding;
    const inside = make('div', 'panel-body', ...build(element.elements, view, `${path}.elements`));
    arrange(inside, element);
    ground(node, element.background_color);
    const edge = colour(element.border?.color);
    if (edge) node.style.border = `1px solid color-mix(in srgb, ${edge} 35%, white)`;
    if (/^\d{1,3}px$/.test(element.border?.corner_radius ?? '')) node.style.borderRadius = element.border.corner_radius;
    node.append(title, inside);
    return node;
  },
  interactive_container(element, view, path) {
    const node = make('div', 'container', ...build(element.elements, view, `${path}.elements`));
    arrange(node, element);
    ground(node, element.background_style);
    if (element.has_border) node.style.border = `1px solid ${colour(element.border_color) ?? '#dee0e3'}`;
    if (/^\d{1,4}(px|%)$/.test(element.corner_radius ?? '')) node.style.borderRadius = element.corner_radius;
    if (pixels(element.width)) node.style.width = element.width;
    if (element.width === 'auto') node.style.width = 'fit-content';
    if (pixels(element.height)) node.style.height = element.height;
    if (element.hover_tips) node.title = words(element.hover_tips);
    if (element.disabled) {
      node.setAttribute('aria-disabled', 'true');
      return node;
    }
    node.tabIndex = 0;
    node.setAttribute('role', 'button');
    const work = (event) => {
      if (event.target.closest('button, a, input, select, textarea, summary, [role=button]') !== node) return;
      perform(element, view, path, node);
    };
    node.addEventListener('click', work);
    node.addEventListener('keydown', (event) => event.key === 'Enter' && event.target === node && work(event));
    return node;
  },

  button(element, view, path) {
    const node = make('button', `button ${element.type ?? 'default'} ${element.size ?? 'medium'}`, iconOf(element.icon, view), words(element.text));
    node.type = 'button';
    if (element.width === 'fill') node.classList.add('fill');
    if (pixels(element.width)) node.style.width = element.width;
    node.disabled = element.disabled === true;
    const tips = words(element.disabled ? element.disabled_tips : element.hover_tips);
    if (tips) node.title = tips;
    node.addEventListener('click', () => {
      if (element.form_action_type === 'reset') {
        for (const field of view.fields.values()) field.reset();
        for (const name of view.fields.keys()) view.drafts.delete(name);
        return;
      }
      perform(element, view, path, node, element.form_action_type === 'submit' ? view.fields : null);
    });
    return node;
  },
  input(element, view, path) {
    const long = element.input_type === 'multiline_text';
    const field = make(long ? 'textarea' : 'input', 'field');
    if (long) field.rows = element.rows ?? 3;
    else field.type = element.input_type === 'password' ? 'password' : 'text';
    field.maxLength = element.max_length ?? 1000;
    field.placeholder = words(element.placeholder);
    field.disabled = element.disabled === true;
    const initial = element.default_value ?? '';
    field.value = draftOf(element, view, initial);
    register(element, view, field, () => field.value, () => { field.value = initial; }, 'input');
    if (!view.fields) field.addEventListener('change', () => perform(element, view, path, field, null, { input: field.value }));
    return labelled(element, field);
  },
  select_static(element, view, path) {
    const field = make('select', 'field');
    const initial = chosen(element);
    if (!initial) field.append(option('', words(element.placeholder) || '请选择'));
    for (const each of element.options ?? []) field.append(option(each.value, words(each.text)));
    field.value = draftOf(element, view, initial);
    field.disabled = element.disabled === true;
    field.setAttribute('aria-label', words(element.placeholder) || '选择');
    register(element, view, field, () => field.value || undefined, () => { field.value = initial; }, 'change');
    if (!view.fields) {
      field.addEventListener('change', async () => {
        const worked = await perform(element, view, path, field, null, { option: field.value });
        if (!worked) field.value = initial;
      });
    }
    return labelled(element, field);
  },
  multi_select_static(element, view) {
    const start = draftOf(element, view, element.selected_values ?? []);
    const summary = make('summary', 'field');
    const list = make('div', 'choices');
    list.setAttribute('role', 'group');
    const boxes = (element.options ?? []).map((each) => {
      const box = make('input');
      box.type = 'checkbox';
      box.value = each.value;
      box.checked = start.includes(each.value);
      list.append(make('label', 'choice', box, words(each.text)));
      return [box, words(each.text)];
    });
    const show = () => {
      const texts = boxes.filter(([box]) => box.checked).map(([, text]) => text);
      summary.textContent = texts.join('、') || words(element.placeholder) || '请选择';
      summary.classList.toggle('empty', texts.length === 0);
    };
    show();
    const node = make('details', 'multi', summary, list);
    list.addEventListener('change', show);
    node.addEventListener('focusout', (event) => { if (!node.contains(event.relatedTarget) && event.relatedTarget) node.open = false; });
    const reset = () => {
      for (const [box] of boxes) box.checked = (element.selected_values ?? []).includes(box.value);
      show();
    };
    register(element, view, list, () => boxes.filter(([box]) => box.checked).map(([box]) => box.value), reset, 'change');
    return labelled(element, node);
  },
  checker(element, view, path) {
    const box = make('input');
    box.type = 'checkbox';
    box.checked = draftOf(element, view, element.checked === true);
    box.disabled = element.disabled === true;
    register(element, view, box, () => box.checked, () => { box.checked = element.checked === true; }, 'change');
    if (!view.fields) box.addEventListener('change', () => perform(element, view, path, box, null, { checked: box.checked }));
    const node = make('div', 'checker', make('label', 'choice', box, make('span', '', ...textOf(element.text, view))));
    node.append(...build(element.button_area?.buttons, view, `${path}.button_area.buttons`));
    return node;
  },
  overflow(element, view, path) {
    const list = make('div', 'choices');
    const node = make('details', 'multi overflow', make('summary', 'button default medium', '⋯'), list);
    for (const each of element.options ?? []) {
      const entry = make('button', 'choice', words(each.text));
      entry.type = 'button';
      entry.addEventListener('click', () => {
        node.open = false;
        const address = safeAddress(each.multi_url?.url ?? '');
        if (address) window.open(address, '_blank', 'noopener');
        else perform(element, view, path, entry, null, { option: each.value });
      });
      list.append(entry);
    }
    return node;
  },
  date_picker: (element, view, path) => picker(element, view, path, 'date', element.initial_date),
  picker_time: (element, view, path) => picker(element, view, path, 'time', element.initial_time),
  picker_datetime: (element, view, path) => picker(element, view, path, 'datetime-local', element.initial_datetime?.replace(' ', 'T')),
  select_person(element, view, path) {
    const options = (element.options ?? []).map((o) => ({ value: o.value, text: { content: view.nameOf(o.value) } }));
    return builders.select_static({ ...element, options }, view, path);
  },
  multi_select_person(element, view, path) {
    const options = (element.options ?? []).map((o) => ({ value: o.value, text: { content: view.nameOf(o.value) } }));
    return builders.multi_select_static({ ...element, options }, view, path);
  },
  select_img(element, view, path) {
    return make('div', 'combination', ...(element.options ?? []).map((each) => {
      const entry = make('button', 'img-option', view.image(each.img_key, '', false));
      entry.type = 'button';
      entry.disabled = each.disabled === true;
      entry.addEventListener('click', () => perform(element, view, path, entry, null, { option: each.value }));
      return entry;
    }));
  },
  table(element, view) {
    const columns = element.columns ?? [];
    const head = make('tr', '', ...columns.map((column) => make('th', '', column.display_name ?? column.name)));
    const table = make('table', 'grid', head);
    const size = element.page_size ?? 5;
    const rows = (element.rows ?? []).map((row) => make('tr', '', ...columns.map((column) => {
      const cell = make('td', '', ...cellOf(row[column.name], column, view));
      if (aligns[column.horizontal_align]) cell.style.textAlign = column.horizontal_align;
      return cell;
    })));
    const box = make('div', 'grid-box', table);
    const pages = Math.ceil(rows.length / size);
    if (pages <= 1) {
      table.append(...rows);
      return box;
    }
    let page = 0;
    const pageText = make('span', 'grid-page');
    const turn = (step, sign, label) => {
      const node = make('button', 'button text small', sign);
      node.type = 'button';
      node.setAttribute('aria-label', label);
      node.addEventListener('click', () => { page = Math.min(pages - 1, Math.max(0, page + step)); show(); });
      return node;
    };
    const show = () => {
      table.replaceChildren(head, ...rows.slice(page * size, (page + 1) * size));
      pageText.textContent = `${page + 1} / ${pages}`;
    };
    show();
    box.append(make('div', 'grid-turn', turn(-1, '◂', '上一页'), pageText, turn(1, '▸', '下一页')));
    return box;
  },
};

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
    case 'persons': return [].concat(value).map((id) => make('span', 'at', view.nameOf(id) + ' '));
    case 'date': return [new Date(Number(value)).toLocaleString('zh-CN')];
    default: return [String(value)];
  }
}

function picker(element, view, path, type, initial = '') {
  const field = make('input', 'field');
  field.type = type;
  field.value = draftOf(element, view, initial);
  field.disabled = element.disabled === true;
  const value = () => field.value.replace('T', ' ') || undefined;
  register(element, view, field, value, () => { field.value = initial; }, 'change');
  if (!view.fields) field.addEventListener('change', () => perform(element, view, path, field, null, { option: value() }));
  return labelled(element, field);
}

function option(value, text) {
  const node = make('option', '', text);
  node.value = value;
  return node;
}

function chosen(element) {
  const options = element.options ?? [];
  const first = options.find((o) => o.value === element.initial_option || words(o.text) === element.initial_option);
  return (first ?? options[(element.initial_index ?? 0) - 1])?.value ?? '';
}

// register makes a control a field of the form around it, if there is one.
function register(element, view, node, value, reset, event) {
  node.dataset.name = element.name ?? '';
  if (!view.fields || !element.name || element.disabled) return;
  view.fields.set(element.name, { value, reset });
  node.addEventListener(event, () => view.drafts.set(element.name, value()));
}

function labelled(element, field) {
  const text = words(element.label);
  if (element.width === 'fill') field.classList.add('fill');
  if (pixels(element.width)) field.style.width = element.width;
  if (!text) {
    const control = field.matches('details') ? field.querySelector('summary') : field;
    if (!control.getAttribute('aria-label')) control.setAttribute('aria-label', words(element.placeholder) || element.name || '输入');
    return field;
  }
  return make('label', element.label_position === 'left' ? 'labelled left' : 'labelled', make('span', 'label', text), field);
}

function ground(node, name) {
  const tone = colour(name);
  if (!tone) return;
  // A bare colour name is a soft background on the platform.
  node.style.backgroundColor = /^[a-z]+$/.test(name) && name !== 'white' ? `color-mix(in srgb, ${tone} 10%, white)` : tone;
}

function place(node, element) {
  if (sides(element.margin)) node.style.margin = element.margin;
}

function openOn(node, address) {
  const safe = safeAddress(address ?? '');
  if (!safe) return;
  node.classList.add('opens');
  node.addEventListener('click', (event) => {
    if (!event.target.closest('button, a, input, select, summary, img.opens')) window.open(safe, '_blank', 'noopener');
  });
}

// perform does what a component is for: asks, opens its address, sends its
// callback. It gives whether the callback was taken.
async function perform(element, view, path, node, fields = null, further = {}) {
  if (element.confirm && !(await view.ask(words(element.confirm.title), words(element.confirm.text)))) return false;
  const address = safeAddress(behaviour(element, 'open_url')?.default_url ?? '');
  if (address) window.open(address, '_blank', 'noopener');
  const sends = behaviour(element, 'callback') || fields || element.tag === 'overflow' || element.tag === 'select_img';
  if (!sends) return false;
  const form = {};
  for (const [name, field] of fields ?? []) {
    const value = field.value();
    if (value !== undefined) form[name] = value;
  }
  node.classList.add('busy');
  // The answer may redraw the card before the click returns: by then nothing
  // that was submitted is a draft any more.
  const drafts = fields ? [...view.drafts] : [];
  if (fields) view.drafts.clear();
  try {
    const taken = await view.click({ path, ...further, ...(fields ? { form } : {}) });
    if (!taken) for (const [name, value] of drafts) view.drafts.set(name, value);
    return taken;
  } finally {
    node.classList.remove('busy');
  }
}

// build gives the nodes of a list of elements; path is where the list stands in
// the card, in the platform's notation.
function build(elements, view, path) {
  return (elements ?? []).map((element, i) => {
    const builder = Object.hasOwn(builders, element?.tag) ? builders[element.tag] : null;
    const node = builder ? builder(element, view, `${path}[${i}]`) : make('div', 'unsupported', `[${String(element?.tag)}]`);
    if (element?.tag !== 'column') place(node, element ?? {});
    node.dataset.tag = String(element?.tag);
    return node;
  });
}

// drawCard gives the node of a whole card.
export function drawCard(card, view) {
  const width = card.config?.width_mode;
  const node = make('article', `card ${['compact', 'fill'].includes(width) ? width : ''}`);
  const header = card.header;
  if (header) {
    const template = Object.hasOwn(header, 'template') ? header.template : 'default';
    const tags = (header.text_tag_list ?? []).map((tag) => textTag(words(tag.text), tag.color));
    const title = make('div', 'card-title', iconOf(header.icon, view), make('span', '', ...textOf(header.title, view)), ...tags);
    const top = make('header', 'card-header', title);
    if (header.subtitle?.content) top.append(make('div', 'card-subtitle', ...textOf(header.subtitle, view)));
    const tone = template === 'default' ? null : colour(template);
    if (tone) {
      top.style.background = `linear-gradient(90deg, color-mix(in srgb, ${tone} 20%, white), color-mix(in srgb, ${tone} 9%, white))`;
      top.style.color = `color-mix(in srgb, ${tone} 62%, black)`;
    } else {
      top.classList.add('plain');
    }
    if (sides(header.padding)) top.style.padding = header.padding;
    node.append(top);
  }
  const body = make('div', 'card-body', ...build(card.body?.elements, { ...view, fields: null }, 'body.elements'));
  if (card.body) arrange(body, card.body);
  node.append(body);
  openOn(node, card.card_link?.url);
  return node;
}
