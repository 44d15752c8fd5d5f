import { z } from 'zod';
import {
  listTemplatesQuery,
  templateDetail,
  templateList,
  templateOnCase,
  templatePreview,
  templateVersionBody,
  testSent,
} from '../../contracts/http-templates';
import { problem, recordId } from '../../contracts/http-common';
import {
  isAutomaticPurpose,
  placeholders,
  templateLanguages,
  type TemplateContent,
} from '../../contracts/template-words';
import { writeMail, type WrittenMail } from '../../adapters/mail/templates/write-mail';
import { insertTemplateVersion } from '../../db/insert-template-version';
import { findPeople } from '../../db/find-people';
import { listTemplates, listTemplateVersions, type TemplateVersion } from '../../db/list-templates';
import { findTemplateMistakes, placeholdersOf } from '../../domain/template';
import type { Language } from '../../contracts/vocabulary';
import type { Caller } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { Problem } from '../problem';
import { route, type Call, type Route } from '../route';
import { findVisibleCase } from '../visible';
import { sampleContent } from '../sample-content';
import { readTemplateFacts, sampleFacts, writeTemplate } from '../write-from-template';

const params = z.strictObject({ template: recordId });
const notFound = { description: 'No such template, version or case.', schema: problem };
const useAnswers = {
  400: { description: 'A value is missing or is not named by the template.', schema: problem },
  404: notFound,
  422: { description: 'It would tell something to somebody who is not verified.', schema: problem },
};

/** Message templates, as they ship and as people have published them since. */
export function createMessageTemplateRoutes(deps: ApiDependencies): Route[] {
  const { knex, clock } = deps;

  /** The words of a template as the customer of a case would read them. */
  async function write(
    call: Call<{ template: string }, unknown, z.output<typeof templateOnCase>>,
  ): Promise<WrittenMail & { language: Language }> {
    const { inquiry, version: wanted, ...use } = call.body;
    const versions = await listTemplateVersions(knex, call.params.template);
    const template = wanted === undefined ? versions[0] : versions.find(({ version }) => version === wanted);
    if (!template) throw new Problem('not_found');
    const facts =
      inquiry === undefined
        ? sampleFacts(await nameOf(call.caller))
        : await readTemplateFacts(knex, call.caller, inquiry, await findVisibleCase(knex, call.caller, inquiry));
    const { text, language } = await writeTemplate(knex, template, use, facts, '');
    const { purpose } = template.content;
    const settings = { language, signature: deps.mailSignature ?? 'Inquiry Desk' };
    const written = isAutomaticPurpose(purpose)
      ? writeMail(sampleContent(purpose, facts), { ...settings, opening: text })
      : writeMail({ purpose, reference: facts.reference, name: facts.name, text }, settings);
    return { ...written, language };
  }

  const nameOf = async ({ id }: Caller): Promise<string> => (await findPeople(knex, [id]))[id]?.name ?? id;

  return [
    route({
      method: 'get',
      path: '/v1/message-templates',
      operation: 'listMessageTemplates',
      tag: 'Templates',
      summary: 'List the message templates in force',
      may: ['readInquiries'],
      query: listTemplatesQuery,
      answers: { 200: { description: 'In the order of their ids.', schema: templateList } },
      handle: async ({ query: { purpose, category, language } }) => {
        const fits = ({ content }: TemplateVersion): boolean =>
          (purpose === undefined || content.purpose === purpose) &&
          (category === undefined || content.category === null || content.category === category) &&
          (language === undefined || content.texts[language] !== undefined);
        return { status: 200, body: { data: (await listTemplates(knex)).filter(fits).map(presentTemplate) } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/message-templates/{template}',
      operation: 'readMessageTemplate',
      tag: 'Templates',
      summary: 'Read a message template with its versions',
      may: ['readInquiries'],
      params,
      query: z.strictObject({ version: z.coerce.number().int().min(0).optional() }),
      answers: { 200: { description: 'In force, or the version asked for.', schema: templateDetail }, 404: notFound },
      handle: async ({ params: { template }, query: { version: wanted } }) => {
        const versions = await listTemplateVersions(knex, template);
        const found = wanted === undefined ? versions[0] : versions.find(({ version }) => version === wanted);
        if (!found) throw new Problem('not_found');
        return { status: 200, body: presentDetail(found, versions) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/message-templates/{template}/versions',
      operation: 'publishMessageTemplate',
      tag: 'Templates',
      summary: 'Publish a version of a message template, or a template of your own',
      description: 'Versions are never changed. To go back, publish the content of an earlier version anew.',
      may: ['writeTemplates'],
      params,
      body: templateVersionBody,
      answers: {
        201: { description: 'In force from now on.', schema: templateDetail },
        409: { description: 'There is another version by now than the one that you have read.', schema: problem },
        422: { description: 'It says the same as the version in force.', schema: problem },
      },
      handle: async ({ params: { template: id }, body: { content, follows, reason }, caller }) => {
        refuseMistakes(content);
        const [current] = await listTemplateVersions(knex, id);
        const known = current?.version ?? 0;
        if (known !== follows) throw new Problem('already_exists', { details: { version: known } });
        if (current && JSON.stringify(presentContent(current.content)) === JSON.stringify(presentContent(content))) {
          throw new Problem('unchanged');
        }
        const added = { id, version: known + 1, content, author: caller.id, reason, publishedAt: clock() };
        if (!(await insertTemplateVersion(knex, added))) {
          throw new Problem('already_exists', { details: { version: known + 1 } });
        }
        return {
          status: 201,
          headers: { Location: `/v1/message-templates/${id}?version=${added.version}` },
          body: presentDetail(added, await listTemplateVersions(knex, id)),
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/message-templates/{template}/previews',
      operation: 'previewMessageTemplate',
      tag: 'Templates',
      summary: 'See the mail that a template makes, for a case or with samples; nothing is sent',
      may: ['readInquiries'],
      params,
      body: templateOnCase,
      bodyOptional: true,
      answers: { 200: { description: 'As the customer would read it.', schema: templatePreview }, ...useAnswers },
      handle: async (call) => ({ status: 200, body: await write(call) }),
    }),
    route({
      method: 'post',
      path: '/v1/message-templates/{template}/test-sends',
      operation: 'testSendMessageTemplate',
      tag: 'Templates',
      summary: 'Send the mail that a template makes to yourself',
      may: ['reply', 'writeTemplates'],
      params,
      body: templateOnCase,
      bodyOptional: true,
      answers: { 200: { description: 'What the mail server said.', schema: testSent }, ...useAnswers },
      handle: async (call) => {
        const { language: _language, ...mail } = await write(call);
        const person = (await findPeople(knex, [call.caller.id]))[call.caller.id];
        if (!person?.active || !deps.sendTestMail) throw new Problem('person_unknown');
        const sent = await deps.sendTestMail({ name: person.name, address: person.email }, mail, clock());
        return { status: 200, body: { result: sent.result, code: sent.result === 'sent' ? null : sent.code } };
      },
    }),
  ];
}

function refuseMistakes(content: TemplateContent): void {
  const errors = findTemplateMistakes(content).map(({ language, offset, message }) => {
    return { path: `/content/texts/${language}`, message: `${message} (at character ${offset})` };
  });
  if (errors.length > 0) throw new Problem('invalid_request', { errors });
}

/** The same order for contents that say the same. */
const presentContent = ({ title, purpose, category, texts }: TemplateContent) => {
  return { title, purpose, category, texts: { en: texts.en, de: texts.de, fr: texts.fr, es: texts.es } };
};

function presentTemplate({ id, version, content }: TemplateVersion) {
  const { title, purpose, category, texts } = content;
  const named = placeholdersOf(texts.en).map((name) => ({ name, ...placeholders[name] }));
  return { id, version, title, purpose, category, languages: templateLanguages(content), placeholders: named };
}

function presentDetail(template: TemplateVersion, versions: TemplateVersion[]) {
  return {
    ...presentTemplate(template),
    texts: template.content.texts,
    versions: versions.map(({ version, author, reason, publishedAt }) => {
      return { version, author, reason, published_at: publishedAt };
    }),
  };
}
