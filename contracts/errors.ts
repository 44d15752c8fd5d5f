/**
 * The one table of everything that can go wrong: stable code, HTTP status, whether the same request may succeed later,
 * and words for a person. The API turns a row into an RFC 9457 problem, activities into an `ApplicationFailure`.
 */
interface ErrorRow {
  status: number;
  retryable: boolean;
  title: string;
  next: string;
}

const row = (status: number, title: string, next: string, retryable = false): ErrorRow => ({
  status,
  retryable,
  title,
  next,
});

export const errorTable = {
  // The request itself
  malformed_body: row(
    400,
    'The body is not valid JSON.',
    'Send one JSON document in UTF-8 with Content-Type application/json.',
  ),
  invalid_request: row(
    400,
    'The request does not match its schema.',
    'Mend the fields listed in errors; the schema is at /v1/openapi.json.',
  ),
  file_empty: row(400, 'There is no file in the body.', 'Send the bytes of one file as the body.'),
  invalid_cursor: row(400, 'The cursor is not one that this list has given out.', 'Start again without a cursor.'),
  unauthenticated: row(
    401,
    'Who asks is not known.',
    'Send a valid bearer token or API key in the Authorization header.',
  ),
  login_refused: row(
    401,
    'Address or code are not right, or the code is used up.',
    'Type the newest code that was mailed to you, or ask for another one.',
  ),
  signature_invalid: row(
    401,
    'The message is not signed by a source that we know.',
    'Sign id, timestamp and body as docs/webhooks.md says, with the present secret of the source.',
  ),
  signature_expired: row(
    401,
    'The message was signed too long ago, or in the time to come.',
    'Sign each attempt anew with the present time, and set your clock.',
  ),
  forbidden: row(403, 'Your roles do not include this.', 'Ask an administrator which role covers it.'),
  file_quarantined: row(
    403,
    'This file is in quarantine.',
    'See details.because; ask the sender for it in another form.',
  ),
  file_erased: row(410, 'This file has been erased.', 'Nothing brings it back; its id and hash stay on record.'),
  not_found: row(404, 'There is nothing here that you may see.', 'Check the address and your rights.'),
  method_not_allowed: row(405, 'This address does not take that method.', 'See the Allow header and /docs.'),
  not_acceptable: row(406, 'Only application/json is spoken here.', 'Accept application/json.'),
  body_too_large: row(
    413,
    'The body is larger than this address takes.',
    'Send less, or send attachments by reference.',
  ),
  unsupported_media_type: row(415, 'Only application/json is read here.', 'Send Content-Type application/json.'),
  version_conflict: row(
    412,
    'It has changed since you read it.',
    'Read it again, look at what changed, and repeat with the new ETag.',
  ),
  too_many_requests: row(429, 'Too many requests.', 'Wait as long as Retry-After says.', true),
  idempotency_key_reused: row(
    409,
    'This Idempotency-Key was used for another request.',
    'Use a new key for a new request.',
  ),
  already_exists: row(
    409,
    'A record with this identity exists with other content.',
    'Read the existing record, or choose another identity.',
  ),
  // The world behind the API
  engine_unavailable: row(
    503,
    'The workflow engine does not answer at the moment.',
    'Repeat with the same Idempotency-Key; nothing is done twice.',
    true,
  ),
  store_unavailable: row(
    503,
    'The database does not answer at the moment.',
    'Repeat with the same Idempotency-Key; nothing is half done.',
    true,
  ),
  too_busy: row(
    503,
    'Too many commands are in flight on this case.',
    'Repeat with the same Idempotency-Key in a moment.',
    true,
  ),
  journal_behind: row(
    503,
    'The journal lacks rows that the case has already seen.',
    'An operator must restore the journal; see docs/operations.md.',
    true,
  ),
  internal: row(500, 'Something went wrong on our side.', 'Report the request_id to the operators.'),
  // Rules
  transition_not_allowed: row(
    422,
    'The case cannot do that in its present status.',
    'Choose one of the allowed next steps listed here.',
  ),
  case_ended: row(409, 'The case has ended; its reopen window has passed.', 'File a new inquiry that follows it.'),
  role_required: row(403, 'No role of yours covers this command.', 'Let someone with the role do it.'),
  person_unknown: row(422, 'There is no such active person.', 'Choose a person from /v1/people.'),
  team_unknown: row(422, 'There is no such team in the policy of this case.', 'Choose a team of the policy.'),
  not_a_member: row(422, 'That person does not work the cases of that team.', 'Choose an agent or lead of the team.'),
  owner_only: row(
    422,
    'Only the owner of the case or a lead of its team does this.',
    'Claim the case or ask the lead.',
  ),
  segregation_excluded: row(
    422,
    'That person took part in what would be decided.',
    'Let somebody decide who neither requested, prepared nor edited it.',
  ),
  segregation_assignment: row(422, 'That person may not own this case.', 'Choose somebody who did not request it.'),
  segregation_one_stage: row(
    422,
    'One person decides at most one stage of a version.',
    'Let another approver of this stage decide.',
  ),
  impersonation_forbidden: row(
    403,
    "A session in somebody else's name may not do this.",
    'Let the person do it in a session of their own.',
  ),
  self_administration: row(403, 'Nobody administers their own record.', 'Ask another administrator.'),
  duties_conflict: row(422, 'These two duties may not be held by one person.', 'Remove the conflicting duty first.'),
  delegation_circular: row(
    422,
    'Delegations would lead back to who gave them.',
    'Revoke the delegation in the other direction, or choose a time after it.',
  ),
  delegation_required: row(
    422,
    'No delegation by that person to you is in force.',
    'Let them file it themselves or delegate to you, or file it in your own name.',
  ),
  absence_overlaps: row(
    422,
    'That person is absent already for a part of this time.',
    'Cancel the other absence, or choose a time beside it.',
  ),
  approval_limit: row(
    422,
    'The amount is above what this person may approve.',
    'Ask an approver with a sufficient limit.',
  ),
  approval_stage: row(
    422,
    'This person has no part in the stage that is waiting.',
    'See stages of the proposal for who can decide.',
  ),
  content_changed: row(
    422,
    'The decision names other content than the present version.',
    'Read the present version and decide on that.',
  ),
  proposal_not_found: row(422, 'There is no such proposal on this case.', 'Read the proposals of the case.'),
  proposal_not_open: row(
    422,
    'The proposal is not waiting for decisions.',
    'Read its state; make a new one if needed.',
  ),
  proposal_open: row(422, 'A proposal is still waiting for decisions.', 'Decide or withdraw it first.'),
  posting_pending: row(
    422,
    'An approved proposal is on its way to the books.',
    'Wait until it is posted; when it was parked, a team lead looks into the books and settles it.',
  ),
  posting_settled: row(422, 'What became of this posting is known.', 'Read the proposal; nothing needs to be settled.'),
  posting_contradicted: row(
    422,
    'The books say otherwise.',
    'Look into the books again, by the key of the posting in details.',
  ),
  send_pending: row(422, 'This message is still on its way out.', 'Wait until it is sent, or until it is parked.'),
  send_settled: row(422, 'What became of this message is known.', 'Read its status; nothing needs to be settled.'),
  send_superseded: row(
    422,
    'Nothing that this message asked for is due any more.',
    'Settle it without sending it again.',
  ),
  message_unknown: row(422, 'There is no such message here.', 'Read the messages, or /v1/parked-sends.'),
  reason_required: row(422, 'A rejection or return says why.', 'Send reason with the decision.'),
  kind_not_in_policy: row(
    422,
    'The policy of this case has no approvals for proposals of this kind.',
    'Migrate the case to a policy that has, or file a new inquiry that follows it.',
  ),
  amount_invalid: row(422, 'The amount is not possible.', 'Use a positive amount with the scale of its currency.'),
  amount_exceeds: row(422, 'The amount is more than what is open.', 'Propose at most the open amount.'),
  currency_mismatch: row(422, 'The currencies differ.', 'Use the currency of the invoice or payment.'),
  rate_unknown: row(422, 'The policy has no exchange rate for this currency.', 'Publish a policy with a rate for it.'),
  invoice_unknown: row(
    422,
    'There is no such invoice of this customer.',
    'Link an invoice of the identified customer.',
  ),
  payment_unknown: row(422, 'There is no such payment of this legal entity.', 'Check the payment id.'),
  file_refused: row(
    422,
    'A file of this kind is not taken.',
    'See why in details; send a PDF or a picture of it instead.',
  ),
  already_rated: row(422, 'The case is rated already.', 'Nothing needs to be done.'),
  file_unknown: row(
    422,
    'There is no such file that could be sent.',
    'Upload it first; a file is sent once, and what is in quarantine never.',
  ),
  mail_not_failed: row(422, 'Only a mail that could not be read is tried again.', 'Read its status and disposition.'),
  record_unknown: row(422, 'There is no such record.', 'Check the id.'),
  already_linked: row(422, 'It is linked already.', 'Nothing needs to be done.'),
  link_in_use: row(
    422,
    'An open dispute or proposal rests on this link.',
    'Settle the dispute or close the proposal first.',
  ),
  case_merged: row(
    422,
    'The case is merged into another one.',
    'Work on the case named in details, or unmerge this one first.',
  ),
  merge_target: row(
    422,
    'The other case cannot take this one in.',
    'Choose another case that is being worked on, or reopen that one.',
  ),
  merge_into_older: row(
    422,
    "The younger case is merged into the older one, whose clocks count the customer's whole wait.",
    'Merge the case named in details into this one.',
  ),
  merge_different: row(
    422,
    'The cases are not of one customer and legal entity.',
    'Identify the customer on the older case first, or link the cases.',
  ),
  merge_under_way: row(
    422,
    'The other case has not yet taken up an earlier merge or its undoing.',
    'Repeat in a moment with a new Idempotency-Key.',
  ),
  merge_moved_on: row(
    422,
    'What the case brought has moved on in the case that took it in.',
    'Go on there; when there are two matters, split that case.',
  ),
  not_identified: row(
    422,
    'The customer is not verified yet; nothing of an account may be disclosed.',
    'Verify the identity first.',
  ),
  identification_method: row(
    422,
    'A person cannot vouch for that method.',
    'Verify by call_back, document or bank_reference.',
  ),
  no_recipient: row(422, 'The case has no address to answer to.', 'Identify the customer or add a contact.'),
  resolution_incomplete: row(422, 'A resolution needs outcome, root cause and answer.', 'Give all three.'),
  escalation_level: row(422, 'The case is at that escalation level or above.', 'Choose a higher level, at most 3.'),
  date_invalid: row(422, 'The date is not possible here.', 'Choose a date from today on, within the policy.'),
  arrangement_unknown: row(
    422,
    'There is no such offer of an arrangement that still waits.',
    'It was accepted, or a newer one has taken its place: read the arrangements of the customer.',
  ),
  contact_stopped: row(
    422,
    'Contact with this customer is stopped.',
    'See why in details; compliance or a team lead resumes it.',
  ),
  promise_unknown: row(422, 'There is no such promise.', 'Read the promises of the customer.'),
  legal_hold: row(
    422,
    'A legal hold keeps what would be erased.',
    'See the holds named in details; compliance releases them with a reason.',
  ),
  instant_in_future: row(422, 'That instant is still to come.', 'Ask for one that has passed, or leave at out.'),
  policy_not_draft: row(
    422,
    'This version of the policy does not wait for publication.',
    'Read its status; a published version never changes, so write a new one.',
  ),
  policy_unfit: row(
    422,
    'The policy does not fit the people and legal entities there are.',
    'Mend what errors names, in the policy or in the company, and publish again.',
  ),
  unchanged: row(422, 'It is so already.', 'Nothing needs to be done.'),
  period_empty: row(422, 'No case was received in this period.', 'Choose a period in which the desk was used.'),
  webhook_address: row(
    422,
    'This address may not be called.',
    'Choose a public https address; see details.reason, and WEBHOOK_ALLOWED_NETWORKS in docs/operations.md.',
  ),
  staffing_impossible: row(
    422,
    'With these people nobody is left who could do it.',
    'Leave somebody in the team with the skill that details name, or add somebody.',
  ),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

/** Why a command was refused: a stable code, which rule said so, and details for the person (no personal data). */
export interface Refusal {
  code: ErrorCode;
  /** The rule in the words of the policy or standard, for example `segregation: preparer`. */
  rule?: string;
  details?: Record<string, string | number | boolean | string[]>;
}
