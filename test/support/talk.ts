import type { SimulatedPerson, WireMessage } from '../../simulator/index.js';

export interface Talk {
  phone: SimulatedPerson;
  /** What the bot says next with those words in it; after the person wrote, or pressed a button. */
  shows(words: string): Promise<WireMessage>;
  say(text: string, words: string): Promise<WireMessage>;
  press(under: WireMessage, label: string, words: string): Promise<WireMessage>;
}

/** One person's talk with the bot, a sentence at a time. */
export function talkOf(phone: SimulatedPerson): Talk {
  let seen = 0;
  const shows = async (words: string): Promise<WireMessage> => {
    const message = await phone.waitFor(({ text = '' }) => text.includes(words), { after: seen, withinMs: 90_000 });
    seen = message.message_id;
    return message;
  };
  return {
    phone,
    shows,
    say: (text, words) => {
      phone.say(text);
      return shows(words);
    },
    press: (under, label, words) => {
      phone.press(under.message_id, label);
      return shows(words);
    },
  };
}

/** Words that nobody else writes. */
export function planting(): { planted: string[]; plant: () => string } {
  const planted: string[] = [];
  return {
    planted,
    plant: () => {
      const word = `zqp${planted.length}lant`;
      planted.push(word);
      return word;
    },
  };
}
