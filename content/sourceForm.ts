/** A source that stands for none: what is typed to fill the field. */
const FILLER =
  /^(?:[?.…\-–_x ]+|todo.*|tbd|n\/?a|none|nguồn|source|(?:chưa|không) (?:có|rõ|biết).*|đang tìm.*|(?:trên )?(?:mạng|internet|google|facebook|zalo|wikipedia|báo|tivi))$/iu;
const ADDRESS = /(?:\b[a-z][a-z\d+.-]*:\/*\S*|\bwww\.\S*)/iu;
const WEB = /^(?:https?:|ftp:|www\.)/iu;
/** Hosts that answer nobody: of examples (RFC 2606) and of one's own machine. */
const NO_HOST = /(?:^|\.)(?:example(?:\.\w+)?|invalid|test|localhost|local)$|^[\d.]+$|^\[/iu;

/**
 * What is wrong with the form of a source: `filler` is none, `vague` says too little to be found by, `address` can lead nowhere.
 * Whether an address answers is not tried: a linter that goes to the network says something else every day.
 */
export function sourceProblem(
  source: string,
): { kind: 'filler' | 'vague' } | { kind: 'address'; address: string } | null {
  const text = source.trim();
  if (FILLER.test(text)) return { kind: 'filler' };
  const address = ADDRESS.exec(text)?.[0].replace(/[),.;]+$/, '');
  if (address !== undefined && WEB.test(address)) {
    return leadsSomewhere(address) ? null : { kind: 'address', address };
  }
  return text.split(/\s+/).length < 3 && !/\d+\/\d+/.test(text) ? { kind: 'vague' } : null;
}

function leadsSomewhere(address: string): boolean {
  const full = /^www\./i.test(address) ? `https://${address}` : address;
  if (!/^https?:\/\/[^/]/i.test(full) || !URL.canParse(full)) return false;
  const { hostname, username } = new URL(full);
  return username === '' && /\.[\p{L}\d-]{2,}$/u.test(hostname) && !NO_HOST.test(hostname);
}
