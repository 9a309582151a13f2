import type { Call, Method } from '../call.js';
import { booleanOf, integerOf, jsonOf, type Params, textOf } from '../params.js';
import { badRequest } from '../refusal.js';
import { checkWebhookUrl } from '../webhook.js';

/** How updates reach the bot. getUpdates itself waits, so the server answers it; see `pollRequest` there. */
export const updateMethods: Record<string, Method> = {
  setWebhook: {
    weight: () => 0,
    run(call) {
      const url = textOf(call.params, 'url');
      if (url === '') return remove(call);
      checkWebhookUrl(url);
      const secretToken = textOf(call.params, 'secret_token');
      if (secretToken.length > 256) throw badRequest('secret token is too long');
      if (!/^[A-Za-z0-9_-]*$/.test(secretToken)) throw badRequest('secret token contains unallowed characters');
      const allowed = allowedUpdates(call.params);
      if (allowed !== null) call.bot.updates.allowed = allowed.length === 0 ? null : allowed;
      if (booleanOf(call.params, 'drop_pending_updates')) dropPending(call);
      const maxConnections = Math.min(100, Math.max(1, integerOf(call.params, 'max_connections', 40)));
      call.webhooks.put(call.bot.updates, { url, secretToken, maxConnections }, call.answerCall);
      return true;
    },
  },
  deleteWebhook: { weight: () => 0, run: remove },
  getWebhookInfo: {
    weight: () => 0,
    run(call) {
      const webhook = call.webhooks.of(call.bot.updates);
      return {
        url: webhook?.settings.url ?? '',
        has_custom_certificate: false,
        pending_update_count: call.bot.updates.count(),
        ...(webhook === undefined ? {} : { max_connections: webhook.settings.maxConnections, ip_address: '127.0.0.1' }),
        ...(webhook?.lastErrorS === null || webhook === undefined
          ? {}
          : { last_error_date: webhook.lastErrorS, last_error_message: webhook.lastError }),
        ...(call.bot.updates.allowed === null ? {} : { allowed_updates: call.bot.updates.allowed }),
      };
    },
  },
};

function remove(call: Call): true {
  call.webhooks.remove(call.bot.updates);
  if (booleanOf(call.params, 'drop_pending_updates')) dropPending(call);
  return true;
}

function dropPending(call: Call): void {
  call.webhooks.remove(call.bot.updates);
  call.bot.updates.pending = [];
}

/** The kinds of update that a bot asks for; null when it does not say, and then what it said last stays. */
export function allowedUpdates(params: Params): string[] | null {
  if (params.values['allowed_updates'] === undefined) return null;
  const raw = jsonOf(params, 'allowed_updates', 'allowed updates');
  if (!Array.isArray(raw)) return null;
  return raw.filter((kind): kind is string => typeof kind === 'string');
}
