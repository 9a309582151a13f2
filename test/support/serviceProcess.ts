import { main } from '../../loa.js';

/** `loa start` from source, as a process of its own that a test may kill. */
await main(['start', '--json']);
