import express, { type Request, type Response, type Router } from 'express';
import { verifyLink } from '../../adapters/mail/links';
import type { Instant, LocalDate, MessageId } from '../../contracts/ids';
import { furthestDays } from '../../domain/follow-up/draft';
import { openedByMachine } from '../opened-by-machine';
import { acknowledgementPage, type AcknowledgementView } from '../pages/acknowledgement-page';
import { languageOf, malformedIsNotFound, pageHeaders, sendNotFound, sendPage } from '../send-page';

export interface CustomerLinkPorts {
  /** The key that `createSendMessage` signed the links with. */
  secret: string;
  /** Business time. */
  clock: { now(): Instant | Promise<Instant> };
  /**
   * Records that the message was acknowledged, with the day of payment or without. A link counts once: the second use
   * answers `already_recorded` and changes nothing; the page does not tell that from a link that never was. `unknown`: there is no such message any more.
   * May throw when the engine or the database is away; then the customer is asked to try again.
   */
  acknowledge(message: MessageId, date: LocalDate | null): Promise<'recorded' | 'already_recorded' | 'unknown'>;
  /** Whether `acknowledge` has been used for this message; the link is then worth nothing any more. */
  isAcknowledged?(message: MessageId): Promise<boolean>;
  recordDelivery(message: MessageId, status: 'opened', machine: boolean): Promise<void>;
  /** When the mail was handed to the mail server; null when unknown. */
  sentAt?(message: MessageId): Promise<Instant | null>;
  /** Told of what could not be recorded. Neither tokens nor addresses of pages are passed on. */
  onError?(error: unknown): void;
}

/** Transparent, one pixel (GIF89a). */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/**
 * What customers reach from their mails, without logging in: at the root, not under `/v1`.
 *
 * - `GET /l/{token}` asks for a day of payment. It changes nothing: mail scanners follow every link.
 * - `POST /l/{token}` records, with the form field `date` (yyyy-mm-dd) or without.
 * - `GET /o/{token}.gif` records that the mail was opened, as by a machine or not, and is an invisible picture.
 *
 * A token that was tampered with, has expired, was used, is of another purpose or of another desk gets one and the same 404 page,
 * as do addresses that never existed.
 */
export function createCustomerLinks(ports: CustomerLinkPorts): Router {
  const router = express.Router();

  router.get('/l/:token', async (request, response) => {
    const message = await readToken('acknowledge', request.params.token);
    if (message === null) return sendNotFound(request, response);
    if (await isAcknowledged(message)) return sendNotFound(request, response);
    return send(request, response, 200, await form(null));
  });

  router.post('/l/:token', express.urlencoded({ extended: false, limit: '2kb' }), async (request, response) => {
    const message = await readToken('acknowledge', request.params.token ?? '');
    if (message === null) return sendNotFound(request, response);
    const choice = readDate(request.body, await window());
    if (choice === null) return send(request, response, 422, await form('date_invalid'));
    const { date } = choice;
    try {
      const answer = await ports.acknowledge(message, date);
      if (answer !== 'recorded') return sendNotFound(request, response);
      return send(request, response, 200, { show: 'recorded', date });
    } catch (error) {
      ports.onError?.(error);
      response.set('Retry-After', '60');
      return send(request, response, 503, await form('try_again'));
    }
  });

  router.get('/o/:file', async (request, response) => {
    const { file } = request.params;
    const message = file.endsWith('.gif') ? await readToken('open', file.slice(0, -'.gif'.length)) : null;
    if (message === null) return sendNotFound(request, response);
    // HEAD asks whether the picture exists and shows it to nobody.
    if (request.method === 'GET') await recordOpening(request, message);
    response.set(pageHeaders).type('gif').send(pixel);
  });

  router.use(malformedIsNotFound);
  return router;

  async function readToken(purpose: 'acknowledge' | 'open', token: string): Promise<MessageId | null> {
    return verifyLink(ports.secret, purpose, token, await ports.clock.now());
  }

  async function isAcknowledged(message: MessageId): Promise<boolean> {
    try {
      return (await ports.isAcknowledged?.(message)) ?? false;
    } catch (error) {
      // The form is the safe answer: recording twice is refused where it is recorded.
      ports.onError?.(error);
      return false;
    }
  }

  /** A picture that fails would show as broken in the mail, so what cannot be recorded is only reported. */
  async function recordOpening(request: Request, message: MessageId): Promise<void> {
    try {
      const sentAt = (await ports.sentAt?.(message)) ?? null;
      const machine = openedByMachine((name) => request.get(name), sentAt, await ports.clock.now());
      await ports.recordDelivery(message, 'opened', machine);
    } catch (error) {
      ports.onError?.(error);
    }
  }

  /** The days that can be chosen, as the follow-up takes them. Where the customer lives it may still be yesterday. */
  async function window(): Promise<{ earliest: LocalDate; latest: LocalDate }> {
    const furthestWest = Date.parse(await ports.clock.now()) - 12 * 3_600_000;
    const day = (days: number): LocalDate => new Date(furthestWest + days * 86_400_000).toISOString().slice(0, 10);
    return { earliest: day(0), latest: day(furthestDays) };
  }

  async function form(problem: 'date_invalid' | 'try_again' | null): Promise<AcknowledgementView> {
    return { show: 'form', problem, ...(await window()) };
  }
}

/** The day that was chosen, or none; null for anything but a day that exists, within the window. */
function readDate(body: unknown, days: { earliest: LocalDate; latest: LocalDate }): { date: LocalDate | null } | null {
  const date = (body as { date?: unknown } | undefined)?.date;
  if (date === undefined || date === '') return { date: null };
  if (typeof date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const milliseconds = Date.parse(`${date}T00:00:00Z`);
  // 30 February would roll over into March.
  if (!Number.isFinite(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== date) return null;
  return date >= days.earliest && date <= days.latest ? { date } : null;
}

function send(request: Request, response: Response, status: number, view: AcknowledgementView): void {
  sendPage(response, status, acknowledgementPage(view, languageOf(request)));
}
