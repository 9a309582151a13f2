import type { ErrorClass, ErrorHost } from './errors.js';

/** A code of a host: what it means and what to do about it. */
export interface ErrorMeaning {
  readonly host: ErrorHost;
  readonly code: number;
  readonly class: ErrorClass;
  /** In English, for logs; never what Zalo wrote, whose texts are not stable. */
  readonly meaning: string;
}

type Rows = readonly (readonly [codes: number | readonly number[], class_: ErrorClass, meaning: string])[];

/**
 * Token endpoint. -14014 was seen live by a third party; -118, -14012 and -14024 have one source each; the code for a
 * refresh token that was spent is not documented.
 */
const OAUTH: Rows = [
  [-32, 'rate', 'rate limit of the app'],
  [-118, 'reauthorize', 'invalid grant'],
  [-14002, 'human', 'invalid or inactive app id'],
  [-14003, 'human', 'the redirect address is not exactly the one saved in the console'],
  [-14012, 'reauthorize', 'grant refused'],
  [-14014, 'reauthorize', 'refresh token refused'],
  [-14024, 'reauthorize', 'grant refused'],
];

/** openapi.zalo.me: the page "phu-luc/ma-loi" of the Official Account documentation. */
const OPENAPI: Rows = [
  [-32, 'rate', 'rate limit of the app or of the Official Account'],
  [-100, 'reupload', 'the attachment has expired'],
  [-200, 'retry', 'sending failed'],
  [-201, 'bug', 'invalid parameter, wrong user id, or a user who never interacted'],
  [-204, 'human', 'the Official Account is disabled'],
  [-205, 'human', 'the Official Account does not exist'],
  [-209, 'human', 'the app is not active'],
  [-210, 'bug', 'a parameter is over its limit'],
  [-211, 'later', 'the quota of this feature is used up'],
  [-212, 'human', 'the app is not registered for this API'],
  [-213, 'recipient', 'the user does not follow the Official Account'],
  [-214, 'poll', 'the article is still being processed'],
  [-216, 'refresh', 'the access token is invalid'],
  [-217, 'recipient', 'the user has blocked invitations'],
  [-218, 'later', 'over the limit of messages to this user'],
  [-219, 'human', 'the app was removed or disabled'],
  [-220, 'refresh', 'the access token has expired or cannot be used'],
  [-221, 'human', 'the Official Account is not verified'],
  [-223, 'human', 'the Official Account did not grant this API, or the quota of articles is used up'],
  [-224, 'human', 'the package of the Official Account is too low'],
  [-227, 'recipient', 'the user is banned or has been inactive for more than 45 days'],
  [-230, 'recipient', 'the user has not interacted in the last 7 days'],
  [-231, 'recipient', 'the interaction is missing or has expired'],
  [-232, 'recipient', 'the interaction is missing or has expired'],
  [-233, 'bug', 'this type of message is not supported'],
  [-234, 'later', 'not allowed between 22:00 and 06:00'],
  [-235, 'human', 'the category of the Official Account may not use this API'],
  [-237, 'human', 'the group has expired'],
  [-238, 'human', 'the asset is used already'],
  [-240, 'bug', 'version 2 of the message API is closed'],
  [-241, 'human', 'the asset is used already'],
  [-242, 'human', 'wrong appsecret_proof'],
  [-244, 'recipient', 'the user restricts this type of message'],
  [-248, 'content', 'the content violates the standards of Zalo'],
  [-249, 'template', 'this template may not be sent by user id'],
  [-320, 'human', 'no ZCA wallet is linked'],
  [-321, 'human', 'the ZCA wallet is out of money'],
  [-403, 'human', 'the Official Account does not own the group'],
  [-1340, 'bug', 'the form was not found'],
  [-1341, 'human', 'no access to the form'],
];

/** business.openapi.zalo.me: the error table of the ZBS template messages (formerly ZNS). */
const BUSINESS: Rows = [
  [-100, 'unknown', 'unknown error'],
  [[-101, -102, -103, -104], 'human', 'the app is missing, invalid, disabled, or not registered for this API'],
  [-105, 'human', 'the app is not linked to an Official Account'],
  [-106, 'bug', 'unsupported method'],
  [-107, 'bug', 'invalid message id'],
  [-108, 'recipient', 'invalid phone number'],
  [-109, 'bug', 'invalid template id'],
  [-1091, 'bug', 'the template cannot be edited'],
  [-110, 'recipient', 'the version of Zalo of the recipient is too old'],
  [-111, 'bug', 'template_data is empty'],
  [-112, 'bug', 'the type of a parameter is not defined'],
  [-1121, 'bug', 'a value is too long'],
  [-1122, 'bug', 'a required parameter is missing'],
  [-1123, 'bug', 'the QR code could not be made'],
  [-1124, 'bug', 'a value has the wrong format'],
  [[-113, -1131, -1132], 'bug', 'a button is wrong'],
  [-114, 'recipient', 'the user cannot receive this message'],
  [-115, 'human', 'the balance is too low'],
  [-116, 'bug', 'a text is wrong'],
  [-117, 'human', 'no permission for this template'],
  [-118, 'recipient', 'no Zalo account has this number, or it was deactivated'],
  [-119, 'recipient', 'the account cannot receive messages'],
  [[-120, -1201, -1202], 'human', 'the Official Account has no permission for this'],
  [[-121, -122], 'bug', 'the body of the request is wrong'],
  [-123, 'bug', 'the RSA key is wrong'],
  [-124, 'refresh', 'the access token is invalid'],
  [-1241, 'human', 'wrong appsecret_proof'],
  [-125, 'human', 'invalid id of the Official Account'],
  [-126, 'human', 'the wallet of the development mode is empty'],
  [-127, 'human', 'the development mode sends only to admins'],
  [[-128, -129, -130], 'bug', 'not described in the sources of this package'],
  [-131, 'human', 'the template is not approved'],
  [-132, 'bug', 'invalid parameter'],
  [-133, 'later', 'not allowed at night'],
  [-134, 'recipient', 'the user has not opted in (obsolete)'],
  [-135, 'human', 'the Official Account may not send template messages'],
  [-1351, 'human', 'the Official Account is blocked from sending'],
  [[-136, -137, -1381], 'human', 'the ZCA wallet is missing or cannot be charged'],
  [-138, 'human', 'the app has no permission for this'],
  [-139, 'recipient', 'the user refuses this type of message'],
  [-140, 'recipient', 'the user is not eligible for this message'],
  [-141, 'recipient', 'the user refuses messages of this Official Account'],
  [[-142, -143], 'bug', 'the RSA key is missing'],
  [-144, 'later', 'the daily quota of the Official Account is used up'],
  [-1441, 'later', 'the monthly quota of promotions is used up'],
  [-145, 'template', 'this type of template is not allowed'],
  [-146, 'human', 'the template was disabled for its quality'],
  [-147, 'later', 'the daily quota of the template is used up'],
  [[-1471, -1472], 'recipient', 'over the limit of messages to this user'],
  [[-148, -149, -150], 'bug', 'the journey is wrong'],
  [-158, 'bug', 'the file is too large'],
  [-159, 'bug', 'the file has the wrong format'],
  [-160, 'later', 'the daily quota of templates is used up'],
  [[-161, -162], 'bug', 'this sending_mode is not allowed'],
];

function rowsOf(host: ErrorHost, rows: Rows): ErrorMeaning[] {
  return rows.flatMap(([codes, class_, meaning]) =>
    [codes].flat().map((code) => ({ host, code, class: class_, meaning })),
  );
}

/**
 * Every code that is known, by host. The same number means different things on different hosts, so a code alone says
 * nothing. The classes are this package's reading of the tables, not Zalo's.
 */
export const ERROR_TABLE: readonly ErrorMeaning[] = [
  ...rowsOf('oauth', OAUTH),
  ...rowsOf('openapi', OPENAPI),
  ...rowsOf('business', BUSINESS),
];

const BY_CODE = new Map(ERROR_TABLE.map((row) => [`${row.host} ${row.code}`, row]));

/** What a code of a host means, or null when no source tells. */
export function meaningOf(host: ErrorHost, code: number): ErrorMeaning | null {
  return BY_CODE.get(`${host} ${code}`) ?? null;
}
