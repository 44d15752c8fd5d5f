import type { Words } from './words';

export const german: Words = {
  greeting: (name) => (name === null ? 'Guten Tag,' : `Guten Tag ${name},`),
  closing: 'Mit freundlichen Grüßen',
  keepReference: (reference) =>
    `Unser Zeichen ist ${reference}. Antworten Sie auf diese Nachricht, um etwas zu ergänzen.`,
  automatic: 'Diese Nachricht wurde automatisch erstellt.',
  acknowledgement: {
    subject: (reference) => `Wir haben Ihre Anfrage erhalten (${reference})`,
    received: (reference) => `Wir haben Ihre Anfrage erhalten. Ihr Zeichen ist ${reference}.`,
    next: 'Wir melden uns bei Ihnen. Um etwas zu ergänzen, antworten Sie einfach auf diese Nachricht.',
  },
  reply: { subject: (reference) => `Ihre Anfrage ${reference}` },
  informationRequest: {
    subject: (reference) => `Rückfrage zu Ihrer Anfrage ${reference}`,
    before: 'Um Ihre Anfrage weiter zu bearbeiten, brauchen wir noch etwas von Ihnen:',
    after: 'Bitte antworten Sie auf diese Nachricht.',
    upload: 'Unterlagen schicken',
  },
  resolution: {
    subject: (reference) => `Die Antwort auf Ihre Anfrage ${reference}`,
    before: (reference) => `Wir haben Ihre Anfrage ${reference} abgeschlossen:`,
    after:
      'Ist die Sache damit nicht erledigt, antworten Sie auf diese Nachricht; wir sehen sie uns dann noch einmal an.',
    confirm: 'Sagen, ob das erledigt ist',
  },
  arrangementOffer: {
    subject: 'Eine Vereinbarung zu Ihren offenen Rechnungen',
    before: 'Wir bieten Ihnen an, in Raten zu zahlen:',
    after: 'Sie gilt, sobald Sie sie annehmen. Bis dahin ändert sich nichts.',
    label: 'Vereinbarung ansehen und annehmen',
  },
  ratingRequest: {
    subject: (reference) => `Wie haben wir ${reference} bearbeitet?`,
    before: (reference) =>
      `Ihre Anfrage ${reference} ist abgeschlossen. Bitte sagen Sie uns, wie wir sie bearbeitet haben; das dauert eine Minute und ist freiwillig.`,
    label: 'Bearbeitung bewerten',
  },
  invoice: {
    subject: (count) => (count === 1 ? 'Ihre Rechnung' : 'Ihre Rechnungen'),
    before: (count) => (count === 1 ? 'Hier ist eine Kopie Ihrer Rechnung:' : 'Hier sind Kopien Ihrer Rechnungen:'),
  },
  reminder: {
    subject: (count) => (count === 1 ? 'Zahlungserinnerung' : `Zahlungserinnerung: ${count} Rechnungen`),
    before: (count) =>
      count === 1
        ? 'Nach unseren Büchern ist diese Rechnung offen:'
        : 'Nach unseren Büchern sind diese Rechnungen offen:',
    after: 'Beträge, die Sie beanstandet haben, sind nicht enthalten. Haben Sie inzwischen gezahlt, danken wir Ihnen.',
  },
  answerReminder: {
    subject: (references) =>
      references.length === 1 ? `Wir warten auf Ihre Antwort (${references.join()})` : 'Wir warten auf Ihre Antworten',
    before: 'Wir haben Sie um Auskunft gebeten und noch nichts von Ihnen gehört:',
    question: (reference, askedOn) => `${reference}, gefragt am ${askedOn}`,
    after: 'Bitte antworten Sie auf unsere Frage. Haben Sie das inzwischen getan, danken wir Ihnen.',
  },
  acknowledge: {
    before: 'Bitte bestätigen Sie uns den Erhalt und nennen Sie, wenn möglich, den Tag Ihrer Zahlung:',
    label: 'Erhalt bestätigen und Zahlungstag nennen',
  },
  paymentConfirmation: {
    subject: 'Wir haben Ihre Zahlung erhalten',
    before: 'Vielen Dank. Wir haben Ihre Zahlung gebucht:',
    about: (reference) => `Damit ist erledigt, was Sie unter ${reference} gefragt haben.`,
  },
  alert: {
    subject: (reference) =>
      reference === null ? 'Etwas braucht Ihre Aufmerksamkeit' : `${reference} braucht Ihre Aufmerksamkeit`,
    before: (reference) =>
      reference === null
        ? 'Etwas im Inquiry Desk braucht Ihre Aufmerksamkeit.'
        : `Der Vorgang ${reference} braucht Ihre Aufmerksamkeit.`,
    followUp: (customer) =>
      `Was beim Kunden ${customer} offen ist, braucht Ihre Aufmerksamkeit; der Verlauf sagt, warum.`,
    category: 'Kategorie',
    urgency: 'Dringlichkeit',
    dueAt: 'Lösung fällig',
    open: 'Vorgang öffnen',
    categories: {
      billing_dispute: 'Rechnungsreklamation',
      billing_inquiry: 'Frage zur Rechnung',
      payment_posting: 'Zahlungszuordnung',
      payment_arrangement: 'Zahlungsvereinbarung',
      credit_request: 'Kreditanfrage',
      onboarding: 'Neukunde',
      letter_of_credit: 'Akkreditiv',
      debt_restructuring: 'Umschuldung',
      consideration_payable: 'Zahlung an den Kunden',
      account_change: 'Änderung von Stammdaten',
      general: 'Allgemein',
    },
    urgencies: { critical: 'Kritisch', high: 'Hoch', normal: 'Normal', low: 'Niedrig' },
  },
  columns: {
    invoice: 'Rechnung',
    purchaseOrder: 'Ihre Bestellung',
    dueOn: 'Fällig am',
    openAmount: 'Offener Betrag',
    paidAmount: 'Bezahlt',
    receivedOn: 'Eingegangen am',
    payBy: 'Zahlbar bis',
    total: 'Summe',
  },
};
