import type { Language } from '../../../contracts/vocabulary';
import { writeHtml, writeText, type Block } from './blocks';
import type { Instalment, InvoiceLine, MailContent, MailSettings, OpenQuestion } from './content';
import { totalPerCurrency, writeAmount, writeDate, writeInstant } from './figures';
import { wordsOf, type Words } from './words';

export interface WrittenMail {
  subject: string;
  text: string;
  html: string;
}

/** Puts a message into words of one language, as plain text and as HTML. Subjects never hold an account's figures. */
export function writeMail(content: MailContent, settings: MailSettings): WrittenMail {
  const words = wordsOf[settings.language];
  const { subject, blocks } = compose(content, words, settings);
  const signed: Block[] = [
    ...blocks,
    { kind: 'paragraph', text: `${words.closing}\n${settings.signature}` },
    ...footnotes(content, words),
  ];
  const pixelUrl = 'pixelUrl' in content ? content.pixelUrl : null;
  return {
    subject,
    text: writeText(signed),
    html: writeHtml(signed, { language: settings.language, title: subject, pixelUrl }),
  };
}

function compose(
  content: MailContent,
  words: Words,
  { language, opening }: MailSettings,
): { subject: string; blocks: Block[] } {
  const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
  const openingOr = (shipped: string): Block => paragraph(opening ?? shipped);
  switch (content.purpose) {
    case 'acknowledgement': {
      const { subject, received, next } = words.acknowledgement;
      return {
        subject: subject(content.reference),
        blocks: [paragraph(words.greeting(null)), openingOr(received(content.reference)), paragraph(next)],
      };
    }
    case 'reply':
      return {
        subject: words.reply.subject(content.reference),
        blocks: [paragraph(words.greeting(content.name)), paragraph(content.text)],
      };
    case 'information_request': {
      const { subject, before, after, upload } = words.informationRequest;
      return {
        subject: subject(content.reference),
        blocks: [
          ...[words.greeting(content.name), before, content.text, after].map(paragraph),
          ...linkTo(content.uploadUrl, upload),
        ],
      };
    }
    case 'resolution': {
      const { subject, before, after, confirm } = words.resolution;
      return {
        subject: subject(content.reference),
        blocks: [
          ...[words.greeting(content.name), before(content.reference), content.text, after].map(paragraph),
          ...linkTo(content.confirmUrl, confirm),
        ],
      };
    }
    case 'arrangement_offer': {
      const { subject, before, after, label } = words.arrangementOffer;
      return {
        subject,
        blocks: [
          paragraph(words.greeting(content.name)),
          openingOr(before),
          instalmentTable(content.instalments, words, language),
          paragraph(after),
          ...linkTo(content.acceptUrl, label),
        ],
      };
    }
    case 'rating_request': {
      const { subject, before, label } = words.ratingRequest;
      return {
        subject: subject(content.reference),
        blocks: [
          paragraph(words.greeting(null)),
          openingOr(before(content.reference)),
          ...linkTo(content.rateUrl, label),
        ],
      };
    }
    case 'invoice':
    case 'reminder': {
      const { subject, before } = words[content.purpose];
      const { lines } = content;
      return {
        subject: subject(lines.length),
        blocks: [
          paragraph(words.greeting(content.name)),
          openingOr(before(lines.length)),
          invoiceTable(lines, words.columns.openAmount, words, language),
          ...(content.purpose === 'reminder' ? [paragraph(words.reminder.after)] : []),
          ...(content.questions?.length ? questionList(content.questions, words, language) : []),
          paragraph(words.acknowledge.before),
          { kind: 'link', label: words.acknowledge.label, url: content.acknowledgeUrl },
        ],
      };
    }
    case 'answer_reminder': {
      const { questions, name } = content;
      return {
        subject: words.answerReminder.subject(questions.map(({ inquiry }) => inquiry)),
        blocks: [paragraph(words.greeting(name)), ...questionList(questions, words, language)],
      };
    }
    case 'payment_confirmation': {
      const { subject, before, about } = words.paymentConfirmation;
      const { lines, received } = content;
      return {
        subject,
        blocks: [
          paragraph(words.greeting(content.name)),
          openingOr(before),
          ...(lines.length > 0 ? [invoiceTable(lines, words.columns.paidAmount, words, language)] : []),
          ...(lines.length === 0 && received.length > 0 ? [receivedTable(received, words, language)] : []),
          ...(content.reference === null ? [] : [paragraph(about(content.reference))]),
        ],
      };
    }
    case 'alert': {
      const { alert } = words;
      const facts = [
        ...(content.category ? [`${alert.category}: ${alert.categories[content.category]}`] : []),
        ...(content.urgency ? [`${alert.urgency}: ${alert.urgencies[content.urgency]}`] : []),
        ...(content.dueAt ? [`${alert.dueAt}: ${writeInstant(content.dueAt)}`] : []),
      ];
      return {
        subject: alert.subject(content.reference ?? content.customer),
        blocks: [
          paragraph(content.customer === null ? alert.before(content.reference) : alert.followUp(content.customer)),
          ...(facts.length > 0 ? [paragraph(facts.join('\n'))] : []),
          ...(content.url === null ? [] : [{ kind: 'link' as const, label: alert.open, url: content.url }]),
        ],
      };
    }
  }
}

function questionList(questions: readonly OpenQuestion[], words: Words, language: Language): Block[] {
  const { before, question, after } = words.answerReminder;
  const list = questions.map(({ inquiry, askedOn }) => question(inquiry, writeDate(askedOn, language))).join('\n');
  return [before, list, after].map((text) => ({ kind: 'paragraph', text }));
}

const linkTo = (url: string | undefined, label: string): Block[] =>
  url === undefined ? [] : [{ kind: 'link', label, url }];

function instalmentTable(instalments: Instalment[], words: Words, language: Language): Block {
  const { columns } = words;
  return {
    kind: 'table',
    columns: [{ title: columns.payBy }, { title: columns.invoice }, { title: columns.openAmount, figures: true }],
    rows: instalments.map(({ date, invoice, amount }) => [
      writeDate(date, language),
      invoice,
      writeAmount(amount, language),
    ]),
    totals: totalPerCurrency(instalments.map(({ amount }) => amount)).map((total) => [
      columns.total,
      '',
      writeAmount(total, language),
    ]),
  };
}

/** Columns that no line fills are left out. One total per currency, because currencies are never added up. */
function invoiceTable(lines: InvoiceLine[], amountTitle: string, words: Words, language: Language): Block {
  const { columns } = words;
  const fields = [
    { title: columns.invoice, cell: (line: InvoiceLine) => line.invoice },
    { title: columns.purchaseOrder, cell: (line: InvoiceLine) => line.purchaseOrder ?? '' },
    { title: columns.dueOn, cell: (line: InvoiceLine) => (line.dueOn === null ? '' : writeDate(line.dueOn, language)) },
  ].filter(({ cell }) => lines.some((line) => cell(line) !== ''));
  return {
    kind: 'table',
    columns: [...fields.map(({ title }) => ({ title })), { title: amountTitle, figures: true }],
    rows: lines.map((line) => [...fields.map(({ cell }) => cell(line)), writeAmount(line.amount, language)]),
    totals: totalPerCurrency(lines.map(({ amount }) => amount)).map((total) => [
      ...fields.map((_, column) => (column === 0 ? columns.total : '')),
      writeAmount(total, language),
    ]),
  };
}

function receivedTable(
  received: Extract<MailContent, { purpose: 'payment_confirmation' }>['received'],
  words: Words,
  language: Language,
): Block {
  return {
    kind: 'table',
    columns: [{ title: words.columns.receivedOn }, { title: words.columns.paidAmount, figures: true }],
    rows: received.map(({ amount, on }) => [writeDate(on, language), writeAmount(amount, language)]),
  };
}

function footnotes(content: MailContent, words: Words): Block[] {
  const note = (text: string): Block => ({ kind: 'note', text });
  switch (content.purpose) {
    // What a person wrote is signed as such; only the thread is explained.
    case 'reply':
    case 'information_request':
    case 'resolution':
      return [note(words.keepReference(content.reference))];
    default:
      return [note(words.automatic)];
  }
}
