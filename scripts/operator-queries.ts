/**
 * For operators: queries for the list of workflows in the Temporal web UI, where they can be saved as views. Names of
 * attributes as in `contracts/search-attributes.ts`, values as in `contracts/vocabulary.ts`.
 */
export const operatorQueries: readonly { name: string; query: string }[] = [
  { name: 'Cases going on', query: `WorkflowType = 'inquiry' AND ExecutionStatus = 'Running'` },
  {
    name: 'Past a deadline',
    query: `WorkflowType = 'inquiry' AND ExecutionStatus = 'Running' AND InquiryBreached = true`,
  },
  {
    name: 'Escalated',
    query: `WorkflowType = 'inquiry' AND ExecutionStatus = 'Running' AND InquiryStatus = 'escalated'`,
  },
  { name: 'Waiting for an approval', query: `ExecutionStatus = 'Running' AND InquiryStatus = 'pending_approval'` },
  {
    name: 'With nobody responsible',
    query: `ExecutionStatus = 'Running' AND InquiryStatus = 'open' AND InquiryAssignee IS NULL`,
  },
  { name: 'Follow-ups of customers', query: `WorkflowType = 'followUp' AND ExecutionStatus = 'Running'` },
  {
    name: 'Ended by a failure (there should be none)',
    query: `ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut')`,
  },
];
