import { z } from 'zod';
import type { SimulatedPerson } from '../telegram/person.js';

const file = {
  /** The file's bytes in base64. */
  base64: z.base64(),
  fileName: z.string().optional(),
  mime: z.string().optional(),
  caption: z.string().optional(),
};

/** What a person can be made to do over HTTP; the phones' page uses the same. */
export const actSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('say'), text: z.string().min(1).max(4096), replyTo: z.number().int().optional() }),
  z.strictObject({ act: z.literal('start'), payload: z.string().max(64).default('') }),
  z.strictObject({
    act: z.literal('press'),
    messageId: z.number().int(),
    /** Label or data of the button, or its place. */
    button: z.union([z.string(), z.strictObject({ row: z.number().int().min(0), column: z.number().int().min(0) })]),
  }),
  z.strictObject({ act: z.literal('photo'), ...file }),
  z.strictObject({ act: z.literal('document'), ...file }),
  z.strictObject({ act: z.literal('voice'), ...file }),
  z.strictObject({ act: z.literal('video'), ...file }),
  z.strictObject({ act: z.literal('sticker'), ...file }),
  z.strictObject({
    act: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  z.strictObject({ act: z.literal('edit'), messageId: z.number().int(), text: z.string().min(1).max(4096) }),
  z.strictObject({ act: z.literal('block') }),
  z.strictObject({ act: z.literal('unblock') }),
  z.strictObject({ act: z.literal('read') }),
]);
export type Act = z.output<typeof actSchema>;

/** Has the person do it; returns what came of it, for the JSON answer. */
export function perform(person: SimulatedPerson, act: Act): unknown {
  switch (act.act) {
    case 'say':
      return { message: person.say(act.text, act.replyTo === undefined ? {} : { replyTo: act.replyTo }) };
    case 'start':
      return { message: person.start(act.payload) };
    case 'press':
      return { pressed: person.press(act.messageId, act.button) };
    case 'photo':
      return { message: person.sendPhoto(fileOf(act)) };
    case 'document':
      return { message: person.sendDocument(fileOf(act)) };
    case 'voice':
      return { message: person.sendVoice(fileOf(act)) };
    case 'video':
      return { message: person.sendVideo(fileOf(act)) };
    case 'sticker':
      return { message: person.sendSticker(fileOf(act)) };
    case 'location':
      return { message: person.sendLocation(act.latitude, act.longitude) };
    case 'edit':
      return { message: person.edit(act.messageId, act.text) };
    case 'block':
      person.block();
      return {};
    case 'unblock':
      person.unblock();
      return {};
    case 'read':
      person.read();
      return {};
  }
}

function fileOf(act: {
  base64: string;
  fileName?: string | undefined;
  mime?: string | undefined;
  caption?: string | undefined;
}) {
  return {
    bytes: Buffer.from(act.base64, 'base64'),
    ...(act.fileName === undefined ? {} : { fileName: act.fileName }),
    ...(act.mime === undefined ? {} : { mime: act.mime }),
    ...(act.caption === undefined ? {} : { caption: act.caption }),
  };
}
