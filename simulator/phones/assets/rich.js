import { el } from './dom.js';

/** Telegram's entities as elements: marks may nest, links lead only to the web, a command can be pressed. */

const SIMPLE = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
};

/** Fills `target` with the text; `onCommand` is called with a command that was pressed. */
export function renderRich(target, text, entities, onCommand) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  fill(target, text, sorted, 0, text.length, onCommand);
}

function fill(target, text, entities, from, to, onCommand) {
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    if (entity.offset < at) continue;
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset > at) target.append(text.slice(at, entity.offset));
    const element = wrap(entity, text.slice(entity.offset, end), onCommand);
    const inner = entities.slice(i + 1).filter((other) => other.offset < end);
    fill(element, text, inner, entity.offset, end, onCommand);
    target.append(element);
    at = end;
  }
  if (at < to) target.append(text.slice(at, to));
}

function wrap(entity, covered, onCommand) {
  const simple = SIMPLE[entity.type];
  if (simple !== undefined) return el(simple);
  switch (entity.type) {
    case 'url':
      return link(/^https?:/i.test(covered) ? covered : `https://${covered}`);
    case 'text_link':
      return link(entity.url ?? '');
    case 'email':
      return el('a', { href: `mailto:${covered}` });
    case 'bot_command':
      return el('button', { type: 'button', class: 'command', onclick: () => onCommand(covered) });
    case 'spoiler':
      return el('button', {
        type: 'button',
        class: 'spoiler',
        onclick: (event) => event.currentTarget.classList.add('shown'),
      });
    case 'hashtag':
    case 'mention':
    case 'cashtag':
      return el('span', { class: 'tag' });
    default:
      return el('span');
  }
}

function link(url) {
  if (!/^https?:\/\//i.test(url)) return el('span', { class: 'tag', title: url });
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' });
}
