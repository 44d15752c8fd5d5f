import type { Knex } from 'knex';
import type { Amount, ProposalContent, Stage } from '../../contracts/inquiry';

type Row = Record<string, unknown>;

/** A case written by raw SQL, row by row, as somebody would who goes around the desk: whatever they say, they can write. */
export class RawCase {
  constructor(
    private readonly desk: Knex,
    readonly owner: string,
    private readonly policyVersion: string,
    private readonly now: string,
  ) {}

  /** Adds a row to the journal, chained to the one before. Returns its sequence. */
  async record(type: string, event: Row, { desk = this.desk, ...row }: { desk?: Knex } & Row = {}): Promise<number> {
    const head = await desk('journal').where({ owner: this.owner }).orderBy('sequence', 'desc').first();
    const sequence = ((head?.sequence as number | undefined) ?? 0) + 1;
    await desk('journal').insert({
      owner: this.owner,
      sequence,
      type,
      event: JSON.stringify({ type, ...event }),
      command_id: `c-${sequence}`,
      actor: JSON.stringify({ kind: 'person', id: 'preparer' }),
      automatic: false,
      policy_version: this.policyVersion,
      occurred_at: this.now,
      previous_hash: (head?.hash as string | undefined) ?? this.owner,
      hash: `hash-${sequence}`,
      ...row,
    });
    return sequence;
  }

  /** A version of a proposal, in the journal and beside it. */
  async propose<Content extends { kind: ProposalContent['kind']; amount: Amount }>(
    proposal: string,
    content: Content,
    { stages, version = 1, order, counted = content.amount.minor }: Partial<Made> & Pick<Made, 'stages'>,
  ): Promise<void> {
    const { kind, amount } = content;
    const expiresAt = new Date(Date.parse(this.now) + 14 * 86_400_000).toISOString();
    await this.record(version === 1 ? 'proposal_made' : 'proposal_revised', {
      proposal,
      version,
      content,
      contentHash: `content-${version}`,
      preparer: 'preparer',
      onBehalfOf: null,
      stages,
      ...(order && { order }),
      threshold: { amount, counted: { minor: counted, currency: 'USD' }, rate: '1 USD' },
      expiresAt,
    });
    const row = {
      id: proposal,
      owner: this.owner,
      version,
      kind,
      currency: amount.currency,
      amount: amount.minor,
      content: JSON.stringify(content),
      content_hash: `content-${version}`,
      status: 'open',
      stages: JSON.stringify(stages),
      expires_at: expiresAt,
      made_at: this.now,
    };
    await this.desk('proposals').insert(row).onConflict('id').merge();
  }

  /** A decision with the row of the journal that tells of it; `journal` changes what that row says. */
  decide(decision: Row, journal: { event?: Row; row?: Row } = {}): Promise<void> {
    const { version = 1 } = decision as { version?: number };
    return this.desk.transaction(async (desk) => {
      const row = {
        proposal: 'P-1',
        version,
        stage: 0,
        decision: 'approve',
        content_hash: `content-${version}`,
        decided_at: this.now,
        on_behalf_of: null as string | null,
        decider: '',
        ...decision,
      };
      const actor = { kind: 'person', id: row.decider, ...(row.on_behalf_of && { onBehalfOf: row.on_behalf_of }) };
      const event = {
        proposal: row.proposal,
        version: row.version,
        stage: row.stage,
        decision: row.decision,
        contentHash: row.content_hash,
        decider: row.decider,
        onBehalfOf: row.on_behalf_of,
        ...journal.event,
      };
      const sequence = await this.record('proposal_decided', event, {
        desk,
        actor: JSON.stringify(actor),
        occurred_at: row.decided_at,
        ...journal.row,
      });
      await desk('proposal_decisions').insert({ owner: this.owner, sequence, ...row });
    });
  }
}

interface Made {
  stages: Stage[];
  version: number;
  order: 'parallel';
  counted: number;
}
