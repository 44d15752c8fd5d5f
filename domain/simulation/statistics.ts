/** The figures that a list of durations is told in. Milliseconds; null where there is nothing to count. */
export interface Distribution {
  cases: number;
  mean: number | null;
  p50: number | null;
  p75: number | null;
  p90: number | null;
  p95: number | null;
}

/** Percentiles by nearest rank: the smallest value that at least so many percent of the values do not exceed. */
export function distributionOf(values: readonly number[]): Distribution {
  const sorted = Float64Array.from(values).sort();
  const percentile = (percent: number): number | null =>
    sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? null;
  return {
    cases: sorted.length,
    mean: meanOf(values),
    p50: percentile(50),
    p75: percentile(75),
    p90: percentile(90),
    p95: percentile(95),
  };
}

/** The arithmetic mean; null of nothing. */
export const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** `part` in hundredths of `whole`, with one decimal, half away from zero: `50.0`. Null when `whole` is zero. */
export function percentOf(part: number, whole: number): string | null {
  if (whole === 0) return null;
  const tenths = (1_000 * part) / whole;
  // Sums of many milliseconds come with a last digit that is not theirs: 299.99999999999994 is 300.
  const rounded = Math.sign(tenths) * Math.round(Math.abs(Number(tenths.toPrecision(12))));
  return ((rounded === 0 ? 0 : rounded) / 10).toFixed(1);
}

/** By how many percent `after` differs from `before`: `-30.0`. */
export const changeInPercent = (before: number | null, after: number | null): string | null =>
  before === null || after === null ? null : percentOf(after - before, before);
