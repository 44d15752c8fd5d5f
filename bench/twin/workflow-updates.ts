/** The decisions of one case, in order; ours and the twin's. */
export const twinUpdates = ['reclassify', 'assign', 'reply', 'resolve', 'close'] as const;
