import { z } from 'zod';
import {
  categories,
  channels,
  clockNames,
  disputeReasons,
  identificationLevels,
  languages,
  messagePurposes,
  messageStatuses,
  proposalKinds,
  resolutionOutcomes,
  statuses,
  urgencies,
} from './vocabulary';
import {
  email,
  flag,
  instant,
  line,
  localDate,
  message,
  money,
  oneOrMore,
  page,
  paging,
  recordId,
  reference,
} from './http-common';
import { attachedFile, mailAddress } from './http-mail';
import { identificationMethods } from './inquiry';
import { inquiryUpdates } from './messages';

// --- filing ---

export const fileInquiryBody = z
  .strictObject({
    subject: line(300),
    body: message,
    requester: z
      .strictObject({ name: line(200).optional(), email })
      .optional()
      .describe('Whom the answers go to. An address that the desk knows is the contact it knows.'),
    customer: recordId.optional().describe('The customer it is about, as far as the sender knows.'),
    legal_entity: recordId
      .optional()
      .describe('The one of ours that it concerns; else the one the customer deals with.'),
    on_behalf_of: recordId
      .optional()
      .describe('A colleague for whom it is filed, who has delegated to you; counts as requester as well.'),
    follows: reference.optional().describe('An earlier inquiry that this one goes on from.'),
  })
  .meta({
    id: 'FileInquiry',
    example: {
      subject: 'Invoice HAL-2041: price differs from our order',
      body: 'Line 3 was invoiced at 24.50 instead of 16.70. We dispute USD 7,800.00.',
      requester: { name: 'Mara Lind', email: 'mara.lind@northgate.example' },
      customer: 'northgate',
    },
  });

export const filedInquiry = z
  .object({
    reference,
    status: z.enum([...statuses, 'accepted']).describe('`accepted` while the workflow engine has not taken it yet.'),
    received_at: instant,
  })
  .meta({
    id: 'FiledInquiry',
    example: { reference: 'INQ-2026-000042', status: 'open', received_at: '2026-03-06T16:00:00.000Z' },
  });

// --- lists ---

export const listInquiriesQuery = z.strictObject({
  ...paging,
  status: oneOrMore(statuses).optional(),
  category: oneOrMore(categories).optional(),
  urgency: oneOrMore(urgencies).optional(),
  team: recordId.optional(),
  assignee: z.union([recordId, z.literal('none'), z.literal('me')]).optional(),
  customer: recordId.optional(),
  legal_entity: recordId.optional(),
  clock: z
    .string()
    .max(130)
    .regex(/^[a-z0-9_-]+(?::[a-z0-9_-]+)?$/, 'the name of a clock')
    .optional()
    .describe(
      'A clock, `pack:clock` for one of a regulatory pack: `due_before`, `due_after` and `breached` then speak of it, and ' +
        'without them it has not stopped. Default: `resolution`, for `breached` any.',
    ),
  due_before: instant.optional(),
  due_after: instant.optional(),
  breached: flag.optional(),
  escalation_level: oneOrMore(['0', '1', '2', '3']).optional().describe('0 is not escalated.'),
  snoozed: z
    .enum(['true', 'false', 'all'])
    .optional()
    .describe('Default: `false` with `assignee=me`, because that is the queue one works off; else `all`.'),
  needs_review: flag.optional(),
  follows: reference.optional(),
  merged: flag.optional().describe('Whether it is merged into another case.'),
  sort: z.enum(['-received_at', 'received_at', 'due_at', '-updated_at']).optional().describe('Default: -received_at.'),
});

/** Which clock `due_at` is of, on which calendar it is counted, and the instant with the offset there. */
export const due = z
  .object({
    clock: z.string(),
    condition: z.enum(['running', 'paused', 'stopped']),
    counts: z.enum(['elapsed', 'business']),
    calendar: z.string(),
    zone: z.string(),
    at: z.string().nullable(),
    text: z.string(),
  })
  .meta({
    id: 'Due',
    example: {
      clock: 'resolution',
      condition: 'running',
      counts: 'business',
      calendar: 'new-york',
      zone: 'America/New_York',
      at: '2026-03-13T12:00:00.000-04:00',
      text: 'resolution: 36 h on calendar new-york (America/New_York), due Fri 13 Mar 2026 12:00 -04:00',
    },
  });

export const inquirySummary = z
  .object({
    reference,
    status: z.enum(statuses),
    category: z.enum(categories),
    urgency: z.enum(urgencies),
    team: z.string().nullable(),
    assignee: z.string().nullable(),
    customer: z.string().nullable(),
    legal_entity: z.string(),
    channel: z.enum(channels),
    escalation_level: z.int(),
    due_at: instant.nullable(),
    due: due.nullable(),
    breached: z.boolean(),
    snoozed_until: instant.nullable(),
    needs_review: z.boolean(),
    sequence: z.int(),
    received_at: instant,
    updated_at: instant,
    resolved_at: instant.nullable(),
    closed_at: instant.nullable(),
    follows: reference.nullable(),
    merged_into: reference.nullable().optional(),
  })
  .meta({ id: 'InquirySummary' });

export const inquiryList = page(inquirySummary).meta({ id: 'InquiryList' });

// --- detail ---

export const party = z.object({ id: z.string(), name: z.string().nullable() });

export const clock = z
  .object({
    name: z.string().describe(`One of ${clockNames.join(', ')}, or \`pack:clock\` of a regulatory pack.`),
    condition: z.enum(['running', 'paused', 'stopped']),
    counts: z.enum(['elapsed', 'business']),
    calendar: z.string(),
    zone: z.string(),
    target_seconds: z.number(),
    days: z
      .object({
        count: z.int(),
        unit: z.enum(['calendar_days', 'business_days']),
        until: z.enum(['end_of_day', 'close_of_business']),
      })
      .optional()
      .describe('Of a clock that counts whole days from the day after the one it started on.'),
    started_at: z.string(),
    due_at: z.string().nullable(),
    warn_at: z.string().nullable(),
    breached_at: z.string().nullable(),
    stopped_at: z.string().nullable(),
    remaining_seconds: z
      .number()
      .optional()
      .describe('With `as_of`: what was left of the target then; negative once overdue.'),
    text: z.string(),
  })
  .meta({ id: 'Clock', description: 'A service-level clock, in the zone it is counted or shown in.' });

/** Time travel. */
const at = instant
  .optional()
  .describe('As the desk knew it at this instant: folded from the journal. Write a plus sign as `%2B`.');
export const atQuery = z.strictObject({ at });
const asOf = instant.optional().describe('Of `?at=`: the instant at which it was so.');
const erased = z.array(z.string()).optional().describe('Fields whose words were erased; they read null.');

export const linkTarget = z
  .object({ kind: z.enum(['invoice', 'payment', 'agreement', 'inquiry']), id: z.string() })
  .meta({ id: 'Link' });

/** Somebody who holds the title of a stage, or stands for its holder. */
const stageDecider = z.object({ id: z.string(), name: z.string(), on_behalf_of: z.string().nullable() });

export const stage = z.object({
  name: z.string(),
  title: z.string(),
  quorum: z.int(),
  decided: z.int(),
  state: z.enum(['waiting', 'decided', 'to_come']),
  may_decide: z
    .array(stageDecider)
    .optional()
    .describe('While it is not decided: who is there now, and whom the rules let approve this stage.'),
  others: z
    .array(stageDecider.extend({ because: z.string() }))
    .optional()
    .describe('Who holds the title and may not, with the rule that says so, such as `excluded: preparer`.'),
});

export const proposalContent = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('credit_note'),
      invoice: z.string(),
      amount: money,
      reason: z.enum(disputeReasons),
      explanation: z.string().nullable(),
    }),
    z.object({
      kind: z.literal('payment_allocation'),
      payment: z.string(),
      amount: money,
      allocations: z.array(z.object({ invoice: z.string(), amount: money })),
      explanation: z.string().nullable(),
    }),
    z.object({
      kind: z.literal('invoice'),
      invoice: z.string().describe('The number that it will be issued under.'),
      replaces: z.string().nullable(),
      legal_entity: z.string(),
      customer: z.string(),
      amount: money,
      issued_on: localDate,
      due_on: localDate,
      lines: z.array(
        z.object({ description: z.string().nullable(), quantity: z.string(), unit_price: money, tax: money }),
      ),
      purchase_order: z.string().nullable(),
      explanation: z.string().nullable(),
    }),
  ])
  .meta({ id: 'ProposalContent' });

export const proposal = z
  .object({
    id: z.string(),
    version: z.int(),
    kind: z.enum(proposalKinds),
    status: z.string(),
    amount: money,
    counted: money.nullable().describe('What counts towards the thresholds, in the currency of the policy.'),
    in_policy_currency: money.describe('The amount alone, at `rate`.'),
    rate: z.string().describe('Of the policy, with its date: `1.09 USD per EUR, 2026-11-02`.'),
    content: proposalContent,
    content_hash: z.string(),
    hash_covers: z.unknown().describe('SHA-256 over the canonical JSON of exactly this is content_hash.'),
    explanation: z
      .object({ id: z.string(), hash: z.string(), salt: z.string().nullable(), text: z.string().nullable() })
      .describe('SHA-256 over salt and text is hash, which content_hash covers. Both are null once erased.'),
    preparer: z.string().nullable(),
    on_behalf_of: z.string().nullable(),
    order: z.enum(['sequential', 'parallel']).describe('Whether stages are decided one after the other.'),
    stages: z.array(stage),
    decisions: z.array(
      z.object({
        version: z.int(),
        stage: z.int(),
        decider: z.string(),
        decider_name: z.string(),
        on_behalf_of: z.string().nullable(),
        decision: z.string(),
        reason: z.string().nullable(),
        decided_at: instant,
      }),
    ),
    made_at: instant,
    remind_at: instant.nullable(),
    expires_at: instant,
    erased,
  })
  .meta({ id: 'Proposal' });

export const proposalList = z.object({ data: z.array(proposal), as_of: asOf }).meta({ id: 'ProposalList' });

export const proposalQuery = z.strictObject({
  version: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'a version number')
    .optional()
    .describe('An earlier version, as it was put to the approvers; else the present one.'),
  at,
});

export const inquiryDetail = z
  .object({
    reference,
    status: z.enum(statuses),
    subject: z.string().nullable().describe('Null once erased, or when you may not read it.'),
    body: z.string().nullable(),
    channel: z.enum(channels),
    legal_entity: z.string(),
    received_at: instant,
    follows: reference.nullable(),
    attachments: z.array(attachedFile).optional().describe('What came with it.'),
    suggests: reference.nullable().optional().describe('The case that its subject names, without any proof.'),
    merged_into: reference
      .nullable()
      .optional()
      .describe('Where the work goes on, when it is merged into another case.'),
    sequence: z.int().describe('Also in the ETag; send it in If-Match to act on what you have read.'),
    requester: z.object({ name: z.string().nullable(), email: z.string() }).nullable(),
    customer: party.nullable(),
    allowed_next_steps: z.array(z.enum(inquiryUpdates)),
    clocks: z.array(clock),
    due_at: instant.nullable(),
    due: due.nullable(),
    breached: z.boolean(),
    links: z.array(linkTarget),
    resolution: z
      .object({
        outcome: z.enum(resolutionOutcomes),
        root_cause: z.string().nullable(),
        resolved_at: instant,
        confirm_by: instant,
      })
      .nullable(),
    closure: z.object({ how: z.string(), closed_at: instant, reopen_until: instant }).nullable(),
    ended: z.boolean(),
    as_of: asOf,
    erased,
    // What only our own people read
    phase: z.string().optional(),
    category: z.enum(categories).optional(),
    secondary: z.array(z.enum(categories)).optional(),
    urgency: z.enum(urgencies).optional(),
    language: z.enum(languages).optional(),
    needs_review: z.boolean().optional(),
    identification: z.object({ level: z.enum(identificationLevels), method: z.enum(identificationMethods) }).optional(),
    team: z.string().nullable().optional(),
    assignee: party.nullable().optional(),
    filed_by: z.string().nullable().optional(),
    escalation: z.object({ level: z.int(), since: instant.optional() }).nullable().optional(),
    snoozed_until: instant.nullable().optional(),
    regulatory: z
      .object({
        packs: z.array(z.object({ pack: z.string(), calendar: z.string() })),
        events: z.array(z.object({ pack: z.string(), event: z.string(), at: instant })),
      })
      .optional(),
    policy_version: z.string().optional(),
    first_response_at: instant.nullable().optional(),
    reopen_count: z.int().optional(),
    disputes: z
      .array(z.object({ invoice: z.string(), disputed: money, credited: money, settled: z.boolean() }))
      .optional(),
    proposals: z
      .array(
        z.object({ id: z.string(), version: z.int(), kind: z.enum(proposalKinds), status: z.string(), amount: money }),
      )
      .optional(),
    merged: z.array(reference).optional().describe('Cases that are merged into this one.'),
    split_from: reference.nullable().optional(),
    splits: z
      .array(z.object({ reference: reference.nullable(), disputes: z.array(z.string()) }))
      .optional()
      .describe('What was split off; the reference is null until that case is filed.'),
    effects_parked: z.array(z.string()).optional(),
  })
  .meta({ id: 'Inquiry' });

export const inquiryDetailQuery = z.strictObject({
  source: z
    .enum(['journal', 'workflow'])
    .optional()
    .describe('`workflow` asks the live workflow instead of the database.'),
  at,
});

export const timelineEntry = z
  .object({
    sequence: z.int(),
    type: z.string(),
    words: z.string().describe('What happened, in one line.'),
    actor: z.object({
      kind: z.string(),
      id: z.string(),
      name: z.string().nullable(),
      on_behalf_of: z.string().nullable(),
      impersonated_by: z.string().nullable().optional().describe('The admin who worked in this name.'),
    }),
    inquiry: reference.optional().describe('Whose journal it is from: this one, or one that is merged into it.'),
    automatic: z.boolean(),
    occurred_at: instant,
    event: z.record(z.string(), z.unknown()),
    texts: z
      .record(z.string(), z.string().nullable())
      .describe('Texts that the event names, by field; null when erased.'),
    erased,
  })
  .meta({ id: 'TimelineEntry' });

export const timeline = page(timelineEntry).extend({ as_of: asOf }).meta({ id: 'Timeline' });

export const timelineQuery = z.strictObject({
  limit: paging.limit,
  after: z
    .string()
    .regex(/^(INQ-\d{4}-\d{6,12}:)?\d{1,9}$/, 'a sequence')
    .optional()
    .describe('Entries after this sequence; of a case that is merged into this one, with its reference in front.'),
  at,
});

export const inquiryMessage = z
  .object({
    id: z.string(),
    direction: z.enum(['in', 'out']),
    purpose: z.enum(messagePurposes),
    recipient: z.record(z.string(), z.string()).nullable(),
    text: z.string().nullable(),
    status: z.enum(messageStatuses),
    history: z.array(z.unknown()),
    sequence: z.int(),
    created_at: instant,
    inquiry: reference.optional().describe('The case it belongs to: this one, or one that is merged into it.'),
    attachments: z.array(attachedFile).optional(),
    // Of what came in
    channel: z.enum(channels).nullable().optional().describe('Null when it came before this was written down.'),
    from: mailAddress.nullable().optional().describe('As the sender says; of mail.'),
    sender_verified: z
      .boolean()
      .nullable()
      .optional()
      .describe('False: its sender could not show to be the customer, and it never counts as their word.'),
    automatic: z.boolean().optional().describe('Sent by a machine.'),
    answers: z.string().nullable().optional().describe('The message of ours that it answers.'),
    subject: z.string().nullable().optional(),
    full_text: z
      .string()
      .nullable()
      .optional()
      .describe('With quotes and signature, which `text` leaves out; of mail.'),
    html: z.string().nullable().optional().describe('Sanitised, with remote content blocked; of mail that had some.'),
    blocked_remote_content: z.int().nullable().optional(),
    erased,
  })
  .meta({ id: 'Message' });

export const messageList = z.object({ data: z.array(inquiryMessage), as_of: asOf }).meta({ id: 'MessageList' });
export const linkList = z
  .object({
    data: z.array(linkTarget),
    related: z
      .array(
        z.object({
          reference,
          relation: z.enum([
            'merged_into',
            'merged',
            'split_from',
            'split_into',
            'follows',
            'followed_by',
            'linked',
            'linked_by',
          ]),
        }),
      )
      .optional()
      .describe('Every case that this one has to do with, from either side; of today only.'),
    as_of: asOf,
  })
  .meta({ id: 'LinkList' });
