// One message of a chat, drawn by its kind.

import { drawCard } from './card.js';
import { inline } from './markdown.js';
import { avatar, make } from './nodes.js';
import { picture } from './overlays.js';
import { word } from './words.js';

export function contentOf(message) {
  try {
    return JSON.parse(message.content);
  } catch {
    return {};
  }
}

// preview gives one line of what a message says.
export function preview(message) {
  if (!message) return word('aMessage');
  if (message.recalled) return word('wasRecalled');
  const content = contentOf(message);
  switch (message.kind) {
    case 'text': return String(content.text ?? '').replace(/@_user_(\d+)/g, (whole, n) => '@' + (message.mentions[n - 1] ?? ''));
    case 'image': return word('aPicture');
    case 'post': return word('aPost');
    case 'file': return word('aFile', content.file_name ?? '');
    case 'interactive': return word('aCard', content.header?.title?.content ?? content.config?.summary?.content ?? '');
    default: return word('aMessage');
  }
}

// firstPicture gives the key of a picture that stands for a person's message.
function firstPicture(message) {
  if (!message || message.recalled) return null;
  const content = contentOf(message);
  if (message.kind === 'image') return content.image_key;
  if (message.kind !== 'post') return null;
  return (content.content ?? []).flat().find((part) => part.tag === 'img')?.image_key ?? null;
}

export function clock(time) {
  return new Date(time).toLocaleTimeString(word('lang'), { hour: '2-digit', minute: '2-digit', hour12: false });
}

// spoken gives the nodes of a person's text, its mentions marked.
function spoken(text, mentions) {
  const nodes = [];
  for (const part of String(text).split(/(@_user_\d+|@_all)/)) {
    const number = /^@_user_(\d+)$/.exec(part);
    if (number) nodes.push(make('span', 'at', '@' + (mentions[number[1] - 1] ?? part)));
    else if (part === '@_all') nodes.push(make('span', 'at', '@' + word('everyone')));
    else if (part) nodes.push(document.createTextNode(part));
  }
  return nodes;
}

function postOf(content, message, page) {
  const post = content.content ? content : (Object.values(content)[0] ?? {});
  const node = make('div', 'bubble');
  if (post.title) node.append(make('b', '', post.title));
  let pictures = null;
  for (const paragraph of post.content ?? []) {
    // Pictures that follow one another stand side by side.
    if (paragraph.length > 0 && paragraph.every((part) => part.tag === 'img')) {
      if (!pictures) node.append(pictures = make('div', 'pictures'));
      pictures.append(...paragraph.map((part) => picture(part.image_key, word('picture'))));
      continue;
    }
    pictures = null;
    const line = make('div', 'paragraph');
    for (const part of paragraph) {
      if (part.tag === 'img') line.append(picture(part.image_key, word('picture')));
      else if (part.tag === 'at') line.append(make('span', 'at', '@' + (part.user_name || part.user_id)));
      else if (part.tag === 'a') line.append(...inline(`[${part.text ?? ''}](${part.href ?? ''})`, page));
      else line.append(...spoken(part.text ?? '', message.mentions));
    }
    node.append(line);
  }
  return node;
}

const drawings = {
  text: (content, message) => make('div', 'bubble', ...spoken(content.text ?? '', message.mentions)),
  post: postOf,
  image: (content) => make('div', 'pictures', picture(content.image_key, word('picture'))),
  file(content) {
    const name = content.file_name || word('file');
    const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1].toUpperCase() ?? '';
    const node = make('a', 'file', make('span', `file-icon ${/^XLSX?$/.test(ending) ? 'sheet' : ''}`, ending || '·'),
      make('span', 'file-words', make('b', '', name), make('small', '', word('download'))));
    node.href = `/file/${encodeURIComponent(content.file_key ?? '')}`;
    node.download = name;
    return node;
  },
  interactive: (content, message, page) => drawCard(content, page.cardView(message)),
};

// broken stands for what could not be drawn.
function broken(failure) {
  console.error(failure);
  const node = make('div', 'card-error', word('brokenMessage'));
  node.setAttribute('role', 'alert');
  return node;
}

function bodyOf(message, page) {
  const drawing = Object.hasOwn(drawings, message.kind) ? drawings[message.kind] : () => make('div', 'bubble', preview(message));
  try {
    return drawing(contentOf(message), message, page);
  } catch (failure) {
    return broken(failure);
  }
}

function act(kind, label, work) {
  const node = make('button', `act ${kind}`, label);
  node.type = 'button';
  node.addEventListener('click', work);
  return node;
}

// quotedOf gives the line above an answer that says what it answers.
function quotedOf(message, page) {
  const parent = page.message(message.parent);
  const shown = firstPicture(parent);
  const said = shown ? '' : preview(parent);
  const node = make('button', 'quoted', make('span', 'quoted-words', `${word('replyTo', parent?.sender.name ?? '')}: ${said}`),
    shown ? picture(shown, word('picture'), false) : null);
  node.type = 'button';
  node.addEventListener('click', () => page.jump(message.parent));
  return node;
}

// topicOf gives what opens the topic that a message began.
function topicOf(message, page) {
  const replies = page.topic(message.id);
  if (replies.length === 0) return null;
  const last = replies.at(-1);
  const node = make('button', 'topic', make('b', '', word('topicReplies', replies.length)), make('span', '', `${last.sender.name}: ${preview(last)}`));
  node.type = 'button';
  node.addEventListener('click', () => page.openTopic(message.id));
  return node;
}

// drawMessage gives a message's entry in a list. Of the page it needs message(id),
// topic(id), jump(id), openTopic(id), reply(id), recall(id), cardView(message),
// user and bot.
export function drawMessage(message, page) {
  const mine = message.sender.id === page.user.id;
  const node = make('li', `message ${mine ? 'mine' : ''} ${message.kind === 'interactive' ? 'with-card' : ''}`);
  node.dataset.id = message.id;
  node.dataset.kind = message.kind;
  node.dataset.version = message.version;
  node.dataset.created = message.created;
  if (message.recalled) {
    node.classList.add('recalled');
    node.append(make('span', 'note', mine ? word('recalledMine') : word('recalled', message.sender.name)));
    return node;
  }
  const bot = message.sender.id === page.bot.id;
  const acts = make('span', 'acts', act('reply', word('reply'), () => page.reply(message.id)));
  if (mine) acts.append(act('recall', word('recall'), () => page.recall(message.id)));
  const head = make('div', 'head', make('b', '', message.sender.name), bot ? make('span', 'robot', word('robot')) : null,
    make('time', '', clock(message.created)), acts);
  const answers = message.parent && message.parent !== message.topic;
  const inside = make('div', 'inside', head, answers ? quotedOf(message, page) : null, bodyOf(message, page), topicOf(message, page));
  node.append(avatar(message.sender.name, bot ? 'bot' : 'person'), inside);
  return node;
}
