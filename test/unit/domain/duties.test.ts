import {
  conflictingRoles,
  coveringRoles,
  dutiesHeld,
  knownDuties,
  may,
  mayUnderImpersonation,
  requireOwnSession,
  type Action,
} from '../../../domain/duties';
import { Refused } from '../../../domain/refusal';
import { roles, type Role } from '../../../contracts/vocabulary';

/** What each role covers, told once more: whoever changes the rights of a role says so here as well. */
const covers: Partial<Record<Role, Action[]>> = {
  agent: [
    'addNote',
    'assign',
    'cancelPromise',
    'changePriority',
    'claim',
    'close',
    'confirm',
    'dispute',
    'escalate',
    'fileInquiry',
    'giveDelegation',
    'identify',
    'link',
    'merge',
    'promise',
    'propose',
    'readInquiries',
    'readMasterData',
    'readPeople',
    'readPolicies',
    'reclassify',
    'recordAbsence',
    'recordRegulatoryEvent',
    'reopen',
    'reply',
    'requestInformation',
    'resolve',
    'revise',
    'settleDispute',
    'snooze',
    'split',
    'start',
    'unlink',
    'unmerge',
    'unsnooze',
    'withdraw',
  ],
  team_lead: [
    'addNote',
    'assign',
    'cancelPromise',
    'changePriority',
    'claim',
    'close',
    'confirm',
    'deEscalate',
    'decide',
    'dispute',
    'escalate',
    'fileInquiry',
    'giveDelegation',
    'identify',
    'link',
    'merge',
    'migratePolicy',
    'promise',
    'propose',
    'readInquiries',
    'readMasterData',
    'readMetrics',
    'readPeople',
    'readPolicies',
    'reclassify',
    'recordAbsence',
    'recordAbsenceOfMembers',
    'recordRegulatoryEvent',
    'reopen',
    'reply',
    'requestInformation',
    'resolve',
    'resume',
    'revise',
    'runSimulations',
    'settleDispute',
    'settlePosting',
    'snooze',
    'split',
    'start',
    'stop',
    'unlink',
    'unmerge',
    'unsnooze',
    'withdraw',
  ],
  approver: [
    'addNote',
    'decide',
    'escalate',
    'giveDelegation',
    'readInquiries',
    'readMasterData',
    'readPeople',
    'readPolicies',
    'recordAbsence',
  ],
  compliance: [
    'addNote',
    'erase',
    'escalate',
    'fileInquiry',
    'giveDelegation',
    'identify',
    'placeLegalHold',
    'readAudit',
    'readInquiries',
    'readMasterData',
    'readPeople',
    'readPolicies',
    'recordAbsence',
    'recordIdentityCheck',
    'recordRegulatoryEvent',
    'resume',
    'stop',
  ],
  customer: ['confirm', 'fileInquiry', 'promise', 'readOwnInquiries', 'receiveMessage', 'reopen'],
  integration: [
    'confirm',
    'fileInquiry',
    'promise',
    'readInquiries',
    'readMasterData',
    'readPolicies',
    'receiveMessage',
    'recordBooks',
    'recordDelivery',
    'recordIdentityCheck',
    'reopen',
  ],
  auditor: [
    'giveDelegation',
    'readAudit',
    'readDirectoryChanges',
    'readInquiries',
    'readMasterData',
    'readMetrics',
    'readPeople',
    'readPolicies',
    'recordAbsence',
  ],
  manager: [
    'giveDelegation',
    'readInquiries',
    'readMasterData',
    'readMetrics',
    'readPeople',
    'readPolicies',
    'recordAbsence',
    'runSimulations',
  ],
  admin: [
    'giveDelegation',
    'readDirectoryChanges',
    'readPeople',
    'recordAbsence',
    'recordAbsenceOfMembers',
    'setRetention',
    'writePeople',
  ],
  policy_author: ['readPolicies', 'recordAbsence', 'runSimulations', 'writePolicies'],
  policy_publisher: ['publishPolicies', 'readPolicies', 'recordAbsence', 'runSimulations'],
};
const actions = [...new Set(Object.values(covers).flat())];

test.each(roles)('the role %s covers what it covers, and nothing else', (role) => {
  expect(actions.filter((action) => may([role], action)).sort()).toEqual(covers[role] ?? []);
});

test('a refusal names every role that would do', () => {
  for (const action of actions) {
    expect([...coveringRoles(action)].sort()).toEqual(roles.filter((role) => may([role], action)).sort());
    expect(may([], action)).toBe(false);
  }
});

test('a session in somebody else’s name reads and prepares, and does nothing else', () => {
  const prepares: Action[] = [
    'addNote',
    'changePriority',
    'claim',
    'dispute',
    'escalate',
    'fileInquiry',
    'link',
    'propose',
    'readAudit',
    'readInquiries',
    'readMasterData',
    'readMetrics',
    'readPeople',
    'readPolicies',
    'reclassify',
    'revise',
    'start',
  ];
  expect(actions.filter(mayUnderImpersonation).sort()).toEqual(prepares);
  const session = { kind: 'person' as const, id: 'ada', impersonatedBy: 'root' };
  for (const action of actions) {
    const attempt = (): void => requireOwnSession(session, action);
    if (prepares.includes(action)) expect(attempt).not.toThrow();
    else {
      expect(attempt).toThrow(Refused);
      expect(refusalOf(attempt)).toEqual({
        code: 'impersonation_forbidden',
        rule: 'impersonation: reads and prepares only',
      });
    }
    expect(() => requireOwnSession({ kind: 'person', id: 'ada' }, action)).not.toThrow();
    expect(() => requireOwnSession({ kind: 'customer', id: 'C-1' }, action)).not.toThrow();
  }
});

function refusalOf(attempt: () => void): unknown {
  try {
    attempt();
  } catch (error) {
    return error instanceof Refused ? error.refusal : error;
  }
  return null;
}

test('the role of an admin is a duty as well', () => {
  expect(dutiesHeld({ roles: ['admin', 'manager'], duties: ['impersonate', 'administer_users'] })).toEqual([
    'impersonate',
    'administer_users',
  ]);
  expect(dutiesHeld({ roles: ['admin'], duties: [] })).toEqual(['administer_users']);
  expect(dutiesHeld({ roles: ['agent'], duties: ['apply_cash'] })).toEqual(['apply_cash']);
});

test('known are the duties of the policy and those of the desk itself', () => {
  expect(
    knownDuties({
      conflicts: [
        ['apply_cash', 'approve_cash'],
        ['administer_users', 'approve_cash'],
      ],
    }),
  ).toEqual(['apply_cash', 'approve_cash', 'administer_users', 'impersonate']);
});

test('an admin decides nothing, an auditor changes nothing, who writes or publishes the policy decides no case', () => {
  const works = ['agent', 'team_lead', 'approver'];
  expect(conflictingRoles).toEqual([
    ...[...works, 'compliance'].map((role) => ['admin', role]),
    ...[...works, 'compliance', 'admin', 'policy_author', 'policy_publisher'].map((role) => ['auditor', role]),
    ...works.map((role) => ['policy_author', role]),
    ...works.map((role) => ['policy_publisher', role]),
  ]);
});
