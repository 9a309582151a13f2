import { describe, expect, test } from 'vitest';
import { InputError } from './errors.js';
import { readSettings } from './settings.js';

const ZALO = { ZALO_APP_ID: '12', ZALO_APP_SECRET: 'app', ZALO_OA_ID: '34', ZALO_OA_SECRET_KEY: 'hook' };

function faultsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof InputError) return error.faults.map((fault) => fault.what);
    throw error;
  }
  return [];
}

describe('Zalo in the environment', () => {
  test('nothing set is no Zalo, and empty lines of an example count as nothing', () => {
    expect(readSettings({}).zalo).toBeUndefined();
    expect(readSettings({ ZALO_APP_ID: '', ZALO_RATE: '', ZALO_PKCE: '', ZALO_OAUTH_ROOT: '' }).zalo).toBeUndefined();
    // Where the platform stands says nothing of whether somebody means to use it.
    expect(readSettings({ ZALO_RATE: '5', ZALO_OAUTH_ROOT: 'http://127.0.0.1:1' }).zalo).toBeUndefined();
  });

  test('all four are enough: the rest has its defaults', () => {
    expect(readSettings(ZALO).zalo).toEqual({
      appId: '12',
      appSecret: 'app',
      oaId: '34',
      oaSecretKey: 'hook',
      refreshToken: undefined,
      openapiRoot: 'https://openapi.zalo.me',
      oauthRoot: 'https://oauth.zaloapp.com',
      businessRoot: 'https://business.openapi.zalo.me',
      rate: 10,
      badSignature: 200,
      awarenessHours: 48,
      nudgeHours: 168,
      broadcastsPerMonth: 4,
      nudgeTemplate: undefined,
      staffQuietMinutes: 30,
      fileHosts: [],
      pkce: 'per-request',
      codeVerifier: undefined,
    });
  });

  test('set in part, every missing one is named, and nothing secret is', () => {
    expect(faultsOf({ ZALO_APP_SECRET: 'app', ZALO_REFRESH_TOKEN: 'rolling' })).toEqual([
      'ZALO_APP_ID: chưa đặt, mà đã có ZALO_APP_SECRET, ZALO_REFRESH_TOKEN / not set, while ZALO_APP_SECRET, ZALO_REFRESH_TOKEN is',
      'ZALO_OA_ID: chưa đặt, mà đã có ZALO_APP_SECRET, ZALO_REFRESH_TOKEN / not set, while ZALO_APP_SECRET, ZALO_REFRESH_TOKEN is',
      'ZALO_OA_SECRET_KEY: chưa đặt, mà đã có ZALO_APP_SECRET, ZALO_REFRESH_TOKEN / not set, while ZALO_APP_SECRET, ZALO_REFRESH_TOKEN is',
    ]);
  });

  test('what cannot be is refused with its name: an id with letters, another PKCE mode, a verifier of the wrong length', () => {
    expect(faultsOf({ ...ZALO, ZALO_OA_ID: 'my-oa', ZALO_PKCE: 'S256', ZALO_CODE_VERIFIER: 'short' })).toEqual([
      expect.stringContaining('ZALO_OA_ID'),
      expect.stringContaining('ZALO_PKCE'),
      expect.stringContaining('ZALO_CODE_VERIFIER'),
    ]);
  });
});
