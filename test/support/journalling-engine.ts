import type { Knex } from 'knex';
import type { Engine } from '../../adapters/engine/engine';
import { createHandle } from '../../activities/handle';
import { createInquiryCore } from '../../activities/inquiry-core';
import type { InquiryEvent } from '../../contracts/inquiry';
import { createDirectoryStore } from '../../db/directories';
import { readEntries } from '../../db/journal';
import { createPolicyStore } from '../../db/policies';
import { evolve } from '../../domain/inquiry/evolve';
import type { InquiryState } from '../../domain/inquiry/state';
import { fakeEngine } from './fake-engine';

/** An engine without a workflow: each command is decided on the fold of the journal and recorded, as the worker does it. */
export function journallingEngine(db: Knex, forget: (state: InquiryState) => InquiryState = (state) => state): Engine {
  const handle = createHandle(createInquiryCore(createPolicyStore(db), createDirectoryStore()), { db });
  return fakeEngine({
    start: async () => undefined,
    async update(owner, command) {
      const entries = await readEntries<InquiryEvent>(db, owner);
      const folded = entries.reduce<InquiryState | null>((state, entry) => evolve(state, entry), null);
      const request = { owner, command, now: new Date().toISOString() };
      const { outcome } = await handle({ ...request, state: folded && forget(folded) });
      if (!outcome) throw new Error('the journal was ahead');
      return outcome;
    },
  });
}
