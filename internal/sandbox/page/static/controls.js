// The components of a card that people work. Inside a form they are its fields:
// what is entered waits for the form's button. Outside each sends at once.

import { lead, make, safeAddress } from './nodes.js';
import { iconOf, textOf, wordsOf } from './displays.js';
import { pixels } from './layout.js';
import { behaviour, perform } from './work.js';
import { word } from './words.js';

// draftOf gives what a person entered into a field before the card changed
// around it, else its first value.
const draftOf = (element, view, initial) => view.drafts.get(element.name) ?? initial;

// register makes a control a field of the form around it, if there is one.
function register(element, view, node, value, reset, event) {
  node.dataset.name = element.name ?? '';
  if (!view.fields || !element.name || element.disabled) return;
  view.fields.set(element.name, { value, reset });
  node.addEventListener(event, () => view.drafts.set(element.name, value()));
}

function sized(node, element) {
  if (element.width === 'fill') node.classList.add('fill');
  if (pixels(element.width)) node.style.width = element.width;
  return node;
}

// labelled puts a field's label before it, or names the field for those who do
// not see it.
function labelled(element, field) {
  sized(field, element);
  const text = wordsOf(element.label);
  if (text) return make('label', element.label_position === 'left' ? 'labelled left' : 'labelled', make('span', 'label', text), field);
  const control = field.matches('details') ? field.querySelector('summary') : field;
  control.ariaLabel ??= wordsOf(element.placeholder) || element.name || word('enter');
  return field;
}

function option(value, text) {
  const node = make('option', '', text);
  node.value = value;
  return node;
}

function chosen(element) {
  const options = element.options ?? [];
  const first = options.find((o) => o.value === element.initial_option || wordsOf(o.text) === element.initial_option);
  return (first ?? options[(element.initial_index ?? 0) - 1])?.value ?? '';
}

// named gives people as the options of a select.
const named = (element, view) => ({
  ...element, options: (element.options ?? []).map((o) => ({ value: o.value, text: { content: view.nameOf(o.value) } })),
});

// fold gives something that opens below its summary; that it is open outlasts a
// change of the card.
function fold(kind, summary, inside, view, path) {
  const node = make('details', kind, summary, inside);
  node.open = view.kept.get(path) === true;
  node.addEventListener('toggle', () => view.kept.set(path, node.open));
  return node;
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

export const controls = {
  button(element, view, path) {
    const address = safeAddress(behaviour(element, 'open_url')?.default_url ?? '');
    const only = address && !behaviour(element, 'callback') && !element.form_action_type && !element.confirm && !element.disabled;
    const node = make(only ? 'a' : 'button', `button ${element.type ?? 'default'} ${element.size ?? 'medium'}`,
      iconOf(element.icon, view), wordsOf(element.text));
    sized(node, element);
    const tips = wordsOf(element.disabled ? element.disabled_tips : element.hover_tips);
    if (tips) node.title = tips;
    if (only) return lead(node, address);
    node.type = 'button';
    node.disabled = element.disabled === true;
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
    field.placeholder = wordsOf(element.placeholder) || word('enter');
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
    if (!initial) field.append(option('', wordsOf(element.placeholder) || word('choose')));
    for (const each of element.options ?? []) field.append(option(each.value, wordsOf(each.text)));
    field.value = draftOf(element, view, initial);
    field.disabled = element.disabled === true;
    register(element, view, field, () => field.value || undefined, () => { field.value = initial; }, 'change');
    if (!view.fields) {
      field.addEventListener('change', async () => {
        const taken = await perform(element, view, path, field, null, { option: field.value });
        if (!taken) field.value = initial;
      });
    }
    return labelled(element, field);
  },
  multi_select_static(element, view, path) {
    const first = element.selected_values ?? [];
    const start = draftOf(element, view, first);
    const summary = make('summary', 'field');
    const list = make('div', 'choices');
    list.setAttribute('role', 'group');
    const boxes = (element.options ?? []).map((each) => {
      const box = make('input');
      box.type = 'checkbox';
      box.value = each.value;
      box.checked = start.includes(each.value);
      list.append(make('label', 'choice', box, make('span', '', wordsOf(each.text))));
      return [box, wordsOf(each.text)];
    });
    const show = () => {
      const texts = boxes.filter(([box]) => box.checked).map(([, text]) => text);
      const said = wordsOf(element.placeholder) || word('choose');
      summary.replaceChildren(make('span', '', texts.join(word('separator')) || said));
      summary.classList.toggle('empty', texts.length === 0);
      summary.title = said;
    };
    show();
    list.addEventListener('change', show);
    const reset = () => {
      for (const [box] of boxes) box.checked = first.includes(box.value);
      show();
    };
    register(element, view, list, () => boxes.filter(([box]) => box.checked).map(([box]) => box.value), reset, 'change');
    const node = fold('multi', summary, list, view, path);
    if (element.disabled) node.inert = true;
    return labelled(element, node);
  },
  checker(element, view, path) {
    const box = make('input');
    box.type = 'checkbox';
    box.checked = draftOf(element, view, element.checked === true);
    box.disabled = element.disabled === true;
    register(element, view, box, () => box.checked, () => { box.checked = element.checked === true; }, 'change');
    if (!view.fields && behaviour(element, 'callback')) {
      box.addEventListener('change', () => perform(element, view, path, box, null, { checked: box.checked }));
    }
    const node = make('div', 'checker', make('label', 'choice', box, make('span', '', ...textOf(element.text, view))));
    node.append(...view.build(element.button_area?.buttons, view, `${path}.button_area.buttons`));
    return node;
  },
  overflow(element, view, path) {
    const list = make('div', 'choices');
    const summary = make('summary', 'button default medium', '⋯');
    summary.ariaLabel = word('more');
    const node = fold('multi overflow', summary, list, view, path);
    for (const each of element.options ?? []) {
      const entry = make('button', 'choice', wordsOf(each.text));
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
  select_person: (element, view, path) => controls.select_static(named(element, view), view, path),
  multi_select_person: (element, view, path) => controls.multi_select_static(named(element, view), view, path),
  select_img(element, view, path) {
    return make('div', 'combination trisect', ...(element.options ?? []).map((each) => {
      const entry = make('button', 'img-option', view.picture(each.img_key, '', false));
      entry.type = 'button';
      entry.disabled = each.disabled === true;
      entry.addEventListener('click', () => perform(element, view, path, entry, null, { option: each.value }));
      return entry;
    }));
  },
};
