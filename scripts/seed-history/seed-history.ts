import { setImmediate as letOthersGo } from 'node:timers/promises';
import type { Knex } from 'knex';
import { createInquiryCore } from '../../activities/inquiry-core';
import type { InquiryCommand } from '../../contracts/inquiry';
import type { PersonId, Reference } from '../../contracts/ids';
import type { Language, ResolutionOutcome } from '../../contracts/vocabulary';
import { connect } from '../../db/connect';
import { createDirectoryStore } from '../../db/directories';
import { loadDirectory } from '../../db/load-directory';
import { createPolicyStore } from '../../db/policies';
import { hashText } from '../../db/store-texts';
import { writeExpressions, type Write } from '../../db/writes';
import type { Directory } from '../../domain/directory';
import type { IntakeFact } from '../../domain/inquiry/context';
import { addElapsed, dayInMilliseconds, instantToMilliseconds, millisecondsToInstant } from '../../domain/instant';
import type { Policy } from '../../domain/policy';
import { members, type Workload } from '../../domain/routing';
import type { CaseHistory, Timeline } from '../../domain/simulation/case-history';
import type { Step } from '../../domain/simulation/plan';
import { replay, type Outcome } from '../../domain/simulation/replay';
import { afterTouch, type Staff } from '../../domain/simulation/staff';
import { ownerAddress } from '../owner-address';
import { Chance } from './chance';
import { drawInquiries, monthsBefore, type Customer, type Inquiry } from './demand';
import { addFormerColleagues } from './people';
import { ToldCase } from './tell-case';
import { caseText, resolutionOf } from './words';

export interface SeedOptions {
  /** The role that owns the tables: it may write the past. */
  ownerUrl: string;
  /** First instant after the history; the first of a month, long enough ago for every case to have ended. */
  until: string;
  months: number;
  perMonth: number;
  seed: number;
  onProgress?: (done: number, all: number) => void;
}

export interface Seeded {
  /** False when the database holds such a history already; then nothing was changed. */
  seeded: boolean;
  cases: number;
  from: string;
  to: string;
}

/** Days after which every case of a history has ended: open for weeks, confirmed, and past its reopen window. */
export const windDownDays = 110;

/** Cases written in one statement. */
const batch = 60;

/** The usual year: the newest whole months after which everything has ended by now. */
export function latestEnd(now: string): string {
  return monthsBefore(addElapsed(now, -windDownDays * dayInMilliseconds), 0);
}

/**
 * Writes a year of the seed company, as if the desk had been used: who asked what, when, and what became of it. The timelines
 * come from the queue model that simulations use (`domain/simulation/replay.ts`); the journals from the rules themselves,
 * told each command at its instant. Every case ends, so no sweep, timer or workflow has anything left to do.
 *
 * One transaction: all of it or nothing. A second run finds it and does nothing.
 */
export async function seedHistory(options: SeedOptions): Promise<Seeded> {
  const { ownerUrl, until, months, perMonth, seed, onProgress = () => undefined } = options;
  const from = monthsBefore(until, months);
  const knex = connect(ownerUrl, {
    name: 'inquiry-desk-seed-history',
    asOwner: true,
    poolSize: 2,
    statementTimeout: 0,
  });
  try {
    return await knex.transaction(async (trx) => {
      // Thinking the year up takes longer than an idle transaction is usually suffered.
      await trx.raw('set local idle_in_transaction_session_timeout = 0');
      await trx.raw(`select pg_advisory_xact_lock(hashtextextended('seed history', 0))`);
      const [{ cases } = { cases: 0 }] = await trx('intakes')
        .where('source_key', 'like', `${sourcePrefix}%`)
        .select<{ cases: number }[]>(trx.raw('count(*)::int as cases'));
      if (cases > 0) return { seeded: false, cases, from, to: until };
      const chance = new Chance(seed);
      const period = { from: instantToMilliseconds(from), to: instantToMilliseconds(until) };
      await addFormerColleagues(trx, chance, period);
      const policy = await createPolicyStore(trx).newest();
      const customers = await readCustomers(trx);
      const inquiries = drawInquiries(chance, customers, policy, { ...period, count: months * perMonth });
      const staff = await staffOfThePast(trx, policy);
      const outcomes = liveThrough(inquiries, staff, policy, chance);
      const core = createInquiryCore(createPolicyStore(trx), createDirectoryStore());
      const triage = members(staff.directory, 'triage').map(({ id }) => id);
      const texts = createTexts(seed);
      let writes: Write[] = [];
      // While the database writes one batch, the next one is told.
      let writing = Promise.resolve();
      for (const [index, inquiry] of inquiries.entries()) {
        const reference = referenceOf(inquiry.receivedAt, index + 1);
        const outcome = outcomes[index] as Outcome;
        const told = tellCase({ reference, inquiry, outcome, core, policy, staff, triage, chance, texts });
        writes.push(...told);
        if ((index + 1) % batch !== 0 && index + 1 < inquiries.length) continue;
        await writing;
        writing = write(trx, [...texts.take(), ...writes]);
        // Should telling fail first, the transaction is rolled back all the same.
        writing.catch(() => undefined);
        writes = [];
        onProgress(index + 1, inquiries.length);
        await letOthersGo();
      }
      await writing;
      return { seeded: true, cases: inquiries.length, from, to: until };
    });
  } finally {
    await knex.destroy();
  }
}

const sourcePrefix = 'seed-history/';

/**
 * Eight digits with leading zeros: the database allocates six, and more only without leading zeros, so that no reference of
 * a real case can ever be one of these.
 */
const referenceOf = (receivedAt: number, number: number): Reference =>
  `INQ-${new Date(receivedAt).getUTCFullYear()}-${String(number).padStart(8, '0')}`;

async function write(trx: Knex.Transaction, writes: Write[]): Promise<void> {
  // Rows that others refer to come first; the others are in the order in which they were decided.
  const first = writes.filter((each) => 'insert' in each && ['texts', 'intakes'].includes(each.insert));
  for (const some of [first, writes.filter((each) => !first.includes(each))]) {
    const { sql, bindings } = writeExpressions(some);
    if (some.length > 0) await trx.raw(`with moved as (select 1), ${sql} select 1`, bindings);
  }
}

async function readCustomers(trx: Knex.Transaction): Promise<Customer[]> {
  const rows = await trx('customers')
    .join('contacts', 'contacts.customer', 'customers.id')
    .where('contacts.verified', true)
    .orderBy(['customers.id', 'contacts.id'])
    .select<(Omit<Customer, 'legalEntity'> & { legal_entity: string })[]>(
      'customers.id',
      'contacts.id as contact',
      'customers.legal_entity',
      'customers.segment',
      'customers.language',
      'customers.zone',
    );
  if (rows.length === 0)
    throw new Error('There is no company to write a history of: start the desk once, or add customers.');
  return rows.map(({ legal_entity: legalEntity, ...customer }) => ({ ...customer, legalEntity }));
}

/** Everybody who worked then: one case at a time, by one of the calendars. */
async function staffOfThePast(trx: Knex.Transaction, policy: Policy): Promise<Staff> {
  const { people } = await loadDirectory(trx);
  const calendars = Object.values(policy.calendars);
  const workers = Object.values(people).filter(({ id, person, active }) => person === id && (active || isFormer(id)));
  const directory: Directory = {
    people: Object.fromEntries(workers.map((person) => [person.id, { ...person, active: true, absentUntil: null }])),
    delegations: [],
  };
  return {
    directory,
    calendarOf: Object.fromEntries(workers.map(({ id }, index) => [id, calendars[index % calendars.length] ?? null])),
    hands: Object.fromEntries(workers.map(({ id }) => [id, 1])),
  };
}

const isFormer = (id: PersonId): boolean => id.endsWith('.former');

/** Who took which case, and when, by the model of simulations. */
function liveThrough(inquiries: readonly Inquiry[], staff: Staff, policy: Policy, chance: Chance): Outcome[] {
  const cases = inquiries.map((inquiry, index) => {
    const calendar = policy.calendars[policy.calendarOf[inquiry.legalEntity] ?? ''] ?? null;
    const givenAt = afterTouch(calendar, inquiry.receivedAt, inquiry.manualWait);
    return {
      history: historyOf(inquiry, index, policy),
      steps: stepsOf(inquiry, givenAt - inquiry.receivedAt, chance),
    };
  });
  const running = replay(cases, { staff, policyOf: () => policy, routing: 'policy', manualWaits: [dayInMilliseconds] });
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}

function historyOf(inquiry: Inquiry, index: number, { version }: Policy): CaseHistory {
  const { receivedAt, category, urgency, language, legalEntity, segment, guess, confidence } = inquiry;
  return {
    reference: referenceOf(receivedAt, index + 1),
    policyVersion: version,
    confidence,
    opened: { category: guess, urgency, legalEntity },
    question: { category, urgency, language, legalEntity, segment, needsReview: false, involvements: [] },
    actual: { receivedAt, segments: [], marks: [], resolvedAt: null },
    leftOut: false,
  };
}

function stepsOf({ parts }: Inquiry, manualWait: number, chance: Chance): Step[] {
  const steps: Step[] = [
    { kind: 'route', wait: manualWait, person: null, marks: [] },
    { kind: 'take', person: null, marks: [] },
  ];
  for (const part of parts) {
    if (part.kind === 'work') {
      const offset = Math.round(part.touch * chance.between(0.2, 0.9));
      const marks: Step['marks'] = part.reply ? [{ offset, mark: { at: 0, kind: 'update' } }] : [];
      steps.push({ kind: 'work', touch: part.touch, marks });
    } else if (part.kind === 'customer') {
      steps.push({ kind: 'wait', segment: 'customer', duration: part.duration, marks: [] });
    } else {
      steps.push({ kind: 'wait', segment: 'resolved', duration: part.duration, marks: [] });
      steps.push({ kind: 'take', person: null, marks: [] });
    }
  }
  return steps;
}

interface Told {
  reference: Reference;
  inquiry: Inquiry;
  outcome: Outcome;
  core: ReturnType<typeof createInquiryCore>;
  policy: Policy;
  staff: Staff;
  triage: readonly PersonId[];
  chance: Chance;
  texts: ReturnType<typeof createTexts>;
}

/** Everything that one case leaves in the database, from its intake to its end. */
function tellCase({ reference, inquiry, outcome, core, policy, staff, triage, chance, texts }: Told): Write[] {
  const { timeline, owner } = outcome;
  if (owner === null || timeline.resolvedAt === null) throw new Error(`${reference} was never resolved`);
  const { directory } = staff;
  const receivedAt = millisecondsToInstant(inquiry.receivedAt);
  const content = texts.own(reference, JSON.stringify(caseText(inquiry)), inquiry.customer, receivedAt);
  const intake = intakeOf(reference, inquiry, content, policy, receivedAt);
  const told = new ToldCase(reference, receivedAt, core, policy, directory);
  const facts = { workload: favouring(owner, inquiry.language, directory), segment: inquiry.segment };
  const ownerActor = told.personActor(owner);
  const customerActor = { kind: 'customer' as const, id: inquiry.customer };
  told.open(intake.fact, facts);
  for (const { at, type } of happeningsOf(timeline)) {
    const instant = millisecondsToInstant(at);
    const text = () => texts.shared(`${type}/${inquiry.category}`, inquiry.language, instant);
    switch (type) {
      case 'given': {
        const data = { category: inquiry.category, urgency: inquiry.urgency };
        told.tell('reclassify', data, told.personActor(chance.pick(triage)), instant, facts);
        // The rules route again only when the team changes; a lead gives it out otherwise.
        if (told.state?.assignee !== owner) {
          throw new Error(`${reference} went to ${told.state?.assignee ?? 'nobody'} instead of ${owner}`);
        }
        break;
      }
      case 'start':
        told.tell('start', {}, ownerActor, instant);
        break;
      case 'reply':
        told.tell('reply', { text: text() }, ownerActor, instant);
        break;
      case 'requestInformation':
        told.tell('requestInformation', { text: text() }, ownerActor, instant);
        break;
      case 'receiveMessage': {
        const message = `${reference}-in-${at}`;
        told.tell('receiveMessage', { message, text: text(), thanksOnly: false }, customerActor, instant);
        break;
      }
      case 'resolve': {
        const { outcome: how, rootCause } = resolutionOf(inquiry.category, chance);
        told.tell(
          'resolve',
          { outcome: how satisfies ResolutionOutcome, rootCause, answer: text() },
          ownerActor,
          instant,
        );
        break;
      }
    }
  }
  const { resolvedAt } = timeline;
  if (inquiry.confirmedAfter !== null) {
    const at = millisecondsToInstant(resolvedAt + inquiry.confirmedAfter);
    told.letTimePass(at);
    if (told.state?.phase === 'resolved') told.tell('confirm', {}, customerActor, at);
  }
  told.letTimePass(millisecondsToInstant(resolvedAt + windDownDays * dayInMilliseconds));
  if (!told.state?.ended) throw new Error(`${reference} has not ended`);
  return [intake.write, ...told.writes, told.ownerRow()];
}

type Happening = Extract<
  InquiryCommand['type'],
  'start' | 'reply' | 'requestInformation' | 'receiveMessage' | 'resolve'
>;

/** The commands that a timeline comes from, in order. */
function happeningsOf({ segments, marks, resolvedAt }: Timeline): { at: number; type: Happening | 'given' }[] {
  const happenings: { at: number; type: Happening | 'given' }[] = [];
  let working = false;
  for (const { kind, from, to } of segments) {
    if (kind === 'assignment') happenings.push({ at: to, type: 'given' });
    if (kind === 'work') {
      if (!working) happenings.push({ at: from, type: 'start' });
      working = true;
      for (const mark of marks) {
        if (mark.kind === 'update' && from <= mark.at && mark.at < to) happenings.push({ at: mark.at, type: 'reply' });
      }
    }
    if (kind === 'customer') {
      happenings.push({ at: from, type: 'requestInformation' }, { at: to, type: 'receiveMessage' });
    }
    if (kind === 'resolved') {
      happenings.push({ at: from, type: 'resolve' }, { at: to, type: 'receiveMessage' });
      working = false;
    }
  }
  return [...happenings, { at: resolvedAt ?? 0, type: 'resolve' }];
}

/**
 * The workload under which the rules choose this person, as the model did: whoever else speaks the language better had all
 * they could take, everybody else had more to do.
 */
function favouring(owner: PersonId, language: Language, { people }: Directory): Workload {
  const speaks = (id: PersonId) => people[id]?.languages.includes(language) ?? false;
  const open = Object.values(people)
    .filter(({ id }) => id !== owner)
    .map(({ id, capacity }) => [id, speaks(id) && !speaks(owner) ? capacity : Math.ceil(capacity / 2)]);
  return { open: Object.fromEntries(open) as Record<PersonId, number>, lastAssigned: {} };
}

function intakeOf(
  reference: Reference,
  inquiry: Inquiry,
  content: { id: string; hash: string },
  policy: Policy,
  receivedAt: string,
): { fact: IntakeFact; write: Write } {
  const { channel, legalEntity, contact, customer, guess, urgency, confidence, language } = inquiry;
  const method = channel === 'portal' ? ('portal_login' as const) : ('sender_address' as const);
  const identification = { level: 'verified' as const, method };
  const id = uuidOf(content.hash);
  const evidence = [{ rule: 'seed-history', weight: confidence }];
  return {
    fact: {
      ...{ id, reference, channel, legalEntity, content, contact, filedBy: null, onBehalfOf: null, follows: null },
      ...{ receivedAt, customer, identification, invoices: [] },
      classification: {
        ...{ category: guess, secondary: [], urgency, confidence, evidence, language },
        ruleVersion: 'seed-history',
      },
    },
    write: {
      insert: 'intakes',
      key: ['id'],
      row: {
        ...{ id, channel, source_key: `${sourcePrefix}${reference}`, digest: '', content: content.id, contact },
        ...{ legal_entity: legalEntity, customer_claimed: customer, filed_by: null, on_behalf_of: null },
        ...{ identification, disposition: 'new_inquiry', reference, about: null, policy_version: policy.version },
        received_at: receivedAt,
      },
    },
  };
}

/** An id that follows from what it is for, so that the same seed gives the same journals. */
const uuidOf = (hash: string): string =>
  `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;

/** Words by id: those of a case, and answers that many cases share. */
function createTexts(seed: number) {
  let pending: Write[] = [];
  const known = new Map<string, string>();
  const store = (id: string, content: string, customer: string | null, at: string) => {
    // No chance that an outsider could use: the salt follows from the id, and these words are in the sources anyway.
    const salt = hashText(String(seed), id).slice(0, 32);
    const hash = hashText(salt, content);
    const row = { id, content, salt, hash, customer, stored_at: at, erased_at: null };
    pending.push({ insert: 'texts', key: ['id'], row });
    known.set(id, hash);
    return { id, hash };
  };
  return {
    own: (reference: Reference, content: string, customer: string, at: string) =>
      store(`${sourcePrefix}${reference}`, content, customer, at),
    shared(what: string, language: Language, at: string) {
      const id = `${sourcePrefix}${what}/${language}`;
      const hash = known.get(id);
      return hash === undefined
        ? store(id, `(${language}) ${what.replace('/', ': ').replaceAll('_', ' ')}`, null, at)
        : { id, hash };
    },
    /** Those that have still to be written. */
    take(): Write[] {
      const taken = pending;
      pending = [];
      return taken;
    },
  };
}

/** `npm run seed-history -- [--months 12] [--seed 2026] [--per-month 2200] [--until 2026-08-01]` */
export function main(programArguments: string[]): void {
  const given = (name: string, fallback: string): string => {
    const index = programArguments.indexOf(`--${name}`);
    return index === -1 ? fallback : (programArguments[index + 1] ?? '');
  };
  const whole = (name: string, fallback: number, most: number): number => {
    const value = Number(given(name, String(fallback)));
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new Error(`--${name} is a whole number from 1 to ${most}.`);
  };
  const now = new Date().toISOString();
  Promise.resolve()
    .then(() => {
      const latest = latestEnd(now);
      const until = `${given('until', latest.slice(0, 10))}T00:00:00.000Z`;
      if (!/^\d{4}-\d{2}-01T/.test(until) || until > latest) {
        throw new Error(
          `--until is the first day of a month, at the latest ${latest.slice(0, 10)}: every case has to have ended by now.`,
        );
      }
      const begun = Date.now();
      let told = 0;
      return seedHistory({
        ownerUrl: ownerAddress(),
        until,
        months: whole('months', 12, 36),
        perMonth: whole('per-month', 2_200, 10_000),
        seed: whole('seed', 2_026, 2 ** 31),
        onProgress(done, all) {
          const percent = Math.floor((100 * done) / all);
          if (percent < told + 5) return;
          told = percent;
          process.stdout.write(
            `${percent} %: ${done} of ${all} cases, ${Math.round((Date.now() - begun) / 1_000)} s\n`,
          );
        },
      });
    })
    .then(
      ({ seeded, cases, from, to }) => {
        process.stdout.write(
          seeded
            ? `Written: ${cases} cases from ${from.slice(0, 10)} to ${to.slice(0, 10)}, all of them ended.\n`
            : `The history is there already: ${cases} cases. Nothing was changed.\n`,
        );
      },
      (error: unknown) => {
        process.stderr.write(`${(error as Error).message}\n`);
        process.exitCode = 1;
      },
    );
}
