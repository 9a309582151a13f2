/**
 * `npm start`: prepares, then becomes the program in this same process, so that signals reach it. With a token of
 * Telegram or an app of Zalo (in the environment or in `.env`) it is `loa start`, without either `loa demo`. Further
 * arguments are the command's: `npm start -- --only bot`.
 */
import './nodeVersion.mjs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { followParent } from '../base/followParent.mjs';
import { prepare, runCommand, SetupError } from './setup.mjs';
import { root, speaker } from './words.mjs';

await runCommand(async () => {
  followParent();
  const environment = join(root, '.env');
  if (existsSync(environment)) process.loadEnvFile(environment);
  await prepare();
  const program = await import(pathToFileURL(join(root, 'dist', 'loa.js')).href).catch((error) => {
    throw new SetupError(`${speaker(process.env['LOA_LANG'])('setup:notStarted')}\n${error.stack}`);
  });
  const isReal = ['TELEGRAM_BOT_TOKEN', 'ZALO_APP_ID'].some((name) => (process.env[name] ?? '').trim() !== '');
  await program.main([isReal ? 'start' : 'demo', ...process.argv.slice(2)]);
});
