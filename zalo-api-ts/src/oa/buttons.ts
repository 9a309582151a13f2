import type { ArgumentFault } from '../errors.js';
import {
  lengthFaults,
  MAX_BUTTON_PAYLOAD,
  MAX_BUTTON_TITLE,
  MAX_BUTTONS,
  MAX_SMS,
  nfc,
  requiredFaults,
  urlFaults,
} from './limits.js';

interface ButtonBase {
  /** At most 100 characters. */
  readonly title: string;
  /** Address of an icon. */
  readonly icon?: string;
}

/**
 * A button under a text. Pressing one of the `oa.query` types makes the user *send* its payload: it arrives as
 * `user_send_text` (visible in the chat with `show`, not with `hide`) and counts as an interaction. Anybody can type the
 * same text, so a payload must be looked up or signed, and the sender checked.
 */
export type Button =
  | (ButtonBase & { readonly type: 'oa.open.url'; readonly url: string })
  /** `payload`: at most 1,000 characters. */
  | (ButtonBase & { readonly type: 'oa.query.show' | 'oa.query.hide'; readonly payload: string })
  /** `phone`: digits with the country's code, `84123456789`. */
  | (ButtonBase & { readonly type: 'oa.open.phone'; readonly phone: string })
  /** `content`: at most 160 characters. */
  | (ButtonBase & { readonly type: 'oa.open.sms'; readonly phone: string; readonly content: string });

export function buttonFaults(buttons: readonly Button[]): ArgumentFault[] {
  const faults: ArgumentFault[] = [];
  if (buttons.length === 0) faults.push({ field: 'buttons', rule: 'required' });
  if (buttons.length > MAX_BUTTONS) faults.push({ field: 'buttons', rule: 'too-many', limit: MAX_BUTTONS });
  for (const [index, button] of buttons.entries()) {
    const at = `buttons.${index}`;
    faults.push(...lengthFaults(`${at}.title`, button.title, MAX_BUTTON_TITLE), ...payloadFaults(at, button));
  }
  return faults;
}

function payloadFaults(at: string, button: Button): ArgumentFault[] {
  switch (button.type) {
    case 'oa.open.url':
      return urlFaults(`${at}.url`, button.url);
    case 'oa.query.show':
    case 'oa.query.hide':
      return lengthFaults(`${at}.payload`, button.payload, MAX_BUTTON_PAYLOAD);
    case 'oa.open.phone':
      return requiredFaults({ [`${at}.phone`]: button.phone });
    case 'oa.open.sms':
      return [
        ...requiredFaults({ [`${at}.phone`]: button.phone }),
        ...lengthFaults(`${at}.content`, button.content, MAX_SMS),
      ];
  }
}

export function buttonOnWire(button: Button): object {
  return {
    title: nfc(button.title),
    image_icon: button.icon ?? '',
    type: button.type,
    payload: payloadOnWire(button),
  };
}

function payloadOnWire(button: Button): string | object {
  switch (button.type) {
    case 'oa.open.url':
      return { url: button.url };
    case 'oa.query.show':
    case 'oa.query.hide':
      return nfc(button.payload);
    case 'oa.open.phone':
      return { phone_code: button.phone };
    case 'oa.open.sms':
      return { content: nfc(button.content), phone_code: button.phone };
  }
}
