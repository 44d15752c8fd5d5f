import type { Instant } from '../contracts/ids';
import type { ContactRow } from '../db/rows';

export const presentContact = (
  { id, customer: of, name, email, verified }: ContactRow,
  undeliverableSince: Instant | null,
) => ({
  id,
  customer: of,
  name,
  email,
  verified,
  undeliverable_since: undeliverableSince,
});
