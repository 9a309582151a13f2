import { translator } from '../../content/i18n.js';
import type { Values } from './call.js';

const FIELDS = ['app_id', 'redirect_uri', 'code_challenge', 'state'];
const STYLE = `body{font:17px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.2rem;color:#1f2624;background:#f4f7fb;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25}button{font:inherit;font-weight:600;padding:.7rem 1.4rem;border:0;border-radius:.6rem;background:#0b5fd0;color:#fff;cursor:pointer}
.wrong{color:#a02019}@media(prefers-color-scheme:dark){body{color:#e9efec;background:#10161d}.wrong{color:#ff8a80}}`;

/**
 * The page on which an administrator of the OA lets the app in: a button that posts the same fields, so that a script can do
 * it as well. Nothing that came in the query is taken for markup.
 */
export function consentPage(
  oaName: string,
  asked: Values,
  wrong: { code: number; description: string } | null,
): string {
  const say = translator('vi');
  const hidden = FIELDS.map((name) => `<input type="hidden" name="${name}" value="${escaped(asked[name])}">`).join('');
  const app = String(asked['app_id'] ?? '');
  const address = String(asked['redirect_uri'] ?? '');
  const body =
    wrong === null
      ? `<p>${escaped(say('simulator:zalo.consent.asks', { app, address }))}</p><form method="post">${hidden}<button>${escaped(say('simulator:zalo.consent.allow'))}</button></form>`
      : `<p class="wrong">${escaped(say('simulator:zalo.consent.wrong', { why: wrong.description, code: wrong.code }))}</p>`;
  const title = escaped(say('simulator:zalo.consent.title'));
  const heading = escaped(say('simulator:zalo.consent.heading', { name: oaName }));
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${STYLE}</style></head><body><h1>${heading}</h1>${body}</body></html>`;
}

function escaped(value: unknown): string {
  return String(value ?? '').replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
