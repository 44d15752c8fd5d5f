import { foldReply } from '../../../../../adapters/mail/receive/fold-reply';

const answer = 'We have paid INV-2026-0042 today.\n\nPlease confirm.';
const quotation = '> Dear customer,\n> your invoice is due.';

const original = (words: string): string => `${answer}\n\n${words}`;

describe('What is quoted below an answer is folded away, whichever program wrote it', () => {
  test.each<[string, string]>([
    ['Gmail, English', `On Tue, Mar 3, 2026 at 10:00 AM Ann Smith <ann@seller.example> wrote:\n\n${quotation}`],
    [
      'Gmail, broken into two lines',
      `On Tue, Mar 3, 2026 at 10:00 AM Billing of the Seller Company Limited <\nbilling@seller.example> wrote:\n\n${quotation}`,
    ],
    ['Gmail, German', `Am Di., 3. März 2026 um 10:00 Uhr schrieb Ann Smith <ann@seller.example>:\n\n${quotation}`],
    ['Gmail, French', `Le mar. 3 mars 2026 à 10:00, Ann Smith <ann@seller.example> a écrit :\n\n${quotation}`],
    ['Gmail, Spanish', `El mar, 3 mar 2026 a las 10:00, Ann Smith (<ann@seller.example>) escribió:\n\n${quotation}`],
    ['Apple Mail, English', `> On 3 Mar 2026, at 10:00, Ann Smith <ann@seller.example> wrote:\n> \n${quotation}`],
    ['Apple Mail, German', `> Am 03.03.2026 um 10:00 schrieb Ann Smith <ann@seller.example>:\n> \n${quotation}`],
    ['Apple Mail, Spanish', `> El 3 mar 2026, a las 10:00, Ann Smith <ann@seller.example> escribió:\n${quotation}`],
    ['Thunderbird, German', `Am 03.03.26 um 10:00 schrieb Ann Smith:\n${quotation}`],
    ['Thunderbird, French', `Le 03/03/2026 à 10:00, Ann Smith a écrit :\n${quotation}`],
    [
      'Outlook, English',
      'From: Ann Smith <ann@seller.example>\nSent: Tuesday, 3 March 2026 10:00\nTo: Bob <bob@buyer.example>\nSubject: Your invoice\n\nDear customer,',
    ],
    [
      'Outlook, German',
      '________________________________\nVon: Ann Smith <ann@seller.example>\nGesendet: Dienstag, 3. März 2026 10:00\nAn: Bob <bob@buyer.example>\nBetreff: Ihre Rechnung\n\nGuten Tag,',
    ],
    [
      'Outlook, French',
      'De : Ann Smith <ann@seller.example>\nEnvoyé : mardi 3 mars 2026 10:00\nÀ : Bob <bob@buyer.example>\nObjet : Votre facture\n\nBonjour,',
    ],
    [
      'Outlook, Spanish',
      'De: Ann Smith <ann@seller.example>\nEnviado el: martes, 3 de marzo de 2026 10:00\nPara: Bob <bob@buyer.example>\nAsunto: Su factura\n\nEstimado cliente:',
    ],
    [
      'Outlook on the web',
      '*From:* Ann Smith <ann@seller.example>\n*Sent:* Tuesday, 3 March 2026 10:00\n*To:* Bob <bob@buyer.example>\n*Subject:* Your invoice\n\nDear customer,',
    ],
    [
      'Outlook, many recipients',
      'From: Ann Smith <ann@seller.example>\nSent: Tuesday\nTo: Bob <bob@buyer.example>; Carla <carla@buyer.example>;\nDora <dora@buyer.example>\nSubject: Your invoice\n\nDear customer,',
    ],
    [
      'Exchange, original message',
      '-----Original Message-----\nFrom: Ann Smith\nSubject: Your invoice\n\nDear customer,',
    ],
    [
      'German, original message',
      '-----Ursprüngliche Nachricht-----\nVon: Ann Smith\nBetreff: Ihre Rechnung\n\nGuten Tag,',
    ],
    ['French, Android', "-------- Message d'origine --------\nDe : Ann Smith\nObjet : Votre facture\n\nBonjour,"],
    ['Spanish, Android', '-------- Mensaje original --------\nDe: Ann Smith\nAsunto: Su factura\n\nEstimado cliente:'],
    [
      'forwarded, Gmail',
      '---------- Forwarded message ---------\nFrom: Ann Smith <ann@seller.example>\n\nDear customer,',
    ],
    ['forwarded, Apple', 'Anfang der weitergeleiteten Nachricht:\n\nVon: Ann Smith\nDear customer,'],
    [
      'Yahoo',
      `On Tuesday, March 3, 2026, 10:00:00 AM GMT+1, Ann Smith <ann@seller.example> wrote:\n\nDear customer,\nyour invoice is due.`,
    ],
    [
      'a line that ends with the address',
      `Dienstag, 3. März 2026, 10:00 +01:00 von Ann Smith <ann@seller.example>:\n\nGuten Tag,`,
    ],
    [
      'Hotmail, recipient first',
      'To: bob@buyer.example\nFrom: ann@seller.example\nSubject: Your invoice\nDate: Tue, 3 Mar 2026 10:00:00 +0000\n\nDear customer,',
    ],
    [
      'Outlook on a telephone, German',
      `Von: Ann Smith <ann@seller.example>\nDatum: Dienstag, 3. März 2026 um 10:00\nAn: Bob <bob@buyer.example>\nBetreff: Ihre Rechnung\n\nGuten Tag,`,
    ],
    ['no line above', quotation],
    [
      'a line that the program broke',
      '> Dear customer, your invoice of March over an amount of seven thousand eight\nhundred dollars\n> is due.',
    ],
    ['a line to answer above', '##- Please type your reply above this line -##\nDear customer,'],
  ])('%s', (_, quoted) => {
    const folded = foldReply(original(quoted));
    expect(folded.visible).toBe(answer);
    expect(folded.quoted).toBe(quoted);
    expect(folded.signature).toBeNull();
  });
});

describe('A signature is folded away', () => {
  test.each<[string, string]>([
    ['the mark of RFC 3676', '-- \nBob Jones\nBuyer Ltd'],
    ['two dashes', '--\nBob Jones'],
    ['a long dash', '—\nBob Jones\nBuyer Ltd'],
    ['a rule', '__________________\nBob Jones\nBuyer Ltd\n+1 555 0100'],
    ['English', 'Kind regards,\nBob Jones'],
    ['German', 'Mit freundlichen Grüßen\n\nBob Jones\nKäufer GmbH'],
    ['German, short', 'Viele Grüße\nBob'],
    ['French', 'Cordialement,\nBob Jones'],
    ['French, formal', "Veuillez agréer, Madame, Monsieur, l'expression de nos salutations distinguées.\nBob Jones"],
    ['Spanish', 'Un saludo,\nBob Jones'],
    ['Spanish, formal', 'Atentamente,\n\nBob Jones\nCompras S.A.'],
    ['a name behind a dash', '-Bob Jones'],
    ['telephone, English', 'Sent from my iPhone'],
    ['telephone, German', 'Von meinem iPhone gesendet'],
    ['telephone, French', 'Envoyé de mon iPhone'],
    ['telephone, Spanish', 'Enviado desde mi iPhone'],
    ['Outlook on a telephone', 'Get Outlook for Android<https://aka.ms/x>'],
    ['what lawyers write', 'This e-mail is confidential and intended only for the person to whom it is addressed.'],
    ['what lawyers write, German', 'Diese E-Mail enthält vertrauliche Informationen.'],
  ])('%s', (_, signature) => {
    expect(foldReply(original(signature))).toEqual({ visible: answer, quoted: null, signature });
  });

  test('also between answer and quotation, and below the quotation', () => {
    const quoted = `On Tue, Mar 3, 2026 Ann <ann@seller.example> wrote:\n${quotation}`;
    expect(foldReply(`${answer}\n\nKind regards\nBob\n\n${quoted}`)).toEqual({
      visible: answer,
      quoted,
      signature: 'Kind regards\nBob',
    });
    expect(foldReply(`${answer}\n\n${quoted}\n\n-- \nBob`)).toEqual({ visible: answer, quoted, signature: '-- \nBob' });
  });
});

describe('Where folding is in doubt the words stay', () => {
  const unfolded = (text: string): void => {
    expect(foldReply(text)).toEqual({ visible: text, quoted: null, signature: null });
  };

  test('answers between quotations keep what they answer', () => {
    unfolded('> Which invoice?\nINV-2026-0042.\n\n> When did you pay?\nOn 3 March.');
  });

  test('a mail that is nothing but forwarded', () => {
    unfolded('---------- Forwarded message ---------\nFrom: Ann <ann@seller.example>\n\nDear customer,');
  });

  test('a mail that is nothing but a greeting', () => {
    unfolded('Kind regards\nBob');
  });

  test('a list at the end', () => {
    unfolded('These are wrong:\n\n-INV 1\n-Freight');
  });

  test('regards in a sentence', () => {
    unfolded('Please give my regards to Ann.\nAll the best offers came from you.');
  });

  test('words of thanks are the message', () => {
    unfolded('Thank you very much!');
  });

  test('a table with rules', () => {
    unfolded(
      'Invoice      Amount\n---------------------\nINV-1        7,800.00\nINV-2            5.00\n\nAll of these are wrong.',
    );
  });

  test('words like those of mail programs', () => {
    unfolded('From: our side this is settled.\nOn Monday we wrote: it is paid.\nThe phone was sent from my office.');
  });

  test('an answer below the quotation', () => {
    const quoted = `On 3/3/2026 10:00 AM, Ann Smith wrote:\n${quotation}`;
    expect(foldReply(`${quoted}\n${answer}`)).toEqual({ visible: answer, quoted, signature: null });
  });

  test('a closing word in the middle of a letter', () => {
    const text = `Best\n\n${'A long paragraph that tells of invoices, and goes on after the word above. '.repeat(3)}`;
    expect(foldReply(text).visible).toBe(text.trim());
  });
});

test('nothing is lost: the parts hold every word of the whole', () => {
  const text = `${answer}\n\nRegards\nBob\n\nOn Tue, Mar 3, 2026 Ann <ann@seller.example> wrote:\n${quotation}`;
  const { visible, quoted, signature } = foldReply(text);
  const words = (parts: string): string[] => parts.split(/\s+/).filter(Boolean).sort();
  expect(words(`${visible} ${quoted} ${signature}`)).toEqual(words(text));
});
