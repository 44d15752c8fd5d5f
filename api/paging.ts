import type { PageRequest } from '../db/page';

const usual = 50;

/** `limit` and `cursor` of a query, which was checked by its schema. */
export const readPaging = ({
  limit,
  cursor,
}: {
  limit?: string | undefined;
  cursor?: string | undefined;
}): PageRequest => ({
  limit: limit === undefined ? usual : Number(limit),
  cursor: cursor ?? null,
});
