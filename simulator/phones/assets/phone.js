import { button, Composer } from './composer.js';
import { act, avatar, el, icon, isZalo } from './dom.js';
import { renderMessage } from './message.js';
import { dayKey, formatDay, formatTime, t, tagText } from './texts.js';
import { renderZaloMessage } from './zaloMessage.js';
import { windowText, zaloActs } from './zaloPhone.js';

const NEAR_END_PX = 80;
const TYPING_MS = 5_000;
const NOTICE_MS = 4_000;

/** One open phone: follows its chat, and has its owner act. Only what changed is drawn again. */
export class Phone {
  id;
  element;
  #composer;
  #log;
  #scroll;
  #newest;
  #status;
  #clock;
  #block;
  #acts;
  #zalo;
  #hint;
  #notice;
  #drawn = new Map();
  #revision = -1;
  #wanted = 0;
  #loading = false;
  #lastNotice = null;
  /** Whether the chat is held at its end when it grows or its window shrinks. */
  #follows = true;
  #lastTop = 0;
  #typingTimer = 0;
  #noticeTimer = 0;

  constructor(row, bot, onClose) {
    this.id = row.id;
    const title = `phone-${row.id}`;
    this.#log = el('ol', {
      class: 'log',
      role: 'log',
      'aria-live': 'off',
      'aria-label': t('simulator:phone.chat', { name: row.name, bot: bot.name }),
    });
    this.#newest = el(
      'button',
      {
        type: 'button',
        class: 'newest',
        hidden: true,
        'aria-label': t('simulator:phone.newest'),
        onclick: () => this.#toEnd(true),
      },
      icon('down'),
    );
    this.#scroll = el('div', { class: 'scroll', tabindex: 0 }, this.#log);
    this.#scroll.addEventListener('scroll', () => {
      // Only a person scrolls upwards; that a chat grew under us is no reason to let go of its end.
      const { scrollTop } = this.#scroll;
      if (this.#isNearEnd()) this.#follows = true;
      else if (scrollTop < this.#lastTop) this.#follows = false;
      this.#lastTop = scrollTop;
      this.#newest.hidden = this.#follows;
    });
    const holdAtEnd = new ResizeObserver(() => {
      if (this.#follows) this.#toEnd(false);
    });
    holdAtEnd.observe(this.#scroll);
    holdAtEnd.observe(this.#log);
    this.#zalo = isZalo(row.id);
    this.#status = el('span', { class: 'state' }, t(this.#zalo ? 'simulator:zalo.account' : 'simulator:phone.bot'));
    this.#clock = el('span', { class: 'clock' }, formatTime(Date.now() / 1000));
    this.#hint = el('p', { class: 'hint', hidden: true });
    this.#notice = el('div', { class: 'notice', role: 'status', hidden: true });
    this.#block = el('button', { type: 'button', class: 'quiet' });
    this.#composer = new Composer(
      row.name,
      (what) => this.#perform(what),
      (why) => this.#show(why, false),
      this.#zalo,
    );
    this.#acts = el('div', { class: 'acts' }, ...this.#telegramActs(), this.#block);
    const about = [row.place, ...row.tags.map(tagText)].filter(Boolean).join(' · ');
    this.element = el(
      'section',
      { class: 'phone', 'aria-labelledby': title },
      el(
        'header',
        { class: 'owner' },
        button('back', t('simulator:phone.back'), onClose),
        avatar(row),
        el('div', { class: 'who' }, el('h2', { id: title }, row.name), el('p', {}, about || `id ${row.id}`)),
        button('close', t('simulator:phone.close', { name: row.name }), onClose),
      ),
      this.#acts,
      el(
        'div',
        { class: 'device' },
        el(
          'div',
          { class: 'screen' },
          el(
            'div',
            { class: 'statusbar', 'aria-hidden': 'true' },
            this.#clock,
            el('span', { class: 'hole' }),
            el('span', { class: 'battery' }),
          ),
          el(
            'div',
            { class: 'chat-head' },
            el('img', { class: 'bot-face', src: '/phones/assets/loa.svg', alt: '' }),
            el('div', {}, el('strong', {}, bot.name), this.#status),
          ),
          this.#scroll,
          this.#newest,
          this.#hint,
          this.#notice,
          this.#composer.element,
        ),
      ),
    );
    // A screen reader is told of new messages only in the phone that one is in.
    this.element.addEventListener('focusin', () => this.#log.setAttribute('aria-live', 'polite'));
    this.element.addEventListener('focusout', () => this.#log.setAttribute('aria-live', 'off'));
    const isGroup = row.id < 0;
    this.element.classList.toggle('group', isGroup);
    this.element.classList.toggle('zalo', this.#zalo);
  }

  /** Loads the chat when it is newer than what is drawn; asked for again while loading, it loads once more. */
  async refresh(revision = Number.POSITIVE_INFINITY) {
    this.#wanted = Math.max(this.#wanted, revision);
    if (this.#loading || this.#wanted <= this.#revision) return;
    this.#loading = true;
    try {
      this.#wanted = 0;
      const response = await fetch(`/phones/chats/${this.id}`);
      if (response.ok) this.#draw(await response.json());
    } finally {
      this.#loading = false;
    }
    if (this.#wanted > this.#revision) await this.refresh(this.#wanted);
  }

  tick(nowS) {
    this.#clock.textContent = formatTime(nowS);
  }

  focus() {
    this.#composer.focus();
  }

  #telegramActs() {
    if (this.#zalo) return [];
    return [
      this.#quick('simulator:phone.start', { act: 'start' }),
      this.#quick('simulator:phone.stop', { act: 'say', text: '/stop' }),
    ];
  }

  #quick(key, what) {
    return el('button', { type: 'button', class: 'quiet', onclick: () => this.#perform(what) }, t(key));
  }

  #draw(view) {
    const isFirst = this.#revision < 0;
    this.#revision = view.row.revision;
    this.#drawMessages(view);
    this.#composer.update(view);
    if (this.#zalo)
      this.#acts.replaceChildren(...zaloActs(view).map(([key, what]) => this.#quick(key, what)), this.#block);
    this.#block.textContent = t(blockText(this.#zalo, view.row.blocked));
    this.#block.onclick = () => this.#perform({ act: view.row.blocked ? 'unblock' : 'block' });
    this.#block.classList.toggle('danger', !view.row.blocked);
    this.element.classList.toggle('is-blocked', view.row.blocked);
    const hint = this.#hintFor(view);
    this.#hint.hidden = hint === null;
    if (hint !== null) this.#hint.textContent = t(hint);
    if (this.#zalo) this.#status.textContent = windowText(view.window);
    else this.#drawTyping(view.typing);
    if (!isFirst && view.notice !== null && view.notice.n !== this.#lastNotice && view.notice.text !== '') {
      this.#show(view.notice.text, view.notice.alert);
    }
    if (isFirst || view.notice?.n !== this.#lastNotice) {
      this.#lastNotice = view.notice?.n ?? null;
      for (const key of this.#log.querySelectorAll('.key.waiting')) key.classList.remove('waiting');
    }
    if (view.row.unread > 0 && document.visibilityState === 'visible')
      void act(this.id, { act: 'read' }).catch(() => undefined);
  }

  #hintFor(view) {
    const { blocked } = view.row;
    if (this.#zalo) return blocked ? 'simulator:zalo.blocked' : view.follower ? null : 'simulator:zalo.notFollowing';
    if (this.id < 0) return 'simulator:phone.group';
    return blocked ? 'simulator:phone.blocked' : view.started ? null : 'simulator:phone.begin';
  }

  #drawMessages(view) {
    const wanted = [];
    let lastDay = '';
    for (const message of view.messages) {
      const day = dayKey(message.date);
      if (day !== lastDay) wanted.push([`day ${day}`, day, () => el('li', { class: 'day' }, formatDay(message.date))]);
      lastDay = day;
      const isOwn = message.from?.is_bot !== true;
      wanted.push([`${message.message_id}`, JSON.stringify(message), () => this.#message(message, isOwn, view)]);
    }
    const kept = new Map();
    let at = this.#log.firstChild;
    for (const [key, shown, make] of wanted) {
      const before = this.#drawn.get(key);
      const element = before?.shown === shown ? before.element : make();
      kept.set(key, { shown, element });
      if (before !== undefined && before.element !== element && at === before.element) {
        before.element.replaceWith(element);
        at = element;
      }
      if (at === element) at = at.nextSibling;
      else this.#log.insertBefore(element, at);
    }
    while (at !== null) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
    this.#drawn = kept;
  }

  #message(message, isOwn, view) {
    const render = this.#zalo ? renderZaloMessage : renderMessage;
    return render(message, isOwn, {
      submit: () => this.#perform({ act: 'submit', info: { name: view.row.name, phone: view.phone } }),
      show: (text) => this.#show(text, false),
      command: (text) => this.#perform({ act: 'say', text }),
      press: (messageId, place, key) => {
        key.classList.add('waiting');
        setTimeout(() => key.classList.remove('waiting'), 5_000);
        void this.#perform({ act: 'press', messageId, button: place });
      },
    });
  }

  #drawTyping(isTyping) {
    clearTimeout(this.#typingTimer);
    this.#status.textContent = t(isTyping ? 'simulator:phone.typing' : 'simulator:phone.bot');
    this.#status.classList.toggle('typing', isTyping);
    if (isTyping) this.#typingTimer = setTimeout(() => this.#drawTyping(false), TYPING_MS);
  }

  /** What the bot answered to a pressed button: for a moment, or until it is closed. */
  #show(text, stays) {
    clearTimeout(this.#noticeTimer);
    const close = () => {
      this.#notice.hidden = true;
    };
    const ok = stays ? el('button', { type: 'button', onclick: close }, t('simulator:phone.ok')) : null;
    this.#notice.replaceChildren(el('p', {}, text), ...(ok === null ? [] : [ok]));
    this.#notice.classList.toggle('stays', stays);
    this.#notice.hidden = false;
    ok?.focus();
    if (!stays) this.#noticeTimer = setTimeout(close, NOTICE_MS);
  }

  async #perform(what) {
    try {
      await act(this.id, what);
      this.#follows = true;
      this.#toEnd(false);
      return true;
    } catch (error) {
      this.#show(t('simulator:page.failed', { why: error.message }), false);
      return false;
    }
  }

  #isNearEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  #toEnd(smooth) {
    this.#scroll.scrollTo({ top: this.#scroll.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });
  }
}

function blockText(zalo, isBlocked) {
  if (zalo) return isBlocked ? 'simulator:zalo.unblock' : 'simulator:zalo.block';
  return isBlocked ? 'simulator:phone.unblock' : 'simulator:phone.block';
}
