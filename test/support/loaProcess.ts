import { main } from '../../loa.js';

/** `loa …` as somebody types it. */
await main(process.argv.slice(2));
