import { createHash } from 'node:crypto';
import type { ZaloCore } from './core.js';
import type { ZaloButton, ZaloDraft, ZaloMessage } from './message.js';
import { type Blockable, withTexts, type ZaloUser, type ZaloUserState } from './user.js';

/** What pressing a button did: a text went out, or the phone would have opened something. */
export type ZaloPressed = { said: string; shown: boolean } | { opened: string };

/** A person with a Zalo, who acts: follows, writes, presses, reads, answers, withdraws. */
export class SimulatedZaloUser {
  readonly #core: ZaloCore;
  readonly #user: ZaloUser;

  constructor(core: ZaloCore, user: ZaloUser) {
    this.#core = core;
    this.#user = user;
  }

  get id(): string {
    return this.#user.id;
  }

  get messages(): readonly ZaloMessage[] {
    return this.#user.messages;
  }

  get delivered(): number {
    return this.#user.delivered;
  }

  get isFollower(): boolean {
    return this.#user.follower;
  }

  /** Changes who they are to Zalo: last interaction, blocks, banned and so on. No event is sent. */
  set(state: ZaloUserState): void {
    this.#user.set(state, this.#core.clock.nowMs());
    if (state.phone !== undefined) this.#core.world.byPhone.set(state.phone, this.#user);
    this.#core.world.changed(this.#user);
  }

  follow(source = 'oa_profile'): void {
    this.#user.follower = true;
    this.#user.everFollowed = true;
    this.#core.world.interact(this.#user);
    this.#core.events.followed(this.#user, source);
    this.#core.world.changed(this.#user);
  }

  unfollow(): void {
    this.#user.follower = false;
    this.#user.wroteAfterLeaving = false;
    this.#core.events.unfollowed(this.#user);
    this.#core.world.changed(this.#user);
  }

  /** "Nhắn tin" on the profile: an interaction; its event comes once per person only. */
  chatNow(): void {
    this.#core.world.interact(this.#user);
    this.#user.wroteAfterLeaving = true;
    if (!this.#user.chatNowPressed) this.#core.events.about(this.#user, 'user_click_chatnow');
    this.#user.chatNowPressed = true;
    this.#core.world.changed(this.#user);
  }

  say(text: string, quoteOf?: string): ZaloMessage {
    const quote = quoteOf === undefined ? {} : { quoteOf };
    return this.#send({ kind: 'text', text, ...quote }, 'user_send_text', {
      text,
      ...(quoteOf === undefined ? {} : { quote_msg_id: quoteOf }),
    });
  }

  sendImage(url = 'https://simulator.invalid/photo.jpg', text = ''): ZaloMessage {
    return this.#send({ kind: 'image', text, picture: { url } }, 'user_send_image', {
      ...(text === '' ? {} : { text }),
      attachments: [{ type: 'image', payload: { thumbnail: url, url } }],
    });
  }

  /** A file by its name and size alone, at an address where nothing lies unless `url` says otherwise. */
  sendFile(name: string, size = 1_024, url = 'https://simulator.invalid/file'): ZaloMessage {
    return this.#sendFile({ token: '', name, size }, '0'.repeat(32), url);
  }

  /** A file with its bytes, which lie below the simulator's own address as they would on Zalo's servers. */
  sendDocument(name: string, bytes: Uint8Array): ZaloMessage {
    const sent = this.#core.sentFiles.put(name, bytes);
    const checksum = createHash('md5').update(bytes).digest('hex');
    return this.#sendFile({ token: sent.id, name, size: bytes.byteLength }, checksum, sent.url);
  }

  #sendFile(file: { token: string; name: string; size: number }, checksum: string, url: string): ZaloMessage {
    const { name, size } = file;
    const payload = { size: String(size), name, checksum, type: name.split('.').at(-1) ?? '', url };
    return this.#send({ kind: 'file', text: '', file }, 'user_send_file', { attachments: [{ type: 'file', payload }] });
  }

  sendAudio(url = 'https://simulator.invalid/voice.amr'): ZaloMessage {
    return this.#send({ kind: 'audio', text: '' }, 'user_send_audio', {
      attachments: [{ type: 'audio', payload: { url } }],
    });
  }

  sendSticker(id = '23311'): ZaloMessage {
    const payload = { url: `https://simulator.invalid/sticker/${id}`, id };
    return this.#send({ kind: 'sticker', text: '', picture: { attachmentId: id } }, 'user_send_sticker', {
      attachments: [{ type: 'sticker', payload }],
    });
  }

  sendLocation(latitude: number, longitude: number): ZaloMessage {
    const coordinates = { latitude: String(latitude), longitude: String(longitude) };
    return this.#send({ kind: 'location', text: `${latitude}, ${longitude}` }, 'user_send_location', {
      attachments: [{ type: 'location', payload: { coordinates } }],
    });
  }

  /** Presses a button by its title or place. `oa.query.*` has the person send its payload; the others only open. */
  press(messageId: string, button: string | number): ZaloPressed {
    const message = this.#user.find(messageId);
    const found = message?.buttons?.find((one, n) =>
      typeof button === 'number' ? n === button : one.title === button,
    );
    if (found === undefined) throw new Error('No such button on this phone');
    const text = String(found.payload);
    if (found.type === 'reply' && message !== undefined) {
      this.#interacted();
      this.#core.events.quickReplied(message, text, this.#core.clock.nowMs());
      return { said: text, shown: false };
    }
    if (!found.type.startsWith('oa.query.')) return { opened: openedBy(found) };
    const shown = found.type === 'oa.query.show';
    this.#send({ kind: 'text', text }, 'user_send_text', { text }, shown);
    return { said: text, shown };
  }

  /** Answers a request for personal data. */
  submitInfo(info: Record<string, unknown>): void {
    this.#user.shared = withTexts(this.#user.shared, info);
    this.#interacted();
    this.#user.keepMessage({ ...this.#draftHead('user'), kind: 'info', text: Object.values(info).join(' · ') });
    this.#core.events.submitted(this.#user, info);
    this.#core.world.changed(this.#user);
  }

  react(messageId: string, icon: string): void {
    const message = this.#user.find(messageId);
    if (message === undefined) throw new Error('No such message on this phone');
    message.reaction = icon;
    this.#core.events.userSent(this.#user, 'user_reacted_message', { msg_id: messageId, react_icon: icon });
    this.#core.world.changed(this.#user);
  }

  /** Looks at what has come. Reading opens no window. */
  read(): void {
    const { unread, messages } = this.#user;
    if (unread === 0) return;
    const seen = messages.filter(({ from }) => from !== 'user').slice(-unread);
    this.#user.unread = 0;
    this.#core.events.seen(
      this.#user,
      seen.map(({ id }) => id),
      this.#core.assume.seenSender,
    );
    this.#core.world.changed(this.#user);
  }

  /** Uses the right of a data subject: wants what is kept about them withdrawn. */
  withdraw(): void {
    this.#core.events.about(this.#user, 'user_withdraw');
  }

  block(...what: Blockable[]): void {
    this.#user.blocks = new Set([...this.#user.blocks, ...(what.length === 0 ? (['all'] as const) : what)]);
    this.#core.world.changed(this.#user);
  }

  unblock(): void {
    this.#user.blocks = new Set();
    this.#core.world.changed(this.#user);
  }

  /** Resolves with the newest message that fits, perhaps one that is there already. */
  waitFor(fits: (message: ZaloMessage) => boolean, timeoutMs = 5_000): Promise<ZaloMessage> {
    const { listeners } = this.#core.world;
    return new Promise((resolve, reject) => {
      const look = (user: ZaloUser): void => {
        if (user !== this.#user) return;
        const found = user.messages.findLast((message) => message.from !== 'user' && fits(message));
        if (found === undefined) return;
        clearTimeout(timer);
        listeners.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        listeners.delete(look);
        reject(new Error('The message that was waited for did not come'));
      }, timeoutMs);
      listeners.add(look);
      look(this.#user);
    });
  }

  #send(draft: ZaloDraft, event: string, body: Record<string, unknown>, shown = true): ZaloMessage {
    this.#interacted();
    this.#user.wrote = true;
    const message: ZaloMessage = { ...this.#draftHead('user'), ...draft };
    if (shown) this.#user.keepMessage(message);
    this.#core.events.userSent(this.#user, event, { ...body, msg_id: message.id });
    this.#core.world.changed(this.#user);
    return message;
  }

  #interacted(): void {
    this.#core.world.interact(this.#user);
    this.#user.wroteAfterLeaving = true;
  }

  #draftHead(from: 'user'): { id: string; atMs: number; from: 'user' } {
    return { id: this.#core.world.nextId(), atMs: this.#core.clock.nowMs(), from };
  }
}

/** What the phone would open: an address, a call, a message. */
function openedBy({ type, payload }: ZaloButton): string {
  const inside = (name: string): string =>
    typeof payload === 'object' && payload !== null && name in payload
      ? String(Object.entries(payload).find(([key]) => key === name)?.[1])
      : '';
  if (type === 'oa.open.url') return inside('url');
  return `${type === 'oa.open.sms' ? 'sms' : 'tel'}:${inside('phone_code')}`;
}
