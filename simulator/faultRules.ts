import { draw } from './luck.js';

/** What every rule says, whatever the platform: how often it strikes, and with what. */
interface Rule<Fault> {
  probability: number;
  seed: number;
  times?: number | undefined;
  after: number;
  fault: Fault;
}

/** How a platform's rules are matched with its calls. */
interface Matching<Call, Of> {
  /** Made once for a rule; says of each call whether the rule is about it. */
  matcher(rule: Of): (call: Call) => boolean;
  /** Whom the call is for: how often they were called is counted for each, and decides with the seed who is struck. */
  target(call: Call): string | number;
  luck(call: Call): number;
}

interface Active<Call, Of> {
  id: number;
  rule: Of;
  matches: (call: Call) => boolean;
  matched: number;
  struck: number;
  nth: Map<string | number, number>;
}

/** The rules in the order they were made; for each call the first rule that strikes decides, after any `slow` ones. */
export class FaultRules<Call, Fault extends { kind: string }, Of extends Rule<Fault>> {
  readonly #matching: Matching<Call, Of>;
  #rules: Active<Call, Of>[] = [];
  #lastId = 0;

  constructor(matching: Matching<Call, Of>) {
    this.#matching = matching;
  }

  get any(): boolean {
    return this.#rules.length > 0;
  }

  addRule(rule: Of): number {
    this.#lastId += 1;
    const matches = this.#matching.matcher(rule);
    this.#rules.push({ id: this.#lastId, rule, matches, matched: 0, struck: 0, nth: new Map() });
    return this.#lastId;
  }

  /** Takes one rule away, or all of them. Whether there was anything to take away. */
  clear(id?: number): boolean {
    const before = this.#rules.length;
    this.#rules = id === undefined ? [] : this.#rules.filter((active) => active.id !== id);
    return this.#rules.length < before;
  }

  list(): { id: number; struck: number; rule: Of }[] {
    return this.#rules.map(({ id, struck, rule }) => ({ id, struck, rule }));
  }

  /** What strikes this call: how long it waits first, and the fault that ends it, if any. */
  strikeCall(call: Call): { delayMs: number; fault: Fault | null } {
    let delayMs = 0;
    for (const active of this.#rules) {
      if (!active.matches(call) || !this.#strikes(active, call)) continue;
      const { fault } = active.rule;
      if (!isSlow(fault)) return { delayMs, fault };
      delayMs += fault.ms;
    }
    return { delayMs, fault: null };
  }

  #strikes(active: Active<Call, Of>, call: Call): boolean {
    const { rule } = active;
    active.matched += 1;
    if (active.matched <= rule.after) return false;
    if (rule.times !== undefined && active.struck >= rule.times) return false;
    if (rule.probability < 1) {
      const target = this.#matching.target(call);
      const nth = (active.nth.get(target) ?? 0) + 1;
      active.nth.set(target, nth);
      if (draw(rule.seed, this.#matching.luck(call), nth) >= rule.probability) return false;
    }
    active.struck += 1;
    return true;
  }
}

function isSlow(fault: { kind: string }): fault is { kind: 'slow'; ms: number } {
  return fault.kind === 'slow';
}
