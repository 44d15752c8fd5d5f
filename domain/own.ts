/** A record's own entry: ids come from outside, and `constructor` must not find what every object inherits. */
export const own = <Value>(record: Record<string, Value>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
