import type { Api } from 'grammy';
import type { LanguageCode } from 'grammy/types';
import { translator } from '../../../content/i18n.js';
import { locales } from '../../../content/locale.js';
import { ALLOWED_UPDATES } from './incoming.js';

/** Where Telegram is to bring updates, and the word by which we know that it is Telegram; null: we fetch them ourselves. */
export interface WebhookAddress {
  url: string;
  /** 1 to 256 of A-Za-z0-9_- */
  secret: string;
}

/** Commands that every resident has. */
const COMMANDS = ['start', 'help', 'stop', 'mydata', 'erase'] as const;
/** Telegram's own default: updates of one chat come one after the other anyway. */
const WEBHOOK_CONNECTIONS = 40;

const hasTwoLetters = (code: string): code is LanguageCode => /^[a-z]{2}$/.test(code);

/** Tells Telegram the commands: in Vietnamese for everybody, in each other language for apps that speak it. Again changes nothing. */
export async function announceCommands(api: Api): Promise<void> {
  await api.setMyCommands(commands('vi'));
  // Telegram knows languages by two letters.
  for (const locale of locales().slice(1)) {
    if (hasTwoLetters(locale)) await api.setMyCommands(commands(locale), { language_code: locale });
  }
}

/** Sets the webhook, or takes it away. Updates that wait are kept. Again changes nothing. */
export async function announceReceiving(api: Api, webhook: WebhookAddress | null): Promise<void> {
  if (webhook === null) {
    await api.deleteWebhook({ drop_pending_updates: false });
    return;
  }
  await api.setWebhook(webhook.url, {
    secret_token: webhook.secret,
    allowed_updates: ALLOWED_UPDATES,
    max_connections: WEBHOOK_CONNECTIONS,
    drop_pending_updates: false,
  });
}

function commands(locale: string): { command: string; description: string }[] {
  const t = translator(locale);
  return COMMANDS.map((command) => ({ command, description: t(`bot:command.${command}`) }));
}
