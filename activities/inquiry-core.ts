import type { InquiryCommand, InquiryEvent } from '../contracts/inquiry';
import type { DirectoryStore } from '../db/directories';
import type { PolicyStore } from '../db/policies';
import { projectAlerts } from '../db/project-alerts';
import { projectInquiryEvent, projectInquiryRow } from '../db/project-inquiry';
import { alertsOf } from '../domain/inquiry/alerts';
import type { InquiryContext } from '../domain/inquiry/context';
import { wakeAt } from '../domain/inquiry/deadlines';
import { decide } from '../domain/inquiry/decide';
import { effectsOf } from '../domain/inquiry/effects';
import { evolve } from '../domain/inquiry/evolve';
import { dueAtOf, isBreached, statusOf, type InquiryState } from '../domain/inquiry/state';
import type { Guard } from '../db/journal';
import type { Write } from '../db/writes';
import type { Books } from './approval-context';
import type { Core, Guarded } from './core';
import { createInquiryContext } from './inquiry-context';

export const createInquiryCore = (
  policies: PolicyStore,
  directories: DirectoryStore,
  books: Books = {},
): Core<InquiryState, InquiryEvent, InquiryContext & Guarded> => ({
  kind: 'inquiry',
  loadContext: createInquiryContext(policies, directories, books),
  decide: (state, command, context) => decide(state, command as InquiryCommand, context),
  evolve,
  effectsOf,
  wakeAt: (state, { policy, facts: { nextPolicy } }) =>
    wakeAt(state, nextPolicy?.version === state.policyVersion ? nextPolicy : policy),
  statusOf,
  searchAttributes: (state) => ({
    InquiryStatus: statusOf(state),
    InquiryCategory: state.category,
    InquiryUrgency: state.urgency,
    InquiryTeam: state.team,
    InquiryAssignee: state.assignee,
    InquiryCustomer: state.customer,
    InquiryEscalationLevel: state.escalation?.level ?? 0,
    InquiryDueAt: dueAtOf(state),
    InquiryBreached: isBreached(state),
  }),
  project(owner, entries, state, { policy, now, guards = [] }) {
    const computed = { status: statusOf(state), due_at: dueAtOf(state), breached: isBreached(state) };
    const alerts = entries.flatMap(({ event, sequence }) =>
      alertsOf(event, state, policy).map((alert) => ({ ...alert, sequence })),
    );
    return [
      projectInquiryRow(state, computed, now),
      ...entries.flatMap((entry) => projectInquiryEvent(entry, state)),
      ...projectAlerts(owner, alerts, now),
      ...guards.filter(({ table }) => table === 'approval_counters').map(countUp),
    ];
  },
});

/** Others that looked at the same amounts decide again. */
const countUp = ({ table, key, sequence }: Guard): Write => ({ update: table, key, set: { sequence: sequence + 1 } });
