import type { Words } from './words';

export const french: Words = {
  greeting: (name) => (name === null ? 'Bonjour,' : `Bonjour ${name},`),
  closing: 'Cordialement',
  keepReference: (reference) => `Notre référence est ${reference}. Répondez à ce message pour compléter votre demande.`,
  automatic: 'Ce message a été rédigé automatiquement.',
  acknowledgement: {
    subject: (reference) => `Nous avons bien reçu votre demande (${reference})`,
    received: (reference) => `Nous avons bien reçu votre demande. Sa référence est ${reference}.`,
    next: 'Notre équipe va vous répondre. Pour compléter votre demande, répondez à ce message.',
  },
  reply: { subject: (reference) => `Votre demande ${reference}` },
  informationRequest: {
    subject: (reference) => `Il nous manque une information pour votre demande ${reference}`,
    before: 'Pour poursuivre le traitement de votre demande, nous avons besoin de votre aide\u00a0:',
    after: 'Merci de répondre à ce message.',
    upload: 'Envoyer des documents',
  },
  resolution: {
    subject: (reference) => `La réponse à votre demande ${reference}`,
    before: (reference) => `Nous avons terminé le traitement de votre demande ${reference}\u00a0:`,
    after: 'Si cela ne règle pas la question, répondez à ce message et nous la reprendrons.',
    confirm: 'Dire si cela règle la question',
  },
  arrangementOffer: {
    subject: 'Un échéancier pour vos factures ouvertes',
    before: 'Nous vous proposons de payer en plusieurs fois\u00a0:',
    after: 'Il vaut dès que vous l’acceptez. D’ici là, rien ne change.',
    label: 'Voir et accepter l’échéancier',
  },
  ratingRequest: {
    subject: (reference) => `Comment avons-nous traité ${reference}\u00a0?`,
    before: (reference) =>
      `Votre demande ${reference} est close. Dites-nous comment nous l’avons traitée\u00a0; cela prend une minute et reste facultatif.`,
    label: 'Évaluer le traitement',
  },
  invoice: {
    subject: (count) => (count === 1 ? 'Votre facture' : 'Vos factures'),
    before: (count) =>
      count === 1 ? 'Voici une copie de votre facture\u00a0:' : 'Voici une copie de vos factures\u00a0:',
  },
  reminder: {
    subject: (count) => (count === 1 ? 'Rappel de paiement' : `Rappel de paiement\u00a0: ${count} factures`),
    before: (count) =>
      count === 1
        ? 'D’après nos livres, cette facture reste à payer\u00a0:'
        : 'D’après nos livres, ces factures restent à payer\u00a0:',
    after: 'Les montants que vous contestez n’y figurent pas. Si vous avez payé entre-temps, nous vous en remercions.',
  },
  answerReminder: {
    subject: (references) =>
      references.length === 1 ? `Nous attendons votre réponse (${references.join()})` : 'Nous attendons vos réponses',
    before: 'Nous vous avons demandé une information et n’avons pas encore eu de vos nouvelles\u00a0:',
    question: (reference, askedOn) => `${reference}, question du ${askedOn}`,
    after: 'Merci de répondre à notre question. Si vous l’avez fait entre-temps, merci de votre réponse.',
  },
  acknowledge: {
    before: 'Merci de confirmer la réception et, si possible, la date de votre paiement\u00a0:',
    label: 'Confirmer la réception et indiquer une date',
  },
  paymentConfirmation: {
    subject: 'Nous avons bien reçu votre paiement',
    before: 'Merci. Nous avons enregistré votre paiement\u00a0:',
    about: (reference) => `Votre demande ${reference} est ainsi réglée.`,
  },
  alert: {
    subject: (reference) =>
      reference === null ? 'Votre attention est requise' : `${reference} requiert votre attention`,
    before: (reference) =>
      reference === null ? 'Votre attention est requise.' : `Le dossier ${reference} requiert votre attention.`,
    followUp: (customer) => `Le suivi du client ${customer} requiert votre attention ; son historique dit pourquoi.`,
    category: 'Catégorie',
    urgency: 'Urgence',
    dueAt: 'Résolution attendue',
    open: 'Ouvrir le dossier',
    categories: {
      billing_dispute: 'Litige sur facture',
      billing_inquiry: 'Question sur une facture',
      payment_posting: 'Imputation de paiement',
      payment_arrangement: 'Délai de paiement',
      credit_request: 'Demande de crédit',
      onboarding: 'Nouveau client',
      letter_of_credit: 'Crédit documentaire',
      debt_restructuring: 'Restructuration de dette',
      consideration_payable: 'Contrepartie due au client',
      account_change: 'Modification de compte',
      general: 'Général',
    },
    urgencies: { critical: 'Critique', high: 'Haute', normal: 'Normale', low: 'Basse' },
  },
  columns: {
    invoice: 'Facture',
    purchaseOrder: 'Votre commande',
    dueOn: 'Échéance',
    openAmount: 'Reste à payer',
    paidAmount: 'Payé',
    receivedOn: 'Reçu le',
    payBy: 'À payer avant le',
    total: 'Total',
  },
};
