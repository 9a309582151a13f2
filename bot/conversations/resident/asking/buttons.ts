/** What the buttons of asking carry, at most Telegram's 64 bytes. None holds anything of the person or of what they wrote. */
export const ASK = {
  topics: 'hd',
  topicsFrom: 'hd:p:',
  topic: 'hd:t:',
  entry: 'hd:e:',
  none: 'hd:n',
  staff: 'hd:s',
  leave: 'hd:x',
  takeBack: 'hd:w',
} as const;

export type AskPressed =
  | { do: 'topics'; page: number }
  | { do: 'topic'; topic: string; page: number }
  | { do: 'entry'; entry: string }
  | { do: 'none' | 'staff' | 'leave' | 'take-back' };

/** What a button of asking wants; null where it is none. */
export function readAskButton(data: string): AskPressed | null {
  if (data === ASK.topics) return { do: 'topics', page: 1 };
  if (data === ASK.none) return { do: 'none' };
  if (data === ASK.staff) return { do: 'staff' };
  if (data === ASK.leave) return { do: 'leave' };
  if (data === ASK.takeBack) return { do: 'take-back' };
  const [, page] = /^hd:p:(\d{1,3})$/.exec(data) ?? [];
  if (page !== undefined) return { do: 'topics', page: Number(page) };
  const [, topic, at] = /^hd:t:([a-z0-9-]{1,40})(?::(\d{1,3}))?$/.exec(data) ?? [];
  if (topic !== undefined) return { do: 'topic', topic, page: Number(at ?? 1) };
  const [, entry] = /^hd:e:([a-z0-9-]{1,40})$/.exec(data) ?? [];
  // Of another version of the program: the topics are the way on.
  if (entry === undefined) return data.startsWith('hd') ? { do: 'topics', page: 1 } : null;
  return { do: 'entry', entry };
}
