import type { Knex } from 'knex';

/**
 * The token in the envelope sender of an attempt, by which a bounce is matched without trusting its content. Attempts of
 * earlier releases went out under the plain sender and have none.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table send_attempts add column bounce_token text;
    create unique index send_attempts_bounce_token on send_attempts (bounce_token) where bounce_token is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`alter table send_attempts drop column bounce_token;`);
}
