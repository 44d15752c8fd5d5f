const turns = new Map<string, Promise<unknown>>();

/**
 * One after the other for each key, within this process: a long text that a gateway parts into several arrives at the same
 * moment, and must not open several cases.
 */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  turns.set(key, settled);
  try {
    return await mine;
  } finally {
    if (turns.get(key) === settled) turns.delete(key);
  }
}
