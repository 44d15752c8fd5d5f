import { createApiKey } from '../api/api-key';
import { connect } from '../db/connect';
import { insertApiKey } from '../db/insert-api-key';
import { ownerAddress } from './owner-address';

/**
 * `npm run api-key -- <id> [name]`: makes a key for an integration (ERP, CRM, bank) and prints it once; only its hash is kept.
 */
export function main([id, name = id]: string[]): void {
  create(id, name).then(
    (key) => process.stdout.write(`${key}\n`),
    (error: unknown) => {
      process.stderr.write(`${(error as Error).message}\n`);
      process.exitCode = 1;
    },
  );
}

async function create(id: string | undefined, name: string | undefined): Promise<string> {
  if (!id || !name) throw new Error('Say whose key it is: npm run api-key -- erp "ERP of the group"');
  const knex = connect(ownerAddress(), { asOwner: true, poolSize: 1 });
  try {
    const { key, hash } = createApiKey(id);
    await insertApiKey(knex, { id, name, hash, roles: ['integration'], created_at: new Date().toISOString() });
    return key;
  } finally {
    await knex.destroy();
  }
}
