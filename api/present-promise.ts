import type { PromiseRow } from '../db/rows';
import { presentMoney } from './present';

export const presentPromise = (row: PromiseRow) => ({
  id: row.id,
  customer: row.customer,
  invoice: row.invoice,
  amount: presentMoney({ minor: row.amount, currency: row.currency }),
  date: row.promised_for,
  status: row.status,
  made_at: row.made_at,
});
