import { verifyWebhook } from '../../adapters/webhooks/signature';
import { findWebhookSource } from '../../db/webhook-sources';
import type { WebhookSourceRow } from '../../db/webhook-rows';
import { secretsOf } from '../../webhooks/deliver-to-endpoint';
import type { ApiDependencies } from '../dependencies';
import { Problem } from '../problem';
import type { Call } from '../route';

/** Printable ASCII without spaces: it becomes part of ids. */
const idPattern = /^[\x21-\x7e]{1,200}$/;

/**
 * The source that has signed this message, and the id under which a repetition of it is known. An unknown source and a wrong
 * signature get the same answer. Throws `Problem`: `signature_invalid`, `signature_expired`.
 */
export async function verifySource(
  { knex, clock, secretKey }: ApiDependencies,
  id: string,
  { header, file }: Pick<Call, 'header' | 'file'>,
): Promise<{ source: WebhookSourceRow; message: string }> {
  const source = await findWebhookSource(knex, id);
  const message = header('webhook-id') ?? '';
  if (!source?.active || !file || !idPattern.test(message)) throw new Problem('signature_invalid');
  const verdict = verifyWebhook(
    secretsOf(secretKey, source, clock()),
    {
      id: message,
      timestamp: header('webhook-timestamp') ?? '',
      signature: header('webhook-signature') ?? '',
      payload: file.content,
    },
    clock(),
  );
  if (verdict === 'invalid') throw new Problem('signature_invalid');
  if (verdict === 'expired') throw new Problem('signature_expired');
  return { source, message };
}
