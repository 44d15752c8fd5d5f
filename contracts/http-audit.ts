import { z } from 'zod';
import { instant, page, paging } from './http-common';

/** The audit: signed checkpoints of the journal, and whether it is as it was written. */

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const listCheckpointsQuery = z.strictObject(paging);

export const checkpoint = z
  .object({
    /** Names the file outside the database; a worker on another machine keeps one of its own. */
    file: z.string(),
    number: z.int(),
    taken_at: instant.meta({ description: 'By the clock of the database.' }),
    hash: sha256.meta({ description: 'SHA-256 of the line as it stands in the file.' }),
    previous: z
      .string()
      .nullable()
      .meta({ description: 'Hash of the line before; the name of the file for the first.' }),
    public_key: sha256
      .nullable()
      .meta({ description: 'Ed25519, 32 bytes in hexadecimal. Compare it with the key you hold.' }),
    signature: z.string().nullable(),
    full: z.boolean().nullable().meta({ description: 'Names every chain; others name those that have grown.' }),
    heads: z.int().nullable().meta({
      description: 'How many chains and policies it names. Null, like the others, where the copy was edited.',
    }),
  })
  .meta({ id: 'Checkpoint' });

export const checkpointList = page(checkpoint).meta({ id: 'CheckpointList' });

export const verifyQuery = z.strictObject({
  owner: z
    .string()
    .max(100)
    .regex(/^(inquiry|follow-up):[A-Za-z0-9._-]+$/, 'inquiry:<reference> or follow-up:<customer>')
    .optional()
    .meta({ description: 'One chain; all of them when left out.', example: 'inquiry:INQ-2026-000042' }),
});

export const auditFinding = z
  .object({
    owner: z.string().meta({ description: 'A chain, `policy:<version>` or `checkpoints:<file>`.' }),
    sequence: z.int().nullable(),
    problem: z.string().meta({ description: 'A stable word, such as `entry_edited`.' }),
    detail: z.string(),
  })
  .meta({ id: 'AuditFinding' });

export const auditReport = z
  .object({
    verified: z.boolean(),
    rows: z.int(),
    chains: z.int(),
    policies: z.int(),
    exported_at: instant.meta({ description: 'Everything committed before is in it.' }),
    checkpoints: z.object({
      compared: z.int(),
      newer: z.int(),
      newest: instant.nullable(),
      keys: z.array(sha256),
      keys_given: z.boolean(),
      torn_lines: z.int(),
    }),
    first_bad: auditFinding.nullable(),
    bad: z.int().meta({ description: 'Findings: one per chain, policy or checkpoint at most.' }),
  })
  .meta({ id: 'AuditReport' });
