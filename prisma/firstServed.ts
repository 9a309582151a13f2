/**
 * The name by which a connection asks the embedded database to be served before the others: for the one statement that
 * somebody outside waits for. A server tells connections apart by itself. As in embedded/socketServer.mjs.
 */
export const FIRST_SERVED = 'loa first';
