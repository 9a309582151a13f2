import { createTransport, ZaloError, ZaloOfficialAccount, ZaloTemplates } from 'zalo-api-ts';

/** The living access token of the account; `credentials/` keeps it. What cannot be had is a LoaError that says when. */
export interface ZaloTokens {
  current(): Promise<{ token: string; version: number }>;
  /** The platform refused that version. */
  renewed(version: number): Promise<{ token: string; version: number }>;
  /** Refused right after a refresh: nothing but consent helps. */
  giveUp(version: number, reason: string): Promise<boolean>;
  upkeep(): Promise<void>;
  close(): Promise<void>;
}

export interface ZaloApi {
  oa: ZaloOfficialAccount;
  templates: ZaloTemplates;
}

/** One account's way to Zalo: its sockets and its token. */
export interface ZaloConnection {
  readonly oaId: string;
  /** As in the sender table. */
  readonly sender: string;
  /** One call with the living token; where Zalo refuses the token, once more with a newer one, and that is all. */
  call<T>(work: (api: ZaloApi) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface ZaloConnectionOptions {
  oaId: string;
  openapiRoot: string;
  businessRoot: string;
  tokens: ZaloTokens;
  maxInFlight: number;
}

/** Sockets beyond the broadcasts' own: conversations must not wait for them. */
const SPARE_CONNECTIONS = 8;

export function connectZalo({
  oaId,
  openapiRoot,
  businessRoot,
  tokens,
  maxInFlight,
}: ZaloConnectionOptions): ZaloConnection {
  const transport = createTransport({ connections: maxInFlight + SPARE_CONNECTIONS });
  let known: { version: number; api: ZaloApi } | null = null;
  let closing: Promise<void> | undefined;

  /** A client is bound to one token, so that a refusal is known to be about that one and no other. */
  function apiWith({ token, version }: { token: string; version: number }): ZaloApi {
    if (known?.version !== version) {
      const common = { accessToken: async () => token, transport };
      known = {
        version,
        api: {
          oa: new ZaloOfficialAccount({ ...common, root: openapiRoot }),
          templates: new ZaloTemplates({ ...common, root: businessRoot }),
        },
      };
    }
    return known.api;
  }

  return {
    oaId,
    sender: `zalo.${oaId}`,
    async call(work) {
      const first = await tokens.current();
      try {
        return await work(apiWith(first));
      } catch (error) {
        if (!isTokenRefused(error)) throw error;
      }
      const second = await tokens.renewed(first.version);
      try {
        return await work(apiWith(second));
      } catch (error) {
        if (isTokenRefused(error)) await tokens.giveUp(second.version, `zalo${error.code ?? ''}`);
        throw error;
      }
    },
    close: () => (closing ??= Promise.all([transport.close(), tokens.close()]).then(() => undefined)),
  };
}

function isTokenRefused(error: unknown): error is ZaloError {
  return error instanceof ZaloError && error.class === 'refresh';
}
