/** What buttons about a talk with an officer carry. Pressed a year later each says what became of it and changes nothing. */
export type TalkPress = { do: 'ask' } | { do: 'end' } | { do: 'take'; talk: number };

export const talkButton = {
  ask: 't1:ask',
  /** Ends the talk that this chat is in. */
  end: 't1:end',
  take: (talk: number): string => `t1:t:${talk}`,
} as const;

/** Null for every other button. */
export function readTalkButton(data: string): TalkPress | null {
  if (data === talkButton.ask) return { do: 'ask' };
  if (data === talkButton.end) return { do: 'end' };
  const [, talk] = /^t1:t:(\d{1,9})$/.exec(data) ?? [];
  return talk === undefined ? null : { do: 'take', talk: Number(talk) };
}
