import type { MessageRow } from '../db/rows';

export const presentMessage = (row: MessageRow, texts: Record<string, string | null>) => ({
  id: row.id,
  direction: row.direction,
  purpose: row.purpose,
  recipient: row.recipient,
  text: row.text === null ? null : (texts[row.text] ?? null),
  status: row.status,
  history: row.history,
  sequence: row.sequence,
  created_at: row.created_at,
  erased: row.text !== null && texts[row.text] === null ? ['text'] : [],
});
