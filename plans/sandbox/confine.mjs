// Loaded before a confined program (`--import`). What it guarantees: the program reaches no network, and nothing that it or a library
// prints leaves the process, since that might be text of a document. Its one answer goes through `process.stdout.write`.
import { Socket as DatagramSocket } from 'node:dgram';
import { Socket } from 'node:net';

function refuse() {
  throw new Error('no network here');
}
Socket.prototype.connect = refuse;
DatagramSocket.prototype.bind = refuse;
DatagramSocket.prototype.connect = refuse;
DatagramSocket.prototype.send = refuse;
Object.assign(globalThis, { fetch: refuse, WebSocket: undefined, EventSource: undefined });
const silent = () => undefined;
Object.assign(console, { log: silent, info: silent, warn: silent, error: silent, debug: silent, trace: silent });
