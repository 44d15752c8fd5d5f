import { escapeHtml } from '../../adapters/mail/escape-html';
import { totalPerCurrency, writeAmount, writeDate } from '../../adapters/mail/templates/figures';
import type { Instalment } from '../../contracts/follow-up';
import { ratingReasons, type Language } from '../../contracts/vocabulary';
import { customerPage } from './customer-page';
import { linkWords } from './link-words';

/** Forms behind customers' links. Each works without scripts and says in words what is wrong, beside what it is about. */

const text = (tag: string, words: string): string => `<${tag}>${escapeHtml(words)}</${tag}>`;

const problemOf = (problem: string | null): string =>
  problem === null ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`;

const area = (name: string, label: string, hint: string | null, value = ''): string =>
  `<label for="${name}">${escapeHtml(label)}</label>` +
  (hint === null ? '' : `<p class="hint" id="${name}-hint">${escapeHtml(hint)}</p>`) +
  `<textarea id="${name}" name="${name}" rows="5" maxlength="10000"${hint === null ? '' : ` aria-describedby="${name}-hint"`}>` +
  `${escapeHtml(value)}</textarea>`;

/** What has happened, and that there is nothing more to do. */
export const donePage = (language: Language, title: string, words: string): string =>
  customerPage(language, title, `<p role="status">${escapeHtml(words)}</p>`);

export function uploadPage(language: Language, problem: string | null): string {
  const { upload, submit } = linkWords[language];
  return customerPage(
    language,
    upload.title,
    `${text('p', upload.ask)}${problemOf(problem)}<form method="post" enctype="multipart/form-data">` +
      `<label for="files">${escapeHtml(upload.files)}</label><p class="hint" id="files-hint">${escapeHtml(upload.limits)}</p>` +
      `<input id="files" name="files" type="file" multiple required aria-describedby="files-hint">` +
      `${area('text', upload.words, upload.optional)}<button>${escapeHtml(submit)}</button></form>`,
  );
}

export function confirmPage(language: Language, reference: string, problem: string | null, said = ''): string {
  const { confirm } = linkWords[language];
  return customerPage(
    language,
    confirm.title,
    `${text('p', confirm.ask(reference))}${problemOf(problem)}` +
      `<form method="post"><input type="hidden" name="settled" value="yes"><button>${escapeHtml(confirm.settled)}</button></form>` +
      `<form method="post"><input type="hidden" name="settled" value="no">${area('text', confirm.missing, null, said)}` +
      `<button>${escapeHtml(confirm.notSettled)}</button></form>`,
  );
}

export function ratePage(language: Language, reference: string, problem: string | null): string {
  const { rate, submit } = linkWords[language];
  const scores = rate.scores
    .map(
      (label, index) =>
        `<label><input type="radio" name="score" value="${index + 1}" required>${escapeHtml(label)}</label>`,
    )
    .join('');
  const reasons = ratingReasons
    .map((reason) => `<option value="${reason}">${escapeHtml(rate.reasons[reason])}</option>`)
    .join('');
  return customerPage(
    language,
    rate.title,
    `${text('p', rate.ask(reference))}${problemOf(problem)}<form method="post">` +
      `<fieldset><legend>${escapeHtml(rate.score)}</legend>${scores}</fieldset>` +
      `<label for="reason">${escapeHtml(rate.reason)}</label>` +
      `<select id="reason" name="reason"><option value="">${escapeHtml(rate.noReason)}</option>${reasons}</select>` +
      `${area('text', rate.words, null)}<button>${escapeHtml(submit)}</button></form>`,
  );
}

export function acceptPage(language: Language, instalments: readonly Instalment[], problem: string | null): string {
  const { accept } = linkWords[language];
  const row = (tag: 'td' | 'th', cells: [string, string, string]): string =>
    `<tr><${tag}>${escapeHtml(cells[0])}</${tag}><${tag}>${escapeHtml(cells[1])}</${tag}>` +
    `<${tag} class="figure">${escapeHtml(cells[2])}</${tag}></tr>`;
  const totals = totalPerCurrency(instalments.map(({ amount }) => amount));
  return customerPage(
    language,
    accept.title,
    `${text('p', accept.ask)}${problemOf(problem)}` +
      `<table><thead>${row('th', [accept.payBy, accept.invoice, accept.amount])}</thead><tbody>` +
      instalments
        .map(({ date, invoice, amount }) =>
          row('td', [writeDate(date, language), invoice, writeAmount(amount, language)]),
        )
        .join('') +
      `</tbody><tfoot>${totals.map((total) => row('th', [accept.total, '', writeAmount(total, language)])).join('')}</tfoot></table>` +
      (problem === null ? `<form method="post"><button>${escapeHtml(accept.submit)}</button></form>` : ''),
  );
}

export function preferencesPage(
  language: Language,
  { tracking, courtesy }: { tracking: boolean; courtesy: boolean },
  problem: string | null,
): string {
  const { preferences } = linkWords[language];
  const box = (name: string, label: string, checked: boolean): string =>
    `<label><input type="checkbox" name="${name}" value="yes"${checked ? ' checked' : ''}>${escapeHtml(label)}</label>`;
  return customerPage(
    language,
    preferences.title,
    `${text('p', preferences.ask)}${problemOf(problem)}<form method="post"><fieldset>` +
      `<legend>${escapeHtml(preferences.title)}</legend>` +
      `${box('tracking', preferences.tracking, tracking)}${box('courtesy', preferences.courtesy, courtesy)}</fieldset>` +
      `<p class="hint">${escapeHtml(preferences.always)}</p><button>${escapeHtml(preferences.submit)}</button></form>`,
  );
}
