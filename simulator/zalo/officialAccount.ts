/** The OA, its package, its quotas and its purse. */
export interface OaSpec {
  id: string;
  name: string;
  /** 2 is a business, 4 a state agency. */
  type: 2 | 4;
  verified: boolean;
  packageName: string;
  /** Consultation messages after 48 hours that the package holds. */
  csQuota: number;
  /** Đồng; null: no Zalo Cloud Account is linked. */
  wallet: number | null;
  /** Templates a day. */
  zbsDailyQuota: number;
  quality: 'HIGH' | 'MEDIUM' | 'LOW' | 'UNDEFINED';
}

/** What a message outside the package costs; a reseller's figure of 2026. */
export const CS_PRICE = 55;

/** Keeps the books: what a call takes it takes here, or is told that nothing is left. */
export class OfficialAccount {
  readonly spec: OaSpec;
  csLeft: number;
  wallet: number | null;
  #zbsDay = '';
  #zbsSent = 0;

  constructor(spec: OaSpec) {
    this.spec = spec;
    this.csLeft = spec.csQuota;
    this.wallet = spec.wallet;
  }

  /** Whether the purse could pay; takes nothing. */
  canPay(price: number): 'yes' | 'empty' | 'none' {
    if (this.wallet === null) return 'none';
    return this.wallet >= price ? 'yes' : 'empty';
  }

  pay(price: number): void {
    if (this.wallet !== null) this.wallet -= price;
  }

  /** Templates left on this day in Vietnam. */
  zbsLeft(day: string): number {
    if (day !== this.#zbsDay) {
      this.#zbsDay = day;
      this.#zbsSent = 0;
    }
    return this.spec.zbsDailyQuota - this.#zbsSent;
  }

  takeZbs(day: string): number {
    const left = this.zbsLeft(day);
    this.#zbsSent += 1;
    return left - 1;
  }
}
