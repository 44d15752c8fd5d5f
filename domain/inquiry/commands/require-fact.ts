/** A fact that the caller must have loaded for this command; its absence is a fault of ours, not of the request. */
export function requireFact<Fact>(fact: Fact | undefined, name: string): Fact {
  if (fact === undefined) throw new Error(`the fact ${name} was not loaded for this command`);
  return fact;
}
