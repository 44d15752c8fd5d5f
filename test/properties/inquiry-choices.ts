// Taken out of the sandbox's globals once: looked up there, each costs more than what is done with it.
const { floor, imul } = Math;
const { freeze, hasOwn, isFrozen, keys: keysOf } = Object;
const { isArray } = Array;

/**
 * Choices that all follow from one number, so that fast-check has only numbers to make up and to shrink, and a run with
 * dozens of choices costs microseconds. The generator is mulberry32.
 */
export class Choices {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = this.state;
    mixed = imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  }

  percent(chance: number): boolean {
    return this.below(100) < chance;
  }

  /** One of a list that is not empty. */
  one<Item>(list: readonly Item[]): Item {
    return list[this.below(list.length)] as Item;
  }

  some<Item>(list: readonly Item[], chance: number): Item[] {
    return list.filter(() => this.percent(chance));
  }
}

/** Fails a property. Cheaper than `expect`, which a hundred thousand stories cannot afford. */
export function check(holds: boolean, message: () => string): asserts holds {
  if (!holds) throw new Error(message());
}

/** Deep and strict, for plain JSON: a key with the value `undefined` is not the same as no key. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (isArray(left) !== isArray(right)) return false;
  const keys = keysOf(left);
  if (keys.length !== keysOf(right).length) return false;
  return keys.every(
    (key) =>
      hasOwn(right, key) && sameValue((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]),
  );
}

/** Freezes everything below as well; what is frozen already is known to be so to its depths. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || isFrozen(value)) return value;
  for (const key of keysOf(value)) deepFreeze((value as Record<string, unknown>)[key]);
  return freeze(value);
}

/** How often something was reached, by name; a property that reaches nothing proves nothing. */
export class Tally {
  readonly counts = new Map<string, number>();

  note(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** Those that were reached less often than demanded, in words. */
  missing(demanded: Readonly<Record<string, number>>): string[] {
    return Object.entries(demanded)
      .filter(([name, least]) => (this.counts.get(name) ?? 0) < least)
      .map(([name, least]) => `${name}: ${this.counts.get(name) ?? 0} of at least ${least}`);
  }
}
