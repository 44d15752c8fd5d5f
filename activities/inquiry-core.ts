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
import type { Core } from './core';
import { createInquiryContext } from './inquiry-context';

export const createInquiryCore = (
  policies: PolicyStore,
  directories: DirectoryStore,
): Core<InquiryState, InquiryEvent, InquiryContext> => ({
  kind: 'inquiry',
  loadContext: createInquiryContext(policies, directories),
  decide: (state, command, context) => decide(state, command as InquiryCommand, context),
  evolve,
  effectsOf,
  wakeAt,
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
  project(owner, entries, state, { policy, now }) {
    const computed = { status: statusOf(state), due_at: dueAtOf(state), breached: isBreached(state) };
    const alerts = entries.flatMap(({ event, sequence }) =>
      alertsOf(event, state, policy).map((alert) => ({ ...alert, sequence })),
    );
    return [
      projectInquiryRow(state, computed, now),
      ...entries.flatMap((entry) => projectInquiryEvent(entry, state)),
      ...projectAlerts(owner, alerts, now),
    ];
  },
});
