import { expect, test } from 'vitest';
import { ERROR_TABLE, meaningOf } from './errorTable.js';

/** Every code that the public tables name, written out once more so that none is lost. */
const OPENAPI = [
  -32, -100, -200, -201, -204, -205, -209, -210, -211, -212, -213, -214, -216, -217, -218, -219, -220, -221, -223, -224,
  -227, -230, -231, -232, -233, -234, -235, -237, -238, -240, -241, -242, -244, -248, -249, -320, -321, -403, -1340,
  -1341,
];
const BUSINESS = [
  -100, -101, -102, -103, -104, -105, -106, -107, -108, -109, -1091, -110, -111, -112, -1121, -1122, -1123, -1124, -113,
  -1131, -1132, -114, -115, -116, -117, -118, -119, -120, -1201, -1202, -121, -122, -123, -124, -1241, -125, -126, -127,
  -128, -129, -130, -131, -132, -133, -134, -135, -1351, -136, -137, -1381, -138, -139, -140, -141, -142, -143, -144,
  -1441, -145, -146, -147, -1471, -1472, -148, -149, -150, -158, -159, -160, -161, -162,
];
const OAUTH = [-32, -118, -14002, -14003, -14012, -14014, -14024];

test.each([
  ['openapi' as const, OPENAPI],
  ['business' as const, BUSINESS],
  ['oauth' as const, OAUTH],
])('the table of %s is complete and names no code twice', (host, codes) => {
  const listed = ERROR_TABLE.filter((row) => row.host === host).map(({ code }) => code);
  expect(listed.toSorted()).toEqual(codes.toSorted());
});

test.each([
  [-118, { oauth: 'reauthorize', openapi: undefined, business: 'recipient' }],
  [-100, { oauth: undefined, openapi: 'reupload', business: 'unknown' }],
  [-124, { oauth: undefined, openapi: undefined, business: 'refresh' }],
  [-216, { oauth: undefined, openapi: 'refresh', business: undefined }],
])('%i means different things on different hosts', (code, classes) => {
  for (const host of ['oauth', 'openapi', 'business'] as const) {
    expect(meaningOf(host, code)?.class).toBe(classes[host]);
  }
});

test.each([
  ['refresh', [-216, -220], [-124]],
  ['rate', [-32], []],
  ['retry', [-200], []],
  ['later', [-211, -218, -234], [-133, -144, -1441, -147]],
  [
    'recipient',
    [-213, -217, -227, -230, -231, -232, -244],
    [-108, -110, -114, -118, -119, -139, -140, -141, -1471, -1472],
  ],
  [
    'human',
    [-204, -205, -209, -212, -219, -221, -223, -224, -235, -242, -320, -321],
    [-101, -102, -103, -104, -105, -115, -117, -120, -126, -131, -135, -136, -137, -138, -146],
  ],
  ['bug', [-201, -210, -233, -240], [-109, -111, -112, -1121, -1122, -1123, -1124, -121, -122, -132]],
])('the class %s holds what must be handled alike', (class_, openapi, business) => {
  for (const code of openapi) expect(meaningOf('openapi', code)?.class, `openapi ${code}`).toBe(class_);
  for (const code of business) expect(meaningOf('business', code)?.class, `business ${code}`).toBe(class_);
});
