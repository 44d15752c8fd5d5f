/**
 * The text of a `timestamptz` in a session in UTC as an instant, with microseconds where there are any: our instants have
 * milliseconds, so microseconds mean that somebody else wrote them. What is no instant of ours stays as it is.
 */
export function readExactInstant(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(text);
  if (match === null) return text;
  const fraction = (match[3] ?? '').padEnd(6, '0');
  return `${match[1]}T${match[2]}.${fraction.endsWith('000') ? fraction.slice(0, 3) : fraction}Z`;
}
