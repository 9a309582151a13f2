import { z } from 'zod';
import type { SimulatedZaloUser } from './person.js';
import { BLOCKABLE } from './user.js';

/** What a person can be made to do over HTTP; the phones' page uses the same. */
export const actSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('say'), text: z.string().min(1).max(2_000), quoteOf: z.string().optional() }),
  z.strictObject({
    act: z.literal('press'),
    messageId: z.string(),
    /** Title of the button, or its place. */
    button: z.union([z.string(), z.number().int().min(0)]),
  }),
  z.strictObject({ act: z.literal('follow'), source: z.string().optional() }),
  z.strictObject({ act: z.literal('unfollow') }),
  z.strictObject({ act: z.literal('chatnow') }),
  z.strictObject({ act: z.literal('image'), url: z.string().optional(), text: z.string().optional() }),
  z.strictObject({
    act: z.literal('file'),
    name: z.string().min(1),
    size: z.number().int().min(1).optional(),
    /** With them the file can be fetched; without, only its name and size are told. */
    base64: z.base64().optional(),
  }),
  z.strictObject({ act: z.literal('audio') }),
  z.strictObject({ act: z.literal('sticker') }),
  z.strictObject({ act: z.literal('location'), latitude: z.number(), longitude: z.number() }),
  z.strictObject({ act: z.literal('submit'), info: z.record(z.string(), z.unknown()) }),
  z.strictObject({ act: z.literal('react'), messageId: z.string(), icon: z.string() }),
  z.strictObject({ act: z.literal('withdraw') }),
  z.strictObject({ act: z.literal('block'), what: z.array(z.enum(BLOCKABLE)).default(['all']) }),
  z.strictObject({ act: z.literal('unblock') }),
  z.strictObject({ act: z.literal('read') }),
]);
export type ZaloAct = z.output<typeof actSchema>;

/** Has the person do it; returns what came of it, for the JSON answer. */
export function performZalo(person: SimulatedZaloUser, act: ZaloAct): Record<string, unknown> {
  switch (act.act) {
    case 'say':
      return { message: person.say(act.text, act.quoteOf) };
    case 'press':
      return { pressed: person.press(act.messageId, act.button) };
    case 'image':
      return { message: person.sendImage(act.url, act.text) };
    case 'file':
      return {
        message:
          act.base64 === undefined
            ? person.sendFile(act.name, act.size)
            : person.sendDocument(act.name, Buffer.from(act.base64, 'base64')),
      };
    case 'audio':
      return { message: person.sendAudio() };
    case 'sticker':
      return { message: person.sendSticker() };
    case 'location':
      return { message: person.sendLocation(act.latitude, act.longitude) };
    default:
      change(person, act);
      return {};
  }
}

type Change = Exclude<ZaloAct, { act: 'say' | 'press' | 'image' | 'file' | 'audio' | 'sticker' | 'location' }>;

function change(person: SimulatedZaloUser, act: Change): void {
  switch (act.act) {
    case 'follow':
      person.follow(act.source);
      return;
    case 'unfollow':
      person.unfollow();
      return;
    case 'chatnow':
      person.chatNow();
      return;
    case 'submit':
      person.submitInfo(act.info);
      return;
    case 'react':
      person.react(act.messageId, act.icon);
      return;
    case 'withdraw':
      person.withdraw();
      return;
    case 'block':
      person.block(...act.what);
      return;
    case 'unblock':
      person.unblock();
      return;
    case 'read':
      person.read();
      return;
  }
}
