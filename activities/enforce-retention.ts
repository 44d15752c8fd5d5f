import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { Actor } from '../contracts/messages';
import { retentionCategories, type RetentionCategory } from '../contracts/vocabulary';
import { eraseMailsOfNoCase } from '../db/erase-mails-of-no-case';
import { listRetentionDue } from '../db/list-retention-due';
import { lockErasures } from '../db/lock-erasures';
import { planErasure, type ErasureSubject } from '../db/plan-erasure';
import { readRetention } from '../db/read-retention';
import { recordErasure } from '../db/record-erasure';
import { removeRequestAnswers } from '../db/remove-request-answers';
import type { RetentionPeriodRow } from '../db/rows';
import { fromStore, inTransaction } from '../db/transaction';
import { addElapsed, dayInMilliseconds } from '../domain/instant';

/** Where the next step goes on: everything of earlier categories, and of this one up to this id, has been looked at. */
export interface RetentionPlace {
  category: RetentionCategory;
  after: string;
}

export interface RetentionStep {
  /** How many subjects, or notes of requests, lost something. */
  erased: number;
  /** Null when all is done. */
  next: RetentionPlace | null;
}

/** So many subjects a step; each is a transaction of its own. */
const subjectsPerStep = 100;
const requestsPerStep = 2_000;
const mailsPerStep = 200;

const actor: Actor = { kind: 'timer', id: 'retention' };

/**
 * One step of erasing what is older than its period, by the way that a request takes. A category without a period is left
 * alone, what a legal hold covers and cases that have not ended are passed by. A repeated step finds nothing twice.
 */
export function createEnforceRetention(db: Knex) {
  return async ({ now, place }: { now: Instant; place: RetentionPlace | null }): Promise<RetentionStep> => {
    const { category, after } = place ?? { category: retentionCategories[0], after: '' };
    const period = (await readRetention(db))[category];
    if (typeof period?.days !== 'number') return { erased: 0, next: following(category) };
    const before = addElapsed(now, -period.days * dayInMilliseconds);
    const reason = reasonOf(period, period.days);

    if (category === 'request_answers') {
      const erased = await fromStore(
        removeRequestAnswers(db, { before, limit: requestsPerStep, erasure: { reason, actor, erased_at: now } }),
      );
      return { erased, next: erased < requestsPerStep ? following(category) : { category, after } };
    }
    const erasure = { reason, actor, erased_at: now };
    const mails =
      category === 'inquiry_texts' ? await eraseMailsOfNoCase(db, { before, limit: mailsPerStep, erasure }) : 0;
    if (mails === mailsPerStep) return { erased: mails, next: { category, after } };
    const ids = await listRetentionDue(db, category, { before, after, limit: subjectsPerStep });
    const kind = category === 'inquiry_texts' ? 'inquiry' : 'contact';
    let erased = mails;
    for (const id of ids) if (await erase(db, { kind, id }, reason, now)) erased += 1;
    const last = ids.at(-1);
    return {
      erased,
      next: last !== undefined && ids.length === subjectsPerStep ? { category, after: last } : following(category),
    };
  };
}

function following(category: RetentionCategory): RetentionPlace | null {
  const next = retentionCategories[retentionCategories.indexOf(category) + 1];
  return next === undefined ? null : { category: next, after: '' };
}

const reasonOf = ({ number, category }: RetentionPeriodRow, days: number): string =>
  `${category}: kept for ${days} days (period ${number})`;

/** Whether anything was erased. */
const erase = (db: Knex, subject: ErasureSubject, reason: string, at: Instant): Promise<boolean> =>
  inTransaction(db, async (transaction) => {
    await lockErasures(transaction);
    const plan = await planErasure(transaction, subject, 'retention');
    if (!plan || plan.texts.length + plan.files.length + plan.contacts.length === 0) return false;
    await recordErasure(transaction, plan, { subject, basis: 'retention', reason, actor, at });
    return true;
  });
