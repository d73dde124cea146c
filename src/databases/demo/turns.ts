/** Somebody who may speak to the one backend, one at a time. */
export interface Speaker {
  /** It is this speaker's turn until `release`. */
  granted(): void;
  /** Milliseconds since it last had the word and said nothing; `undefined` while the backend works for it. */
  idleMs(): number | undefined;
  /** It kept the others waiting for too long in silence: end it. */
  evicted(): void;
}

/**
 * First come, first served. A speaker keeps the turn through a transaction; one that stays silent in it longer than
 * `idleLimitMs` while others wait is evicted.
 */
export class Turns {
  readonly #idleLimitMs: number;
  readonly #waiting: Speaker[] = [];
  #holder: Speaker | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(idleLimitMs: number) {
    this.#idleLimitMs = idleLimitMs;
  }

  holds(speaker: Speaker): boolean {
    return this.#holder === speaker;
  }

  request(speaker: Speaker): void {
    if (this.#holder === speaker || this.#waiting.includes(speaker)) return;
    this.#waiting.push(speaker);
    this.#next();
  }

  /** Gives the turn back, or stops waiting for it. */
  release(speaker: Speaker): void {
    const place = this.#waiting.indexOf(speaker);
    if (place >= 0) this.#waiting.splice(place, 1);
    if (this.#holder === speaker) this.#holder = undefined;
    this.#next();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
    this.#holder = undefined;
  }

  #next(): void {
    if (this.#holder === undefined) {
      this.#holder = this.#waiting.shift();
      this.#holder?.granted();
    }
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    const holder = this.#holder;
    if (holder === undefined || this.#waiting.length === 0) return;
    const idleMs = holder.idleMs() ?? 0;
    if (idleMs >= this.#idleLimitMs) {
      holder.evicted();
      return;
    }
    this.#timer = setTimeout(() => this.#watch(), Math.max(20, this.#idleLimitMs - idleMs));
  }
}
