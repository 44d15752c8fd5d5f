import type { PersonId } from '../../contracts/ids';
import type { InquiryEvent, InquiryCommand } from '../../contracts/inquiry';
import type { Actor } from '../../contracts/messages';
import { evolve } from './evolve';
import type { InquiryContext } from './context';
import type { InquiryState } from './state';
import { refuse } from '../refusal';

/** A decision in the making: what has been decided so far, and the case as it would be. Nothing is kept if it is refused. */
export class Draft {
  readonly events: InquiryEvent[] = [];
  private current: InquiryState | null;

  constructor(
    state: InquiryState | null,
    readonly command: InquiryCommand,
    readonly context: InquiryContext,
  ) {
    this.current = state;
  }

  get state(): InquiryState {
    if (!this.current) throw new Error('the case has not begun');
    return this.current;
  }

  record(event: InquiryEvent): void {
    this.events.push(event);
    this.current = evolve(this.current, {
      sequence: (this.current?.sequence ?? 0) + 1,
      occurredAt: this.context.now,
      actor: this.command.actor,
      event,
    });
  }

  /** The person who acts; other actors have no part in what only people do. */
  person(): Extract<Actor, { kind: 'person' }> {
    const { actor } = this.command;
    return actor.kind === 'person' ? actor : refuse('role_required', 'only a person does this');
  }

  /** The acting person as owner of the case or lead of its team; anyone else is refused with `owner_only`. */
  ownerOrLead(): PersonId {
    const { id } = this.person();
    const { people } = this.context.directory;
    const { assignee, team } = this.state;
    const acting = people[id];
    const owns = assignee !== null && acting?.person === (people[assignee]?.person ?? assignee);
    const leads = acting?.roles.includes('team_lead') && (team === null || acting.teams.includes(team));
    return owns || leads ? id : refuse('owner_only', 'ownership', { assignee: assignee ?? 'nobody' });
  }
}

/** What one command does: records events in the draft, or throws `Refused`. */
export type Decider<Data> = (draft: Draft, data: Data) => void;
