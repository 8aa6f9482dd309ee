// Runs the page's markdown over a document that only records, and checks what
// nodes come of hostile and of ordinary text.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

class Node {
  constructor(tag) { Object.assign(this, { tag, children: [], style: {}, dataset: {} }); }
  append(...nodes) { this.children.push(...nodes); }
  get words() { return this.children.map((child) => child.words ?? child.text ?? String(child)).join(''); }
}
globalThis.document = { createElement: (tag) => new Node(tag), createTextNode: (text) => ({ text }) };

const source = readFileSync(new URL('../static/markdown.js', import.meta.url));
const { markdown, colour, safeAddress } = await import(`data:text/javascript;base64,${source.toString('base64')}`);

const view = { image: (key, alt) => Object.assign(new Node('img'), { key, alt }), nameOf: (id) => `<${id}>` };
const all = (node) => [node, ...(node.children ?? []).flatMap(all)];
const nodes = (text) => markdown(text, view).flatMap(all);
const tags = (text) => nodes(text).map((node) => node.tag).filter(Boolean);
const words = (text) => markdown(text, view).map((node) => node.words).join('\n');

// Hostile text stays text.
for (const text of ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<iframe srcdoc=x>', '<svg/onload=alert(1)>']) {
  assert.deepEqual(tags(text), ['div'], text);
  assert.equal(words(text), text);
}
for (const text of ['[x](javascript:alert(1))', '[x](data:text/html,x)', '<a href="javascript:alert(1)">x</a>', '<link url="vbscript:x">x</link>']) {
  assert.ok(!tags(text).includes('a'), text);
}
assert.equal(words('&lt;b&gt; &#42;&#42;x&#42;&#42; &#x41; &#0; &nope;'), '<b> **x** A &#0; &nope;');
assert.deepEqual(tags('&#42;&#42;x&#42;&#42;'), ['div']);
assert.equal(words('\\*\\*x\\*\\*'), '**x**');

// Ordinary text becomes what it says.
assert.deepEqual(tags('**a** *b* ~~c~~ `d`'), ['div', 'b', 'i', 's', 'code']);
const address = nodes('[商品](https://detail.1688.com/offer/1.html?a=1&amp;b=2)').find((node) => node.tag === 'a');
assert.equal(address.href, 'https://detail.1688.com/offer/1.html?a=1&b=2');
assert.equal(address.rel, 'noopener noreferrer');
assert.equal(nodes("<font color='red'>¥1</font>").find((node) => node.tag === 'span').style.color, colour('red'));
assert.equal(words("<text_tag color='blue'>包邮</text_tag>"), '包邮');
assert.equal(words('<at id=ou_1></at>'), '@<ou_1>');
assert.equal(nodes('![图](img_1)').find((node) => node.tag === 'img').key, 'img_1');
assert.deepEqual(tags('- a\n- b').filter((tag) => tag === 'div').length, 3);
assert.deepEqual(tags('|a|b|\n|-|-|\n|1|2|').filter((tag) => tag === 'td').length, 2);
assert.equal(words('a\n\nb'), 'a\nb');
assert.ok(tags('a\nb').includes('br'));

assert.equal(colour('javascript'), null);
assert.equal(colour('constructor'), null);
assert.equal(colour('rgba(1,2,3,0.5)'), 'rgba(1,2,3,0.5)');
assert.equal(colour('red;background:url(x)'), null);
assert.equal(safeAddress('//x'), null);
