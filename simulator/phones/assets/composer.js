import { el, icon } from './dom.js';
import { t } from './texts.js';

const MAX_FILE_BYTES = 10 * 1024 * 1024;

/**
 * What stands below a chat: the bot's menu, the text box, sending of files; or one large button while the bot is blocked or
 * was never started. `perform` has the person act.
 */
export class Composer {
  element = el('div', { class: 'composer' });
  #perform;
  #complain;
  #zalo;
  #box;
  #form;
  #menu;
  #menuButton;
  #large;
  #keyboard;
  #commands = '';
  #keys = '';

  constructor(name, perform, complain, zalo = false) {
    this.#zalo = zalo;
    this.#perform = perform;
    this.#complain = complain;
    this.#box = el('textarea', {
      rows: 1,
      maxlength: 4096,
      'aria-label': `${t('simulator:phone.write')}: ${name}`,
      placeholder: t('simulator:phone.write'),
    });
    this.#box.addEventListener('input', () => this.#grow());
    this.#box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      void this.#send();
    });
    const file = el('input', { type: 'file', class: 'hidden', tabindex: -1, 'aria-hidden': 'true' });
    file.addEventListener('change', () => this.#attach(file));
    this.#menu = el('ul', { class: 'menu', hidden: true });
    this.#menuButton = button('menu', t('simulator:phone.menu'), () => this.#toggleMenu(this.#menu.hidden));
    this.#menuButton.setAttribute('aria-expanded', 'false');
    this.#form = el(
      'form',
      { class: 'write' },
      this.#menuButton,
      button('attach', t('simulator:phone.attach'), () => file.click()),
      file,
      this.#box,
      el(
        'button',
        {
          type: 'submit',
          class: 'round send',
          'aria-label': t('simulator:phone.send'),
          title: t('simulator:phone.send'),
        },
        icon('send'),
      ),
    );
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#send();
    });
    this.#large = el('button', { type: 'button', class: 'large', hidden: true });
    this.#keyboard = el('div', { class: 'keyboard', hidden: true });
    this.element.append(this.#menu, this.#large, this.#form, this.#keyboard);
    this.element.addEventListener('focusout', (event) => {
      if (!this.element.contains(event.relatedTarget)) this.#toggleMenu(false);
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.#menu.hidden) {
        this.#toggleMenu(false);
        this.#menuButton.focus();
      }
    });
  }

  /** Shows what the state of the chat allows. */
  update(view) {
    // Nobody has to press Start on Zalo: one may write to any OA.
    const isNew = !this.#zalo && (!view.started || view.messages.length === 0);
    const large = view.row.blocked ? 'unblock' : isNew ? 'start' : null;
    this.#large.hidden = large === null;
    this.#form.hidden = large !== null;
    if (large !== null) {
      this.#large.textContent = t(`simulator:phone.${large}`);
      this.#large.onclick = () => this.#perform({ act: large });
    }
    this.#drawMenu(view.commands);
    this.#drawKeyboard(large === null ? view.keyboard : null);
  }

  focus() {
    if (!this.#form.hidden) this.#box.focus();
  }

  #drawMenu(commands) {
    const asText = JSON.stringify(commands);
    if (asText === this.#commands) return;
    this.#commands = asText;
    this.#menuButton.hidden = commands.length === 0;
    const lines = commands.map(({ command, description }) => {
      const say = () => {
        this.#toggleMenu(false);
        this.#perform({ act: 'say', text: `/${command}` });
        this.#box.focus();
      };
      return el(
        'li',
        {},
        el('button', { type: 'button', onclick: say }, el('b', {}, `/${command}`), el('span', {}, description)),
      );
    });
    this.#menu.replaceChildren(...lines);
  }

  #drawKeyboard(rows) {
    const asText = JSON.stringify(rows);
    if (asText === this.#keys) return;
    this.#keys = asText;
    this.#keyboard.hidden = rows === null || rows.length === 0;
    const drawn = (rows ?? []).map((row) =>
      el(
        'div',
        { class: 'keys-row' },
        ...row.map(({ text }) =>
          el('button', { type: 'button', class: 'key', onclick: () => this.#perform({ act: 'say', text }) }, text),
        ),
      ),
    );
    this.#keyboard.replaceChildren(...drawn);
  }

  #toggleMenu(open) {
    this.#menu.hidden = !open;
    this.#menuButton.setAttribute('aria-expanded', String(open));
    if (open) this.#menu.querySelector('button')?.focus();
  }

  async #send() {
    const text = this.#box.value.trim();
    if (text === '') return;
    this.#box.value = '';
    this.#grow();
    // What could not be sent stays to be sent again.
    if (!(await this.#perform({ act: 'say', text })) && this.#box.value === '') this.#box.value = text;
  }

  async #attach(input) {
    const file = input.files?.[0];
    input.value = '';
    if (file === undefined) return;
    if (file.size > MAX_FILE_BYTES) {
      this.#complain(t('simulator:phone.tooLarge'));
      return;
    }
    if (this.#zalo) {
      const isImage = file.type.startsWith('image/');
      await this.#perform(isImage ? { act: 'image' } : { act: 'file', name: file.name, base64: await asBase64(file) });
      return;
    }
    const act = /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? 'photo' : 'document';
    const base64 = await asBase64(file);
    await this.#perform({ act, base64, fileName: file.name, mime: file.type || 'application/octet-stream' });
  }

  #grow() {
    this.#box.style.height = 'auto';
    this.#box.style.height = `${Math.min(this.#box.scrollHeight, 120)}px`;
  }
}

export function button(name, label, onclick) {
  return el('button', { type: 'button', class: 'round', 'aria-label': label, title: label, onclick }, icon(name));
}

function asBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result).split(',')[1] ?? ''));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
