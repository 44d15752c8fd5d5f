import type { Role } from '../contracts/vocabulary';
import type { FollowUpUpdate, InquiryUpdate } from '../contracts/messages';

/** Everything that a role can cover. Reading and filing are actions like the commands on a case. */
export type Action =
  | InquiryUpdate
  | FollowUpUpdate
  | 'fileInquiry'
  | 'readInquiries'
  | 'readOwnInquiries'
  | 'readMasterData'
  | 'recordBooks'
  | 'receiveMessage'
  | 'recordDelivery'
  | 'recordIdentityCheck'
  | 'readAudit'
  | 'readPeople'
  | 'writePeople'
  | 'readMetrics';

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
  escalate: worksOrDecides,
  deEscalate: ['team_lead'],
  changePriority: worker,
  reclassify: worker,
  identify: ['agent', 'team_lead', 'compliance'],
  link: worker,
  dispute: worker,
  settleDispute: worker,
  resolve: worker,
  confirm: ['agent', 'team_lead', 'customer', 'integration'],
  close: worker,
  reopen: ['agent', 'team_lead', 'customer', 'integration'],
  promise: [...worker, 'customer', 'integration'],
  cancelPromise: worker,
  stop: ['team_lead', 'compliance'],
  resume: ['team_lead', 'compliance'],
  fileInquiry: [...worker, 'compliance', 'customer', 'integration'],
  readInquiries: [...everyReader, 'integration'],
  readOwnInquiries: ['customer'],
  readMasterData: [...everyReader, 'integration'],
  recordBooks: ['integration'],
  receiveMessage: ['customer', 'integration'],
  recordDelivery: ['integration'],
  recordIdentityCheck: ['integration', 'compliance'],
  readAudit: ['auditor', 'compliance'],
  readPeople: [...everyReader, 'admin'],
  writePeople: ['admin'],
  readMetrics: ['manager', 'team_lead', 'auditor'],
};

export const may = (roles: readonly Role[], action: Action): boolean =>
  rolesFor[action].some((role) => roles.includes(role));

/** The roles that cover an action, for the words of a refusal. */
export const coveringRoles = (action: Action): Role[] => rolesFor[action];
