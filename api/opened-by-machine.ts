import type { Instant } from '../contracts/ids';

/** Milliseconds after sending in which no person has opened a mail yet, but many a scanner has. */
const tooSoon = 10_000;

/**
 * What gives machines away: proxies of mail providers, which load pictures for their users whether those read or not;
 * security scanners; link previews; programs. Mail apps for people carry the name of a browser or of themselves.
 */
const machineAgents =
  /proxy|bot\b|bot\/|crawl|spider|scan|preview|prefetch|headless|monitor|barracuda|proofpoint|mimecast|forcepoint|trendmicro|sophos|safelinks|yahoomailproxy|googleimageproxy|bingpreview|slackbot|curl|wget|python|java\/|okhttp|go-http|axios|node-fetch|undici|libwww|httpclient/i;

/** The Apple mail proxy says this and no more; every browser adds who it is. */
const bareAgent = /^Mozilla\/\d\.\d$/;

/**
 * Whether a loaded picture was probably loaded by a machine. Such an opening is recorded and proves nothing: it never
 * stops a reminder. False is no proof of a person either, only the absence of signs.
 *
 * @param header value of a request header by its name
 * @param sentAt null when it is not known
 */
export function openedByMachine(
  header: (name: string) => string | undefined,
  sentAt: Instant | null,
  now: Instant,
): boolean {
  const agent = header('user-agent')?.trim() ?? '';
  if (agent === '' || bareAgent.test(agent) || machineAgents.test(agent)) return true;
  const purpose = ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'].map((name) => header(name) ?? '').join(' ');
  if (/prefetch|preview|prerender/i.test(purpose)) return true;
  return sentAt !== null && Date.parse(now) - Date.parse(sentAt) < tooSoon;
}
