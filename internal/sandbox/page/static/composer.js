// Where a message is written: words, pictures that are pasted, dropped or
// picked, a file, the message that is answered, the mention.

import { make } from './nodes.js';
import { call } from './server.js';
import { word } from './words.js';

const $ = (id) => document.getElementById(id);

export class Composer {
  #where; // gives the chat's key, the person and the bot
  #pictures = [];
  #file = null;
  #quote = null; // id of the message that is answered
  #sending = false;
  #sent;

  constructor(where, sent) {
    this.#where = where;
    this.#sent = sent;
    this.#wire();
  }

  // answer makes the next message an answer to one, of which line tells; null
  // takes that back.
  answer(id, line = '') {
    this.#quote = id;
    $('quote').hidden = !id;
    $('quote-text').textContent = line;
    if (id) $('text').focus();
  }

  // show adapts to the kind of chat.
  show(group) {
    this.answer(null);
    $('mention-box').hidden = !group;
    this.#hint();
  }

  // attach takes pictures, and of other files the last.
  attach(files) {
    for (const file of files) {
      if (file.type.startsWith('image/')) this.#pictures.push(file);
      else this.#file = file;
    }
    this.#showAttached();
    $('text').focus({ preventScroll: true });
  }

  #hint() {
    const silent = !$('mention-box').hidden && !$('mention').checked;
    $('hint').textContent = word(silent ? 'mentionHint' : 'keys');
    $('hint').classList.toggle('warns', silent);
  }

  #showAttached() {
    const box = $('attached');
    for (const old of box.querySelectorAll('img')) URL.revokeObjectURL(old.src);
    const entry = (inside, name, drop) => {
      const remove = make('button', 'remove', '×');
      remove.type = 'button';
      remove.ariaLabel = word('removeFile', name);
      remove.addEventListener('click', () => { drop(); this.#showAttached(); });
      return make('span', 'attachment', inside, remove);
    };
    const entries = this.#pictures.map((file, i) => {
      const node = make('img');
      node.src = URL.createObjectURL(file);
      node.alt = file.name;
      return entry(node, file.name, () => this.#pictures.splice(i, 1));
    });
    if (this.#file) entries.push(entry(make('span', 'file-name', this.#file.name), this.#file.name, () => { this.#file = null; }));
    box.replaceChildren(...entries);
    box.hidden = entries.length === 0;
    this.#grow();
  }

  // grow makes the field as high as its words, within bounds of the style.
  #grow() {
    const text = $('text');
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight + 2}px`;
    $('send').classList.toggle('ready', text.value.trim() !== '' || this.#pictures.length > 0 || this.#file !== null);
  }

  #form() {
    const { chat, user } = this.#where();
    const form = new FormData();
    form.set('user', user.id);
    form.set('chat', chat);
    if (this.#quote) form.set('quote', this.#quote);
    return form;
  }

  async #send() {
    const text = $('text').value.trim();
    if (this.#sending || (!text && this.#pictures.length === 0 && !this.#file)) return;
    this.#sending = true;
    $('send').disabled = true;
    let taken = true;
    if (this.#file) {
      const form = this.#form();
      form.set('file', this.#file, this.#file.name);
      taken = await call('/api/post', form) !== null;
      if (taken) this.#file = null;
    }
    if (taken && (text || this.#pictures.length > 0)) {
      const form = this.#form();
      form.set('text', text);
      // Who types the bot's name means it, too.
      const named = text.includes('@' + this.#where().bot.name);
      if (named || (!$('mention-box').hidden && $('mention').checked)) form.set('mention', '1');
      for (const picture of this.#pictures) form.append('image', picture, picture.name || 'picture');
      taken = await call('/api/post', form) !== null;
    }
    this.#sending = false;
    $('send').disabled = false;
    if (taken) {
      $('text').value = '';
      this.#pictures = [];
      this.answer(null);
      this.#sent();
    }
    this.#showAttached();
    $('text').focus({ preventScroll: true });
  }

  #wire() {
    $('send').addEventListener('click', () => this.#send());
    $('text').addEventListener('input', () => this.#grow());
    $('text').addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#send();
      }
      if (event.key === 'Escape') this.answer(null);
    });
    $('mention').addEventListener('change', () => this.#hint());
    $('file').addEventListener('change', () => { this.attach($('file').files); $('file').value = ''; });
    $('quote-drop').addEventListener('click', () => this.answer(null));
    document.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      this.attach(files);
    });
    const dropping = (on) => { $('drop').hidden = !on; };
    document.addEventListener('dragover', (event) => { event.preventDefault(); dropping(true); });
    document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) dropping(false); });
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      dropping(false);
      this.attach([...(event.dataTransfer?.files ?? [])]);
    });
  }
}
