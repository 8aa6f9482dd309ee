// The chat page: who writes where, the chats and their topics, live updates.

import { Composer } from './composer.js';
import { drawMessage, clock, preview } from './messages.js';
import { avatar, make } from './nodes.js';
import { ask, picture, toast, wireOverlays } from './overlays.js';
import { call } from './server.js';
import { notice, Timeline } from './timeline.js';
import { speak, word } from './words.js';

const $ = (id) => document.getElementById(id);

const page = {
  state: null, // bot, people, groups, samples
  user: null,
  key: 'direct', // of the shown chat
  chats: new Map(), // by chat id: messages by id, in order
  unread: new Map(), // by chat id: how many
  drafts: new Map(), // by message id: what was typed into its forms
  kept: new Map(), // by message id: what was opened and turned in its card
  opened: new Set(), // people whose direct chat was opened
  topic: null, // id of the message whose topic is shown
  worked: null, // id of the topic in which the person worked a card last
};

// at gives the map of an id, a new one at first.
const at = (maps, id) => maps.get(id) ?? maps.set(id, new Map()).get(id);
const chatOf = (key) => (key === 'direct' ? page.user.direct : page.state.groups.find((g) => g.key === key).id);
const messagesOf = (chat) => at(page.chats, chat);
const shown = () => messagesOf(chatOf(page.key));
const inOrder = (messages) => [...messages.values()].sort((a, b) => a.created - b.created);

function nameOf(id) {
  if (id === 'all') return word('everyone');
  return [page.state.bot, ...page.state.people].find((p) => p.id === id)?.name ?? String(id);
}

// around is what a message needs of the page.
const around = {
  get user() { return page.user; },
  get bot() { return page.state.bot; },
  picture,
  nameOf,
  message: (id) => shown().get(id),
  topic: (id) => inOrder(shown()).filter((m) => m.topic === id && !m.recalled),
  jump(id) {
    const topic = shown().get(id)?.topic;
    if (topic) openTopic(topic);
    (topic ? topics : timeline).jump(id);
  },
  openTopic: (id) => openTopic(id),
  reply(id) {
    const message = shown().get(id);
    if (narrow.matches) closeTopic(); // It lies over the composer there.
    composer.answer(id, `${word('replyTo', message.sender.name)}: ${preview(message)}`);
  },
  recall: (id) => call('/api/recall', { user: page.user.id, message: id }),
  cardView: (message) => ({
    picture, nameOf, ask,
    drafts: at(page.drafts, message.id), kept: at(page.kept, message.id),
    async click(worked) {
      page.worked = message.topic ?? message.id;
      const answer = await call('/api/click', { user: page.user.id, message: message.id, ...worked });
      if (answer?.toast) toast(answer.toast.type, answer.toast.content || answer.toast.i18n?.[word('lang').replace('-', '_').toLowerCase()] || '');
      return answer !== null;
    },
  }),
};

const narrow = matchMedia('(max-width: 1000px)'); // where a topic lies over the chat
const draw = (message) => drawMessage(message, around);
const timeline = new Timeline($('messages'), draw, (count) => {
  $('missed').hidden = count === 0;
  $('missed').textContent = word('newMessages', count);
});
const topics = new Timeline($('topic-messages'), draw);
const composer = new Composer(
  () => ({ chat: page.key, user: page.user, bot: page.state.bot }),
  () => (page.topic ? topics : timeline).toNewest(),
);

// --- topics

function openTopic(id) {
  const begun = shown().get(id);
  if (!begun) return;
  page.topic = id;
  $('topic').hidden = false;
  $('topic-of').textContent = `${begun.sender.name}: ${preview(begun)}`;
  topics.clear();
  for (const message of around.topic(id)) topics.put(message);
}

function closeTopic() {
  page.topic = null;
  $('topic').hidden = true;
  topics.clear();
}

// --- messages

// place puts a message where it belongs in the shown chat.
function place(message) {
  if (!message.topic) {
    $('messages').querySelector(':scope > .nothing')?.remove();
    timeline.put(message);
    return;
  }
  const begun = shown().get(message.topic);
  if (begun && timeline.find(begun.id)) timeline.put(begun); // It tells of its topic.
  if (page.topic === message.topic) topics.put(message);
}

// take keeps a new or changed message and shows it, if its chat is shown. Fresh
// ones, which came just now, count as unread elsewhere.
function take(message, fresh) {
  const messages = messagesOf(message.chat);
  const known = messages.get(message.id);
  if (known && known.version >= message.version) return;
  messages.set(message.id, message);
  if (message.chat === chatOf(page.key)) {
    place(message);
    if (fresh && !known && message.topic && message.topic === page.worked && page.topic !== message.topic) openTopic(message.topic);
  } else if (fresh && !known && message.sender.id !== page.user.id) {
    page.unread.set(message.chat, (page.unread.get(message.chat) ?? 0) + 1);
  }
}

async function load(chat) {
  const messages = await call(`/api/messages?chat=${encodeURIComponent(chat)}`);
  for (const message of messages ?? []) take(message, false);
  showTabs();
}

const loadAll = () => Promise.all(['direct', ...page.state.groups.map((g) => g.key)].map((key) => load(chatOf(key))));

// --- choosing who and where

function showTabs() {
  for (const tab of document.querySelectorAll('[data-chat]')) {
    const chat = chatOf(tab.dataset.chat);
    const last = [...messagesOf(chat).values()].reduce((a, b) => (a && a.created > b.created ? a : b), null);
    const group = page.state.groups.find((g) => g.key === tab.dataset.chat);
    tab.setAttribute('aria-selected', String(tab.dataset.chat === page.key));
    tab.querySelector('.tab-line').textContent = last ? preview(last) : (group ? word('groupOf', group.size) : word('direct'));
    tab.querySelector('time').textContent = last ? clock(last.created) : '';
    const unread = page.unread.get(chat) ?? 0;
    tab.querySelector('.badge').hidden = unread === 0;
    tab.querySelector('.badge').textContent = unread > 99 ? '99+' : String(unread);
  }
}

function choose(key, user) {
  page.key = key;
  page.user = user;
  closeTopic();
  page.unread.delete(chatOf(key));
  for (const radio of $('people').querySelectorAll('input')) radio.checked = radio.value === user.id;
  const group = page.state.groups.find((g) => g.key === key);
  $('title').textContent = group ? group.name : page.state.bot.name;
  composer.show(Boolean(group));
  timeline.clear();
  $('messages').append(notice(word('emptyTitle'), word(group ? 'emptyGroup' : 'emptyDirect')));
  for (const message of inOrder(shown())) place(message);
  showTabs();
  loadAll();
  if (!group && !page.opened.has(user.id)) {
    page.opened.add(user.id);
    call('/api/open', { user: user.id });
  }
}

// --- live updates

function showStatus(status) {
  const gateway = status.gateway ?? {};
  const words = status.connections > 0 ? word('online') : word('offline');
  $('status').textContent = `${words} · ${word('counts', status.billed, gateway.search ?? 0, gateway.detail ?? 0)}`;
  $('status').title = Object.entries(status.platform ?? {}).filter(([api]) => api).map(([api, n]) => `${api} ${n}`).join('\n');
  $('status').classList.toggle('offline', status.connections === 0);
}

// renew loads what changed while the stream was away. After a restart of the
// sandbox nobody is as before.
async function renew() {
  const state = await call('/api/state');
  if (state && state.bot.id !== page.state.bot.id) location.reload();
  else if (state) loadAll();
}

function listen() {
  const stream = new EventSource('/api/stream');
  stream.addEventListener('message', (event) => { take(JSON.parse(event.data), true); showTabs(); });
  stream.addEventListener('status', (event) => showStatus(JSON.parse(event.data)));
  stream.addEventListener('resync', renew);
  stream.onerror = () => {
    $('status').textContent = word('lost');
    $('status').classList.add('offline');
  };
}

// --- the beginning

function wire() {
  wireOverlays();
  $('missed').addEventListener('click', () => timeline.toNewest());
  $('topic-close').addEventListener('click', closeTopic);
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && !document.querySelector('dialog[open]')) closeTopic(); });
  // What is folded out over others folds when something else is worked.
  document.addEventListener('pointerdown', (event) => {
    for (const fold of document.querySelectorAll('details.multi[open]')) if (!fold.contains(event.target)) fold.open = false;
  });
  for (const tab of document.querySelectorAll('[data-chat]')) tab.addEventListener('click', () => choose(tab.dataset.chat, page.user));
  for (const entry of document.querySelectorAll('[data-menu]')) {
    entry.addEventListener('click', () => {
      if (page.key !== 'direct') choose('direct', page.user); // The menu answers in direct chat.
      timeline.toNewest();
      call('/api/menu', { user: page.user.id, key: entry.dataset.menu });
    });
  }
}

function personChoice(person) {
  const radio = make('input');
  radio.type = 'radio';
  radio.name = 'person';
  radio.value = person.id;
  radio.addEventListener('change', () => choose(page.key, person));
  const node = make('label', 'person-choice', radio, avatar(person.name, 'person', 'small'), make('span', '', person.name));
  node.title = person.name;
  return node;
}

function sampleChoice(sample) {
  const node = make('button', 'sample', make('img'));
  node.type = 'button';
  node.firstChild.src = sample.address;
  node.firstChild.alt = '';
  node.title = sample.name;
  node.ariaLabel = word('sample', sample.name);
  node.addEventListener('click', async () => {
    const answer = await fetch(sample.address);
    composer.attach([new File([await answer.blob()], `${sample.name}.jpg`, { type: 'image/jpeg' })]);
  });
  return node;
}

async function begin() {
  page.state = await call('/api/state');
  if (!page.state) return;
  speak(page.state.words);
  for (const tab of document.querySelectorAll('[data-chat]')) {
    const group = page.state.groups.find((g) => g.key === tab.dataset.chat);
    tab.querySelector('b').textContent = group ? group.name : page.state.bot.name;
    tab.prepend(avatar(group ? group.name : page.state.bot.name, group ? group.key : 'bot'));
  }
  $('people').append(...page.state.people.map(personChoice));
  $('samples').append(...page.state.samples.map(sampleChoice));
  wire();
  choose('direct', page.state.people[0]);
  listen();
}

begin();
