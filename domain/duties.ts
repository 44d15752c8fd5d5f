import type { Role } from '../contracts/vocabulary';
import type { Actor, FollowUpUpdate, InquiryUpdate } from '../contracts/messages';
import { refuse } from './refusal';

/** Everything that a role can cover. Reading and filing are actions like the commands on a case. */
export type Action =
  | InquiryUpdate
  | FollowUpUpdate
  | 'fileInquiry'
  | 'readInquiries'
  | 'readOwnInquiries'
  | 'readMasterData'
  | 'recordBooks'
  | 'writeTemplates'
  | 'receiveMessage'
  | 'receiveMail'
  | 'readMail'
  | 'retryMail'
  | 'recordDelivery'
  | 'recordIdentityCheck'
  | 'readAudit'
  | 'readPeople'
  | 'writePeople'
  | 'readDirectoryChanges'
  | 'giveDelegation'
  | 'recordAbsence'
  | 'recordAbsenceOfMembers'
  | 'readPolicies'
  | 'writePolicies'
  | 'publishPolicies'
  | 'readMetrics'
  | 'runSimulations'
  | 'erase'
  | 'placeLegalHold'
  | 'setRetention'
  | 'manageWebhooks'
  | 'readWebhooks'
  | 'setMailing';

const worker: Role[] = ['agent', 'team_lead'];
const worksOrDecides: Role[] = ['agent', 'team_lead', 'approver', 'compliance'];
const everyReader: Role[] = [...worksOrDecides, 'auditor', 'manager'];

/**
 * The one place that says which role covers what. An admin administers people and decides no case; an auditor reads all and
 * changes nothing; a policy author or publisher decides no case either.
 */
const rolesFor: Record<Action, Role[]> = {
  assign: worker,
  claim: worker,
  start: worker,
  addNote: worksOrDecides,
  reply: worker,
  requestInformation: worker,
  propose: worker,
  revise: worker,
  decide: ['approver', 'team_lead'],
  withdraw: worker,
  settlePosting: ['team_lead'],
  settleSend: worker,
  escalate: worksOrDecides,
  deEscalate: ['team_lead'],
  changePriority: worker,
  reclassify: worker,
  identify: ['agent', 'team_lead', 'compliance'],
  link: worker,
  unlink: worker,
  dispute: worker,
  settleDispute: worker,
  resolve: worker,
  confirm: ['agent', 'team_lead', 'customer', 'integration'],
  close: worker,
  reopen: ['agent', 'team_lead', 'customer', 'integration'],
  snooze: worker,
  unsnooze: worker,
  migratePolicy: ['team_lead'],
  recordRegulatoryEvent: ['agent', 'team_lead', 'compliance'],
  merge: worker,
  unmerge: worker,
  split: worker,
  promise: [...worker, 'customer', 'integration'],
  cancelPromise: worker,
  offerArrangement: worker,
  acceptArrangement: ['customer'],
  stop: ['team_lead', 'compliance'],
  resume: ['team_lead', 'compliance'],
  fileInquiry: [...worker, 'compliance', 'customer', 'integration'],
  readInquiries: [...everyReader, 'integration'],
  readOwnInquiries: ['customer'],
  readMasterData: [...everyReader, 'integration'],
  recordBooks: ['integration'],
  writeTemplates: ['team_lead', 'policy_author'],
  receiveMessage: ['customer', 'integration'],
  receiveMail: ['integration'],
  readMail: [...worksOrDecides, 'auditor'],
  retryMail: worker,
  recordDelivery: ['integration'],
  recordIdentityCheck: ['integration', 'compliance'],
  readAudit: ['auditor', 'compliance'],
  readPeople: [...everyReader, 'admin'],
  writePeople: ['admin'],
  readDirectoryChanges: ['auditor', 'admin'],
  giveDelegation: [...everyReader, 'admin'],
  recordAbsence: [...everyReader, 'admin', 'policy_author', 'policy_publisher'],
  recordAbsenceOfMembers: ['team_lead', 'admin'],
  readPolicies: [...everyReader, 'integration', 'policy_author', 'policy_publisher'],
  writePolicies: ['policy_author'],
  publishPolicies: ['policy_publisher'],
  readMetrics: ['manager', 'team_lead', 'auditor'],
  runSimulations: ['manager', 'team_lead', 'policy_author', 'policy_publisher'],
  erase: ['compliance'],
  placeLegalHold: ['compliance'],
  setRetention: ['admin'],
  setMailing: [...worker, 'integration'],
  manageWebhooks: ['admin'],
  readWebhooks: ['auditor'],
};

export const may = (roles: readonly Role[], action: Action): boolean =>
  rolesFor[action].some((role) => roles.includes(role));

/** The roles that cover an action, for the words of a refusal. */
export const coveringRoles = (action: Action): Role[] => rolesFor[action];

/** Duties that come with a role, whether or not they are named: conflicting pairs of the policy count them. */
const dutiesOfRoles: Partial<Record<Role, string[]>> = { admin: ['administer_users'] };

/** With it an admin may work in somebody else's name, to read and prepare (`mayUnderImpersonation`). */
export const impersonateDuty = 'impersonate';

/** What somebody holds: the duties given and those that come with the roles. */
export const dutiesHeld = ({ roles, duties }: { roles: readonly Role[]; duties: readonly string[] }): string[] => [
  ...new Set([...duties, ...roles.flatMap((role) => dutiesOfRoles[role] ?? [])]),
];

/** Every duty that the desk or this policy knows; any other is a slip of the pen that would guard nothing. */
export const knownDuties = ({ conflicts }: { conflicts: readonly (readonly [string, string])[] }): string[] => [
  ...new Set([...conflicts.flat(), ...Object.values(dutiesOfRoles).flat(), impersonateDuty]),
];

const decidesCases: Role[] = ['agent', 'team_lead', 'approver'];
const changes: Role[] = [...decidesCases, 'compliance', 'admin', 'policy_author', 'policy_publisher'];

/**
 * Roles that no human being holds together, whatever the policy says: an admin decides no case, nor does whoever writes or
 * publishes the policy; an auditor changes nothing. The database keeps the same pairs in `conflicting_roles`.
 */
export const conflictingRoles: readonly (readonly [Role, Role])[] = [
  ...[...decidesCases, 'compliance' as const].map((role) => ['admin', role] as const),
  ...changes.map((role) => ['auditor', role] as const),
  ...decidesCases.map((role) => ['policy_author', role] as const),
  ...decidesCases.map((role) => ['policy_publisher', role] as const),
];

/**
 * All that a session in somebody else's name covers: reading, and preparing what others decide. What is not listed is
 * refused, so that a new action is until somebody decides otherwise; nothing here decides, binds us to a customer, or
 * changes people, delegations or policies.
 */
const underImpersonation: ReadonlySet<Action> = new Set<Action>([
  'readInquiries',
  'readMasterData',
  'readPeople',
  'readMetrics',
  'readAudit',
  'readPolicies',
  'fileInquiry',
  'claim',
  'start',
  'addNote',
  'link',
  'dispute',
  'reclassify',
  'changePriority',
  'escalate',
  'propose',
  'revise',
]);

export const mayUnderImpersonation = (action: Action): boolean => underImpersonation.has(action);

/** Refuses `impersonation_forbidden` for what a person only does in a session of their own. */
export function requireOwnSession(actor: Actor, action: Action): void {
  if (actor.kind === 'person' && actor.impersonatedBy !== undefined && !mayUnderImpersonation(action)) {
    refuse('impersonation_forbidden', 'impersonation: reads and prepares only');
  }
}
