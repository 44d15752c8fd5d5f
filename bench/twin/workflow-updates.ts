/** The decisions of one case, in order; ours and the twin's. */
export const twinUpdates = ['reclassify', 'assign', 'reply', 'resolve', 'close'] as const;

/** What writes to the customer takes three steps: the decision, the mail, and the record of how it went. */
export const stepsOf = (name: string): number => (['open', 'reply', 'resolve'].includes(name) ? 3 : 1);
