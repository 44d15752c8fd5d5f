import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Books } from '../../activities/approval-context';
import { createHandle } from '../../activities/handle';
import { createInquiryCore } from '../../activities/inquiry-core';
import { inquiryOwner, type Instant, type Reference } from '../../contracts/ids';
import type { TextReference } from '../../contracts/inquiry';
import type { Actor, Outcome } from '../../contracts/messages';
import { createDirectoryStore } from '../../db/directories';
import { fileIntake, type NewIntake } from '../../db/file-intake';
import { createPolicyStore } from '../../db/policies';
import { storeTexts, textIdFor } from '../../db/store-texts';
import { evolve } from '../../domain/inquiry/evolve';
import type { InquiryState } from '../../domain/inquiry/state';
import { demoPolicyVersion } from '../../scripts/demo-company';

/** Cases on a real database without an engine: commands are decided and journalled at instants that a test chooses. */
export interface JournalledCases {
  file(at: Instant, intake?: Partial<NewIntake>): Promise<Reference>;
  tell(reference: Reference, at: Instant, type: string, data?: unknown, actor?: Actor): Promise<Outcome>;
  /** Stores words the way the API does before the command that names them. */
  text(reference: Reference, at: Instant, content: string, customer?: string | null): Promise<TextReference>;
  state(reference: Reference): InquiryState;
}

export function createJournalledCases(db: Knex, books: Books = {}): JournalledCases {
  const handle = createHandle(createInquiryCore(createPolicyStore(db), createDirectoryStore(), books), { db });
  const states = new Map<Reference, InquiryState | null>();
  const cases: JournalledCases = {
    async file(at, intake = {}) {
      const { reference } = await fileIntake(db, {
        channel: 'api',
        sourceKey: randomUUID(),
        digest: '',
        subject: 'Invoice INV-10421 is wrong',
        body: 'We dispute invoice INV-10421 over USD 7,800.00: the second delivery never came.',
        legalEntity: 'halden-us',
        customer: 'C-1003',
        identification: { level: 'verified', method: 'sender_address' },
        contact: 'contact-1003-1',
        filedBy: null,
        onBehalfOf: null,
        follows: null,
        policyVersion: demoPolicyVersion,
        receivedAt: at,
        ...intake,
      });
      states.set(reference, null);
      return reference;
    },
    async tell(reference, now, type, data = {}, actor = { kind: 'person', id: 'nora.whitfield' }) {
      const command = { id: `${type}-${randomUUID()}`, type, actor, data };
      const state = states.get(reference) ?? null;
      const { entries, outcome } = await handle({ owner: inquiryOwner(reference), state, command, now });
      states.set(
        reference,
        entries.reduce<InquiryState | null>((folded, entry) => evolve(folded, entry), state),
      );
      if (!outcome) throw new Error('the journal was ahead');
      return outcome;
    },
    async text(reference, at, content, customer = 'C-1003') {
      const id = textIdFor(inquiryOwner(reference), randomUUID(), 'text');
      const { references } = await storeTexts(db, [{ id, content, customer }], at);
      return references[0] as TextReference;
    },
    state(reference) {
      const state = states.get(reference);
      if (!state) throw new Error(`${reference} has not begun`);
      return state;
    },
  };
  return cases;
}

export const opening: Actor = { kind: 'policy', id: 'workflow' };
