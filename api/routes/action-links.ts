import express, { type Request, type Response, type Router } from 'express';
import { linkPath, verifyLink, type LinkPurpose } from '../../adapters/mail/links';
import { sha256Hex } from '../../contracts/canonical';
import {
  followUpOwner,
  inquiryOwner,
  ownerKind,
  ownerSubject,
  type CustomerId,
  type MessageId,
} from '../../contracts/ids';
import type { Actor } from '../../contracts/messages';
import { ratingReasons, type Language } from '../../contracts/vocabulary';
import { countPortalUse } from '../../db/count-portal-use';
import { findCase, type FoundCase } from '../../db/find-case';
import { findMailPreferences } from '../../db/find-mail-preferences';
import { findOwnerState } from '../../db/find-owner-state';
import { findRecipientContact } from '../../db/find-recipient-contact';
import { findSentMessage } from '../../db/find-sent-message';
import { removeLooseFiles } from '../../db/remove-loose-files';
import { setMailPreferences } from '../../db/set-mail-preferences';
import type { FollowUpState } from '../../domain/follow-up/state';
import { mayBeRated } from '../../domain/inquiry/commands/rate';
import type { InquiryState } from '../../domain/inquiry/state';
import type { Caller } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { keepUpload, uploadsPerHour } from '../keep-upload';
import { acceptPage, confirmPage, donePage, preferencesPage, ratePage, uploadPage } from '../pages/link-pages';
import { linkWords } from '../pages/link-words';
import { Problem } from '../problem';
import { rateCase } from '../rate-case';
import { readForm, type Form } from '../read-form';
import { receiveCustomerMessage } from '../receive-message';
import { languageOf, malformedIsNotFound, sendNotFound, sendPage } from '../send-page';
import { createCommandSubmitter, type SubmitCommand } from '../submit-command';

/** Bytes of all files of a form, with what stands around them. */
const largestForm = 26 * 1024 * 1024;
const mostFiles = 10;
const smallForm = 64 * 1024;

/** A link that holds, looked at or used. */
interface Use {
  request: Request;
  response: Response;
  language: Language;
  message: MessageId;
  /** Keyed by what the link is, for the ids of commands: a repetition of the form changes nothing. */
  token: string;
  /** Null while the page is only looked at. */
  form: Form | null;
}

/** Answers the use of a link, or says that it is worth nothing any more. */
type Page = (use: Use) => Promise<'not_found' | void>;

/**
 * What customers do by links in their mails, beside acknowledging (`createCustomerLinks`): send documents, say whether it is
 * settled, rate, accept an arrangement, choose what they are sent. GET shows a form and changes nothing, for scanners follow
 * every link; POST acts. What acts once is worth nothing afterwards, and gets the same page as a link that never was.
 */
export function createActionLinks(deps: ApiDependencies): Router {
  const { knex, secretKey, clock, log } = deps;
  const router = express.Router();
  // Beside the submitter of the API, so that both together stay below what a case takes at once.
  const submit = createCommandSubmitter({ ...deps, limits: { ...deps.limits, commandsInFlight: 1 } });

  mount('upload', largestForm, upload);
  mount('confirm', smallForm, confirm);
  mount('rate', smallForm, rate);
  mount('accept', smallForm, accept);
  mount('mail-preferences', smallForm, choosePreferences);
  router.use(malformedIsNotFound);
  return router;

  function mount(purpose: LinkPurpose, limit: number, page: Page): void {
    const path = linkPath(purpose, ':token');
    router.get(path, (request, response) => serve(request, response, null));
    router.post(path, async (request, response) => {
      const form = await readForm(request, response, limit);
      if (form === 'too_large' || form === null) {
        if (verifyLink(secretKey, purpose, tokenOf(request), clock()) === null) return sendNotFound(request, response);
        response.set('Connection', 'close');
        const language = languageOf(request);
        const words = linkWords[language];
        const problem = form === null ? words.tryAgain : words.upload.tooLarge;
        return sendPage(response, form === null ? 400 : 413, donePage(language, words.sorry, problem));
      }
      return serve(request, response, form);
    });

    async function serve(request: Request, response: Response, form: Form | null): Promise<void> {
      const token = tokenOf(request);
      const message = verifyLink(secretKey, purpose, token, clock());
      const words = linkWords[languageOf(request)];
      const use = { request, response, form, token: sha256Hex(token).slice(0, 32), language: languageOf(request) };
      try {
        if (message !== null && (await page({ ...use, message })) !== 'not_found') return;
        return sendNotFound(request, response);
      } catch (error) {
        if (error instanceof Problem && error.code === 'too_many_requests') {
          return sendPage(response, 429, donePage(use.language, words.sorry, words.tooMany));
        }
        log.warn({ error: (error as Error).name }, 'a customer link could not be used');
        response.set('Retry-After', '60');
        return sendPage(response, 503, donePage(use.language, words.sorry, words.tryAgain));
      }
    }
  }

  /** The case whose message carries the link, with the contact that it went to. */
  async function caseOf(
    message: MessageId,
  ): Promise<{ found: FoundCase; state: InquiryState; contact: string } | null> {
    const sent = await findSentMessage(knex, message);
    if (!sent || ownerKind(sent.owner) !== 'inquiry') return null;
    const found = await findCase(knex, ownerSubject(sent.owner));
    const contact = await findRecipientContact(knex, message);
    if (!found?.state || contact === null || found.state.contact !== contact) return null;
    return { found, state: found.state, contact };
  }

  /** Documents on a case, as often as there is something to send. */
  async function upload({ message, form, language, response, token }: Use): ReturnType<Page> {
    const on = await caseOf(message);
    if (!on || on.found.ended) return 'not_found';
    const words = linkWords[language].upload;
    if (form === null) return sendPage(response, 200, uploadPage(language, null));
    if (form.files.length === 0) return sendPage(response, 422, uploadPage(language, words.none));
    if (form.files.length > mostFiles) return sendPage(response, 422, uploadPage(language, words.tooLarge));
    if ((await countPortalUse(knex, 'uploads', on.contact, clock())) > uploadsPerHour)
      throw new Problem('too_many_requests');
    const by: Actor = { kind: 'customer', id: on.contact };
    const ids: string[] = [];
    for (const { name, type, content } of form.files) {
      try {
        const kept = await keepUpload(deps, { name, declaredType: type, content, by, customer: on.state.customer });
        ids.push(kept.id);
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'file_refused') throw error;
        await removeLooseFiles(knex, ids);
        return sendPage(response, 422, uploadPage(language, words.refused(name.slice(0, 100))));
      }
    }
    const said = readWords(form);
    const digest = sha256Hex([said, ...form.files.map(({ content }) => content.toString('base64'))].join(' '));
    const { repeated } = await receiveCustomerMessage(deps, {
      found: on.found,
      actor: by,
      sender: `link:${on.contact}`,
      text: said,
      key: `link:${token}:${digest.slice(0, 32)}`,
      digest: '',
      channel: 'portal',
      uploads: { ids, by },
    });
    // The same once more, as by a second click: what was just kept for it is not needed.
    if (repeated) await removeLooseFiles(knex, ids);
    return sendPage(response, 200, donePage(language, words.title, words.done));
  }

  /** Once for each resolution: after it the case is closed, or taken up again. */
  async function confirm({ message, form, language, response, token }: Use): ReturnType<Page> {
    const on = await caseOf(message);
    if (!on || on.state.phase !== 'resolved' || newestResolution(on.state) !== message) return 'not_found';
    const { reference } = on.found;
    const words = linkWords[language].confirm;
    if (form === null) return sendPage(response, 200, confirmPage(language, reference, null));
    if (form.fields['settled'] === 'yes') {
      const outcome = await command(submit, `link:${token}`, customerOr(on.state.customer, on.contact), {
        owner: inquiryOwner(reference),
        type: 'confirm',
        customer: on.state.customer,
        data: () => ({}),
      });
      if (outcome !== null) return 'not_found';
      return sendPage(response, 200, donePage(language, words.title, words.thanks));
    }
    const said = readWords(form);
    if (said === '') return sendPage(response, 422, confirmPage(language, reference, words.missingEmpty));
    const { repeated } = await receiveCustomerMessage(deps, {
      found: on.found,
      actor: { kind: 'customer', id: customerOr(on.state.customer, on.contact).id },
      sender: `link:${on.contact}`,
      text: said,
      key: `link:${token}`,
      digest: '',
      channel: 'portal',
    });
    return repeated ? 'not_found' : sendPage(response, 200, donePage(language, words.title, words.takenUp));
  }

  async function rate({ message, form, language, response, token }: Use): ReturnType<Page> {
    const on = await caseOf(message);
    if (!on || !mayBeRated(on.state)) return 'not_found';
    const { reference } = on.found;
    const words = linkWords[language].rate;
    if (form === null) return sendPage(response, 200, ratePage(language, reference, null));
    const { score = '', reason = '' } = form.fields;
    const named = ratingReasons.find((known) => known === reason);
    if (!/^[1-5]$/.test(score) || (reason !== '' && !named)) {
      return sendPage(response, 422, ratePage(language, reference, words.choose));
    }
    const said = readWords(form);
    const rated = await rateCase(deps, {
      found: on.found,
      actor: { kind: 'customer', id: customerOr(on.state.customer, on.contact).id },
      by: 'link',
      command: `link:${token}`,
      score: Number(score),
      reason: named,
      text: said === '' ? undefined : said,
    });
    return rated ? sendPage(response, 200, donePage(language, words.title, words.done)) : 'not_found';
  }

  /** Of the offer that still waits: one that was accepted, or that a newer one has replaced, is none. */
  async function accept({ message, form, language, response, token }: Use): ReturnType<Page> {
    const sent = await findSentMessage(knex, message);
    if (!sent || ownerKind(sent.owner) !== 'follow-up') return 'not_found';
    const customer = ownerSubject(sent.owner);
    const offer = (await findOwnerState<FollowUpState>(knex, sent.owner))?.arrangement;
    if (offer?.message !== message) return 'not_found';
    const words = linkWords[language].accept;
    if (form === null) return sendPage(response, 200, acceptPage(language, offer.instalments, null));
    const code = await command(
      submit,
      `link:${token}`,
      { kind: 'customer', id: customer, roles: ['customer'] },
      {
        owner: followUpOwner(customer),
        type: 'acceptArrangement',
        customer,
        data: () => ({ arrangement: offer.id }),
      },
    );
    if (code === 'arrangement_unknown') return 'not_found';
    if (code !== null) return sendPage(response, 409, acceptPage(language, offer.instalments, words.impossible));
    return sendPage(response, 200, donePage(language, words.title, words.done));
  }

  /** A setting, not an act: it can be changed as often as somebody likes. One click of a mail reader unsubscribes (RFC 8058). */
  async function choosePreferences({ message, form, language, response }: Use): ReturnType<Page> {
    const contact = await findRecipientContact(knex, message);
    if (contact === null) return 'not_found';
    const now = await findMailPreferences(knex, contact);
    const words = linkWords[language].preferences;
    if (form === null) {
      const shown = { tracking: now.open_tracking, courtesy: now.courtesy };
      return sendPage(response, 200, preferencesPage(language, shown, null));
    }
    const oneClick = form.fields['List-Unsubscribe'] === 'One-Click';
    const chosen = oneClick
      ? { ...now, courtesy: false }
      : { open_tracking: form.fields['tracking'] === 'yes', courtesy: form.fields['courtesy'] === 'yes' };
    await setMailPreferences(knex, contact, chosen, clock());
    return sendPage(response, 200, donePage(language, words.title, words.done));
  }
}

const tokenOf = (request: Request): string => String(request.params['token'] ?? '');

// Characters that PostgreSQL does not store, or that would garble what colleagues read.
// eslint-disable-next-line no-control-regex
const unreadable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

const readWords = ({ fields }: Form): string =>
  Buffer.from((fields['text'] ?? '').slice(0, 10_000))
    .toString()
    .replaceAll('\r\n', '\n')
    .replaceAll(unreadable, '')
    .trim();

/** A case that is not identified yet knows its correspondent by the contact alone. */
const customerOr = (customer: CustomerId | null, contact: string): Extract<Caller, { kind: 'customer' }> => ({
  kind: 'customer',
  id: customer ?? contact,
  roles: ['customer'],
});

function newestResolution({ messages }: InquiryState): MessageId | undefined {
  return Object.entries(messages).findLast(([, { purpose }]) => purpose === 'resolution')?.[0];
}

/** Submits a decision of a customer under the id of their link; the code of a refusal, or null. Throws what is no refusal. */
async function command(
  submit: SubmitCommand,
  id: string,
  caller: Extract<Caller, { kind: 'customer' }>,
  submission: Parameters<SubmitCommand>[1],
): Promise<string | null> {
  const call = {
    caller,
    params: {},
    query: {},
    body: {},
    idempotencyKey: id,
    expectedSequence: undefined,
    digest: id,
    address: '',
    header: () => undefined,
    file: null,
  };
  try {
    await submit(call, { ...submission, id });
    return null;
  } catch (error) {
    const refused =
      error instanceof Problem &&
      !['engine_unavailable', 'store_unavailable', 'too_busy', 'journal_behind'].includes(error.code);
    if (refused) return error.code;
    throw error;
  }
}
