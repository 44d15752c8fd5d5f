import type { Knex } from 'knex';

/**
 * Lists tell until when a case is snoozed, and every clock of it, so that they can be filtered by clock and say on what each is
 * counted. Filled from the states that cases have now; whoever runs an earlier release beside this one leaves both alone.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table inquiries
      add column snoozed_until timestamptz,
      add column clocks        jsonb not null default '[]';
    update inquiries i
       set clocks = o.state -> 'clocks',
           -- A clock that has stopped is due no more, whether or not it was late.
           due_at = case
             when exists (select from jsonb_array_elements(o.state -> 'clocks') c
                           where c ->> 'name' = 'resolution' and c ->> 'stoppedAt' is not null) then null
             else i.due_at
           end
      from owners o
     where o.owner = 'inquiry:' || i.reference and jsonb_typeof(o.state -> 'clocks') = 'array';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table inquiries drop column snoozed_until, drop column clocks');
}
