/**
 * A refusal as Zalo writes it: `{error, message}` with HTTP 200. The numbers are Zalo's; the same number may mean something
 * else on the other host. The sentences are approximate, and nobody should look at them.
 */
export class ZaloRefusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'ZaloRefusal';
    this.code = code;
  }
}

/** Of openapi.zalo.me. */
const OA_TEXTS: Record<number, string> = {
  [-32]: 'Your application reached limit call api',
  [-100]: 'Attachment id is expired',
  [-200]: 'Send message failed',
  [-201]: 'Params is invalid',
  [-204]: 'Official account is disable',
  [-205]: 'Official account is not exist',
  [-209]: 'This api is not supported because this app is not active',
  [-210]: 'Params is over limit',
  [-211]: 'Out of quota',
  [-212]: 'App has not been registered this api',
  [-213]: 'User has not followed OA',
  [-214]: 'Article is processing',
  [-216]: 'Access token is invalid',
  [-217]: 'User has blocked invitations from OA',
  [-218]: 'Out of quota receive by user',
  [-219]: 'App has been removed or disabled',
  [-220]: 'Access token has expired',
  [-221]: 'Official account is not verified',
  [-223]: 'OA has not granted this api to the app',
  [-224]: 'OA package does not include this api',
  [-227]: 'User is banned or has been inactive for more than 45 days',
  [-230]: 'User has not interacted with the OA in the past 7 days',
  [-231]: 'User has no valid interaction with the OA',
  [-232]: 'User interaction with the OA has expired',
  [-233]: 'Message type is not supported',
  [-234]: 'Message is not allowed from 22:00 to 06:00',
  [-235]: 'OA category is not allowed to use this api',
  [-240]: 'MessageV2 API has been shut down',
  [-242]: 'appsecret_proof is invalid',
  [-244]: 'User has restricted this type of message',
  [-248]: 'Content violates Zalo standards',
  [-249]: 'Template cannot be sent by user id',
  [-320]: 'Your application is not linked to a Zalo Cloud Account',
  [-321]: 'Zalo Cloud Account is out of money',
};

/** Of business.openapi.zalo.me, and of the template itself when it goes by user id. */
const ZBS_TEXTS: Record<number, string> = {
  [-100]: 'Unknown error',
  [-108]: 'Phone number is invalid',
  [-109]: 'Template id is invalid',
  [-111]: 'Template data is empty',
  [-1121]: 'Template data value is too long',
  [-1122]: 'Template data is missing a required param',
  [-1124]: 'Template data has a wrong format',
  [-114]: 'User cannot receive the message',
  [-115]: 'Out of balance',
  [-118]: 'Zalo account does not exist or is deactivated',
  [-119]: 'Account cannot receive the message',
  [-121]: 'Body of the request is empty',
  [-122]: 'Body of the request is invalid',
  [-124]: 'Access token is invalid',
  [-1241]: 'appsecret_proof is invalid',
  [-126]: 'Development wallet is out of money',
  [-127]: 'Template in development mode can only be sent to an admin',
  [-131]: 'Template is not approved',
  [-132]: 'Param is invalid',
  [-133]: 'Message is not allowed at this time',
  [-136]: 'Your application is not linked to a Zalo Cloud Account',
  [-137]: 'Zalo Cloud Account is out of money',
  [-139]: 'User has refused this type of message',
  [-140]: 'User is not eligible for this message',
  [-141]: 'User has refused messages of this OA',
  [-144]: 'Daily quota of the OA has been exceeded',
  [-1441]: 'Monthly promotion quota has been exceeded',
  [-146]: 'Template is disabled because of low quality',
  [-147]: 'Daily quota of the template has been exceeded',
  [-1471]: 'User has received too many messages',
  [-161]: 'sending_mode is invalid',
  [-162]: 'OA may not use this sending_mode',
};

export function oaRefusal(code: number, message?: string): ZaloRefusal {
  return new ZaloRefusal(code, message ?? OA_TEXTS[code] ?? ZBS_TEXTS[code] ?? 'Error');
}

export function zbsRefusal(code: number, message?: string): ZaloRefusal {
  return new ZaloRefusal(code, message ?? ZBS_TEXTS[code] ?? OA_TEXTS[code] ?? 'Error');
}
