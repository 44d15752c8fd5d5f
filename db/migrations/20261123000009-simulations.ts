import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/** What-if simulations: what was asked, how far it is, what came out, and the cases behind each figure. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table simulations (
      id             text primary key default uuidv7()::text,
      requested_by   text not null,
      requested_at   timestamptz not null,
      period_from    timestamptz not null,
      period_to      timestamptz not null,
      -- The version that all cases are held to, or the content that was sent instead of one; neither: each keeps its own.
      policy_version text references policies (version),
      policy_content jsonb,
      staffing       jsonb,
      automatic_routing boolean,
      status         text not null default 'waiting' check (status in ('waiting', 'running', 'done', 'failed')),
      -- Percent of the work that is done.
      progress       integer not null default 0 check (progress between 0 and 100),
      finished_at    timestamptz,
      report         jsonb,
      failure        text,
      constraint simulation_period check (period_from < period_to),
      constraint simulation_one_policy check (policy_version is null or policy_content is null),
      constraint simulation_report check ((status = 'done') = (report is not null)),
      constraint simulation_failure check ((status = 'failed') = (failure is not null))
    );
    create index simulations_requested on simulations (requested_at desc, id desc);
    create index simulations_unfinished on simulations (requested_at) where status in ('waiting', 'running');

    create table simulation_cases (
      simulation  text not null references simulations (id) on delete cascade,
      -- The greatest difference first, as digits with leading zeros.
      rank        text not null,
      reference   text not null,
      -- The figures of the report that count it by what became of it.
      figures     text[] not null,
      -- When it was part of the backlog, and delayed by routing: actually, before and after.
      open_actual    tstzmultirange not null,
      open_before    tstzmultirange not null,
      open_after     tstzmultirange not null,
      delayed_actual tstzmultirange not null,
      delayed_before tstzmultirange not null,
      delayed_after  tstzmultirange not null,
      content     jsonb not null,
      primary key (simulation, rank)
    );

    grant select, insert, update on simulations to ${applicationRole};
    grant select, insert, delete on simulation_cases to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table simulation_cases, simulations');
}
