import { main } from '../../loa.js';

/** `loa start` from source, as a process of its own that a test may kill. It does not outlive the test. */
process.on('disconnect', () => process.exit(1));
await main(['start', '--json']);
// Its way of talking to the test would keep it alive.
process.exit();
