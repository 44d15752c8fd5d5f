import type { Knex } from 'knex';
import type { Reference } from '../contracts/ids';
import { listRelatedCases, type RelatedCase } from '../db/list-related-cases';
import type { FoundCase } from '../db/find-case';
import type { Caller } from './caller';

type Relation = RelatedCase['relation'] | 'merged_into' | 'split_from' | 'split_into' | 'follows' | 'linked';

/** The closest relation is the one that is told. */
const closest: readonly Relation[] = [
  'merged_into',
  'merged',
  'split_from',
  'split_into',
  'follows',
  'followed_by',
  'linked',
  'linked_by',
];

/** Every case that this one has to do with, from either side, each once. */
export async function relatedCases(
  knex: Knex,
  caller: Caller,
  { reference, follows, state }: FoundCase,
): Promise<{ reference: Reference; relation: Relation }[]> {
  const others = await listRelatedCases(knex, reference, caller.kind === 'customer' ? caller.id : undefined);
  const own: { reference: Reference | null | undefined; relation: Relation }[] = [
    { reference: state?.merged?.into, relation: 'merged_into' },
    { reference: state?.splitFrom, relation: 'split_from' },
    ...(state?.splits ?? []).map(({ inquiry }) => ({ reference: inquiry, relation: 'split_into' as const })),
    { reference: follows, relation: 'follows' },
    ...(state?.links ?? [])
      .filter(({ kind }) => kind === 'inquiry')
      .map(({ id }) => ({ reference: id, relation: 'linked' as const })),
  ];
  const found = new Map<Reference, Relation>();
  for (const each of [...own, ...others]) {
    if (!each.reference) continue;
    const known = found.get(each.reference);
    const closer = known === undefined || closest.indexOf(each.relation) < closest.indexOf(known);
    if (closer) found.set(each.reference, each.relation);
  }
  return [...found].map(([name, relation]) => ({ reference: name, relation }));
}
