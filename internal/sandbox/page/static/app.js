// The chat page: conversations, composer and live updates.

import { drawCard } from './card.js';
import { inline, make } from './markdown.js';

const $ = (id) => document.getElementById(id);
const page = {
  state: null, // bot, people, group, samples
  user: null,
  kind: 'direct', // or group
  messages: new Map(), // of the shown chat, by id, in order
  drafts: new Map(), // by message id: what was typed into its forms
  panels: new Map(), // by message id: which panels are open
  pictures: [], // files to send
  file: null,
  quote: null, // message id
  opened: new Set(), // people whose direct chat was opened
};

const chatID = () => (page.kind === 'group' ? page.state.group.id : page.user.direct);
const keep = (map, id) => map.get(id) ?? map.set(id, new Map()).get(id);

async function call(address, body) {
  const form = body instanceof FormData;
  try {
    const answer = await fetch(address, body === undefined ? {} : {
      method: 'POST', body: form ? body : JSON.stringify(body), headers: form ? {} : { 'Content-Type': 'application/json' },
    });
    const value = await answer.json();
    if (answer.ok) return value;
    toast('error', value.code ? `${value.error} code: ${value.code}` : value.error);
  } catch {
    toast('error', '沙盒没有响应');
  }
  return null;
}

function toast(type, text) {
  const node = make('div', `toast ${['info', 'success', 'warning', 'error'].includes(type) ? type : 'info'}`, text);
  $('toasts').append(node);
  setTimeout(() => node.remove(), 4000);
}

function ask(title, text) {
  const dialog = $('ask');
  $('ask-title').textContent = title;
  $('ask-text').textContent = text;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}

function image(key, alt, enlarges = true) {
  const node = make('img');
  node.src = `/image/${encodeURIComponent(key ?? '')}`;
  node.alt = alt ?? '';
  node.loading = 'lazy';
  node.addEventListener('load', follow);
  if (enlarges) {
    node.classList.add('opens');
    node.addEventListener('click', (event) => {
      event.stopPropagation();
      $('large-image').src = node.src;
      $('large').showModal();
    });
  }
  return node;
}

function nameOf(id) {
  if (id === 'all') return '所有人';
  const people = [page.state.bot, ...page.state.people];
  return people.find((p) => p.id === id)?.name ?? String(id);
}

// --- messages

function parsed(message) {
  try {
    return JSON.parse(message.content);
  } catch {
    return {};
  }
}

// spoken gives the nodes of a person's text, its mentions marked.
function spoken(text, mentions) {
  const nodes = [];
  for (const part of String(text).split(/(@_user_\d+|@_all)/)) {
    const number = /^@_user_(\d+)$/.exec(part);
    if (number) nodes.push(make('span', 'at', '@' + (mentions[number[1] - 1] ?? part)));
    else if (part === '@_all') nodes.push(make('span', 'at', '@所有人'));
    else if (part) nodes.push(document.createTextNode(part));
  }
  return nodes;
}

function postOf(content, message) {
  const post = content.content ? content : (Object.values(content)[0] ?? {});
  const node = make('div', 'bubble');
  if (post.title) node.append(make('b', '', post.title));
  for (const paragraph of post.content ?? []) {
    const line = make('div', 'paragraph');
    for (const part of paragraph) {
      if (part.tag === 'img') line.append(image(part.image_key, '图片'));
      else if (part.tag === 'at') line.append(make('span', 'at', '@' + (part.user_name || part.user_id)));
      else if (part.tag === 'a') line.append(...inline(`[${part.text ?? ''}](${part.href ?? ''})`, { image, nameOf }));
      else line.append(...spoken(part.text ?? '', message.mentions));
    }
    node.append(line);
  }
  return node;
}

const drawings = {
  text: (content, message) => make('div', 'bubble', ...spoken(content.text ?? '', message.mentions)),
  post: postOf,
  image: (content) => make('div', 'picture', image(content.image_key, '图片')),
  file(content) {
    const node = make('a', 'bubble file', make('span', 'file-icon', '📄'), make('span', '', content.file_name ?? '文件'), make('small', '', '下载'));
    node.href = `/file/${encodeURIComponent(content.file_key ?? '')}`;
    node.download = content.file_name ?? '';
    return node;
  },
  interactive(content, message) {
    return drawCard(content, {
      image, nameOf, ask,
      drafts: keep(page.drafts, message.id), panels: keep(page.panels, message.id),
      async click(worked) {
        const answer = await call('/api/click', { user: page.user.id, message: message.id, ...worked });
        if (answer?.toast) {
          toast(answer.toast.type, answer.toast.content || answer.toast.i18n?.zh_cn || '');
        }
        return answer !== null;
      },
    });
  },
};

// preview gives one line of what a message says, for quotes.
function preview(message) {
  if (!message) return '消息';
  if (message.recalled) return '消息已撤回';
  const content = parsed(message);
  switch (message.kind) {
    case 'text': return String(content.text ?? '').replace(/@_user_(\d+)/g, (whole, n) => '@' + (message.mentions[n - 1] ?? ''));
    case 'image': return '[图片]';
    case 'post': return '[图文]';
    case 'file': return `[文件] ${content.file_name ?? ''}`;
    case 'interactive': return `[卡片] ${content.header?.title?.content ?? ''}`;
    default: return '[消息]';
  }
}

function draw(message) {
  const mine = message.sender.id === page.user.id;
  const node = make('li', `message${mine ? ' mine' : ''}`);
  node.dataset.id = message.id;
  node.dataset.kind = message.kind;
  node.dataset.version = message.version;
  if (message.recalled) {
    node.classList.add('recalled');
    node.append(make('span', 'note', `${mine ? '你' : message.sender.name}撤回了一条消息`));
    return node;
  }
  const bot = message.sender.id === page.state.bot.id;
  const avatar = make('span', `avatar ${bot ? 'bot' : 'person'}`, bot ? '图' : message.sender.name.slice(-1));
  avatar.setAttribute('aria-hidden', 'true');
  const time = new Date(message.created).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit' });
  const head = make('div', 'head', make('b', '', message.sender.name), bot ? make('span', 'robot', '机器人') : null, make('time', '', time),
    message.thread ? make('span', 'thread', '话题') : null);
  const inside = make('div', 'inside', head);
  if (message.parent) {
    const quoted = make('button', 'quoted', `回复 ${page.messages.get(message.parent)?.sender.name ?? ''}: ${preview(page.messages.get(message.parent))}`);
    quoted.addEventListener('click', () => find(message.parent)?.scrollIntoView({ block: 'center', behavior: 'smooth' }));
    inside.append(quoted);
  }
  const drawing = Object.hasOwn(drawings, message.kind) ? drawings[message.kind] : () => make('div', 'bubble', preview(message));
  try {
    inside.append(drawing(parsed(message), message));
  } catch (failure) {
    console.error(failure);
    inside.append(make('div', 'bubble', '这条消息画不出来'));
  }
  const reply = make('button', 'act reply', '回复');
  reply.addEventListener('click', () => quote(message.id));
  const acts = make('div', 'acts', reply);
  if (mine) {
    const recall = make('button', 'act recall', '撤回');
    recall.addEventListener('click', () => call('/api/recall', { user: page.user.id, message: message.id }));
    acts.append(recall);
  }
  inside.append(acts);
  node.append(avatar, inside);
  return node;
}

const find = (id) => $('messages').querySelector(`.message[data-id="${CSS.escape(id)}"]`);

// atEnd says whether the newest message is in sight; if so, new ones stay so.
let following = true;
const atEnd = () => $('messages').scrollHeight - $('messages').scrollTop - $('messages').clientHeight < 80;
function follow() {
  if (following) $('messages').scrollTop = $('messages').scrollHeight;
}

// show puts a new or changed message into the list. A field in which somebody
// types keeps the cursor.
function show(message) {
  if (message.chat !== chatID()) return;
  const known = page.messages.get(message.id);
  if (known && known.version >= message.version) return;
  page.messages.set(message.id, message);
  const old = find(message.id);
  if (!old) {
    $('messages').append(draw(message));
    follow();
    return;
  }
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const at = active?.dataset?.name ? [active.dataset.name, active.selectionStart, active.selectionEnd] : null;
  const fresh = draw(message);
  old.replaceWith(fresh);
  if (at) {
    const field = fresh.querySelector(`[data-name="${CSS.escape(at[0])}"]`);
    field?.focus();
    if (typeof at[1] === 'number') field?.setSelectionRange?.(at[1], at[2]);
  }
  follow();
}

async function load() {
  const chat = chatID();
  const messages = await call(`/api/messages?chat=${encodeURIComponent(chat)}`);
  if (!messages || chat !== chatID()) return;
  if ($('messages').dataset.chat !== `${chat} ${page.user.id}`) {
    $('messages').dataset.chat = `${chat} ${page.user.id}`;
    page.messages.clear();
    $('messages').replaceChildren();
    following = true;
  }
  for (const message of messages) show(message);
}

// --- composer

function quote(id) {
  page.quote = id;
  $('quote').hidden = !id;
  $('quote-text').textContent = id ? `回复 ${page.messages.get(id)?.sender.name ?? ''}: ${preview(page.messages.get(id))}` : '';
  if (id) $('text').focus();
}

function attach(files) {
  for (const file of files) {
    if (file.type.startsWith('image/')) page.pictures.push(file);
    else page.file = file;
  }
  showAttached();
}

function showAttached() {
  const box = $('attached');
  for (const old of box.querySelectorAll('img')) URL.revokeObjectURL(old.src);
  const entry = (inside, drop) => {
    const remove = make('button', 'drop', '×');
    remove.setAttribute('aria-label', '移除');
    remove.addEventListener('click', () => { drop(); showAttached(); });
    return make('span', 'attachment', inside, remove);
  };
  const entries = page.pictures.map((picture, i) => {
    const node = make('img');
    node.src = URL.createObjectURL(picture);
    node.alt = picture.name;
    return entry(node, () => page.pictures.splice(i, 1));
  });
  if (page.file) entries.push(entry(make('span', 'file-name', '📄 ' + page.file.name), () => { page.file = null; }));
  box.replaceChildren(...entries);
  box.hidden = entries.length === 0;
}

let sending = false;
async function send() {
  const text = $('text').value.trim();
  if (sending || (!text && page.pictures.length === 0 && !page.file)) return;
  sending = true;
  $('send').disabled = true;
  following = true;
  const shared = (form) => {
    form.set('user', page.user.id);
    form.set('chat', page.kind);
    if (page.quote) form.set('quote', page.quote);
    return form;
  };
  let sent = true;
  if (page.file) {
    const form = shared(new FormData());
    form.set('file', page.file, page.file.name);
    sent = await call('/api/post', form) !== null;
  }
  if (sent && (text || page.pictures.length > 0)) {
    const form = shared(new FormData());
    form.set('text', text);
    if (page.kind === 'group' && $('mention').checked) form.set('mention', '1');
    for (const picture of page.pictures) form.append('image', picture, picture.name || 'picture');
    sent = await call('/api/post', form) !== null;
  }
  sending = false;
  $('send').disabled = false;
  if (!sent) return;
  $('text').value = '';
  page.pictures = [];
  page.file = null;
  quote(null);
  showAttached();
  $('text').focus();
}

// --- choosing who and where

function choose(kind, user) {
  page.kind = kind;
  page.user = user;
  for (const tab of document.querySelectorAll('[data-chat][role=tab]')) tab.setAttribute('aria-selected', String(tab.dataset.chat === kind));
  for (const radio of $('people').querySelectorAll('input')) radio.checked = radio.value === user.id;
  $('title').textContent = kind === 'group' ? page.state.group.name : page.state.bot.name;
  $('mention-box').hidden = kind !== 'group';
  quote(null);
  load();
  if (kind === 'direct' && !page.opened.has(user.id)) {
    page.opened.add(user.id);
    call('/api/open', { user: user.id });
  }
}

const apiNames = {
  'messages.reply': '回复', 'messages.send': '发送', 'messages.patch': '更新', 'messages.get': '查消息', 'messages.delete': '撤回',
  'messages.resource': '下载', 'images.create': '传图', 'files.create': '传文件',
};

function showStatus(status) {
  const calls = Object.entries(apiNames).filter(([api]) => status.platform?.[api]).map(([api, name]) => `${name} ${status.platform[api]}`);
  const gateway = status.gateway ?? {};
  $('status').textContent = `${status.connections > 0 ? '机器人在线' : '机器人不在线'} · 平台调用 ${status.billed}${calls.length ? `(${calls.join(' ')})` : ''}`
    + ` · 图搜 ${gateway.search ?? 0} · 详情 ${gateway.detail ?? 0}`;
  $('status').classList.toggle('offline', status.connections === 0);
}

function listen() {
  const stream = new EventSource('/api/stream');
  stream.addEventListener('message', (event) => show(JSON.parse(event.data)));
  stream.addEventListener('status', (event) => showStatus(JSON.parse(event.data)));
  stream.addEventListener('resync', load);
  stream.onerror = () => showStatus({ connections: 0, billed: '–' });
}

function wire() {
  $('messages').addEventListener('scroll', () => { following = atEnd(); });
  $('send').addEventListener('click', send);
  $('text').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
    if (event.key === 'Escape') quote(null);
  });
  $('file').addEventListener('change', () => { attach($('file').files); $('file').value = ''; });
  $('pick').addEventListener('keydown', (event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); $('file').click(); } });
  $('quote-drop').addEventListener('click', () => quote(null));
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) {
      event.preventDefault();
      attach(files);
      $('text').focus();
    }
  });
  document.addEventListener('dragover', (event) => { event.preventDefault(); document.body.classList.add('dropping'); });
  document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) document.body.classList.remove('dropping'); });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('dropping');
    attach([...(event.dataTransfer?.files ?? [])]);
  });
  document.addEventListener('click', (event) => {
    for (const open of document.querySelectorAll('details.multi[open]')) if (!open.contains(event.target)) open.open = false;
  });
  for (const tab of document.querySelectorAll('[data-chat][role=tab]')) tab.addEventListener('click', () => choose(tab.dataset.chat, page.user));
  for (const entry of document.querySelectorAll('[data-menu]')) {
    entry.addEventListener('click', () => {
      choose('direct', page.user); // The menu answers in direct chat.
      following = true;
      call('/api/menu', { user: page.user.id, key: entry.dataset.menu });
    });
  }
  $('ask-yes').addEventListener('click', () => $('ask').close('yes'));
  $('ask-no').addEventListener('click', () => $('ask').close(''));
  $('large').addEventListener('click', () => $('large').close());
}

async function begin() {
  page.state = await call('/api/state');
  if (!page.state) return;
  $('direct-name').textContent = page.state.bot.name;
  $('group-name').textContent = page.state.group.name;
  $('people').append(...page.state.people.map((p) => {
    const radio = make('input');
    radio.type = 'radio';
    radio.name = 'person';
    radio.value = p.id;
    radio.addEventListener('change', () => choose(page.kind, p));
    return make('label', 'person-choice', radio, make('span', 'avatar person small', p.name.slice(-1)), p.name);
  }));
  $('samples').append(...page.state.samples.map((sample) => {
    const picture = make('img');
    picture.src = sample.address;
    picture.alt = '';
    picture.loading = 'lazy';
    const node = make('button', 'sample', picture);
    node.title = sample.name;
    node.setAttribute('aria-label', `示例图片 ${sample.name}`);
    node.addEventListener('click', async () => {
      const answer = await fetch(sample.address);
      attach([new File([await answer.blob()], `${sample.name}.jpg`, { type: 'image/jpeg' })]);
      $('text').focus();
    });
    return node;
  }));
  wire();
  choose('direct', page.state.people[0]);
  listen();
}

begin();
