import { createTransport, ZaloOfficialAccount, ZaloTemplates } from 'zalo-api-ts';
import { type ZaloTokens, zaloSender } from './tokens.js';

export interface ZaloApi {
  oa: ZaloOfficialAccount;
  templates: ZaloTemplates;
}

/** One account's way to Zalo: its sockets and its token. */
export interface ZaloConnection {
  readonly oaId: string;
  /** As in the sender table. */
  readonly sender: string;
  /** Calls with the living token; where Zalo refuses the token, once more with a newer one, and that is all. */
  call<T>(work: (api: ZaloApi) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface ZaloConnectionOptions {
  oaId: string;
  openapiRoot: string;
  businessRoot: string;
  /** Of this account; closed with the connection. */
  tokens: ZaloTokens;
  maxInFlight: number;
}

/** Sockets beyond the broadcasts' own: conversations must not wait for them. */
const SPARE_CONNECTIONS = 8;

export function connectZalo(options: ZaloConnectionOptions): ZaloConnection {
  const { oaId, openapiRoot, businessRoot, tokens, maxInFlight } = options;
  const transport = createTransport({ connections: maxInFlight + SPARE_CONNECTIONS });
  /** Clients of one run's own, so that it knows which token was refused. */
  const apiWith = (accessToken: () => Promise<string>): ZaloApi => ({
    oa: new ZaloOfficialAccount({ accessToken, transport, root: openapiRoot }),
    templates: new ZaloTemplates({ accessToken, transport, root: businessRoot }),
  });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await transport.close();
    await tokens.close();
  };
  return {
    oaId,
    sender: zaloSender(oaId),
    call: (work) => tokens.run((accessToken) => work(apiWith(accessToken))),
    close: () => (closing ??= close()),
  };
}
