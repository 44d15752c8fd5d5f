import type { Language, RatingReason } from '../../contracts/vocabulary';

/** Every sentence of the pages behind customers' links, but for that of the acknowledgement. */
export interface LinkWords {
  sorry: string;
  tryAgain: string;
  tooMany: string;
  submit: string;
  upload: {
    title: string;
    ask: string;
    files: string;
    limits: string;
    words: string;
    optional: string;
    done: string;
    none: string;
    refused: (name: string) => string;
    tooLarge: string;
  };
  confirm: {
    title: string;
    ask: (reference: string) => string;
    settled: string;
    notSettled: string;
    missing: string;
    missingEmpty: string;
    thanks: string;
    takenUp: string;
  };
  rate: {
    title: string;
    ask: (reference: string) => string;
    score: string;
    scores: [string, string, string, string, string];
    reason: string;
    reasons: Record<RatingReason, string>;
    noReason: string;
    words: string;
    choose: string;
    done: string;
  };
  accept: {
    title: string;
    ask: string;
    payBy: string;
    invoice: string;
    amount: string;
    total: string;
    submit: string;
    done: string;
    impossible: string;
  };
  preferences: {
    title: string;
    ask: string;
    tracking: string;
    courtesy: string;
    always: string;
    submit: string;
    done: string;
  };
}

const english: LinkWords = {
  sorry: 'Not just now',
  tryAgain: 'We could not record it just now. Please try again in a minute.',
  tooMany: 'That was a lot for one hour. Please try again later, or reply to our mail.',
  submit: 'Send',
  upload: {
    title: 'Send documents',
    ask: 'Here you can send us the documents that we asked for.',
    files: 'Files',
    limits: 'At most ten files and 25 MB, such as PDF or pictures.',
    words: 'Something to say about them?',
    optional: 'You may leave this empty.',
    done: 'Thank you. We have received your documents.',
    none: 'Please choose at least one file.',
    refused: (name) => `We cannot take the file “${name}”. Please send a PDF or a picture of it instead.`,
    tooLarge: 'That is too large. Please send at most ten files and 25 MB at once.',
  },
  confirm: {
    title: 'Is it settled?',
    ask: (reference) => `We have completed your inquiry ${reference}.`,
    settled: 'Yes, it is settled',
    notSettled: 'No, it is not settled',
    missing: 'If it is not: what is missing?',
    missingEmpty: 'Please tell us what is missing, so that we can go on.',
    thanks: 'Thank you. Your inquiry is closed.',
    takenUp: 'Thank you. We will look at it again.',
  },
  rate: {
    title: 'How did we do?',
    ask: (reference) => `Please tell us how we handled your inquiry ${reference}. This is voluntary.`,
    score: 'Your rating',
    scores: ['1, very bad', '2, bad', '3, fair', '4, good', '5, very good'],
    reason: 'What is it about most of all?',
    reasons: {
      outcome: 'The outcome',
      speed: 'How long it took',
      clarity: 'How clear our answers were',
      courtesy: 'How we treated you',
      effort: 'How much you had to do',
      other: 'Something else',
    },
    noReason: 'Nothing in particular',
    words: 'Anything to add?',
    choose: 'Please choose a rating from 1 to 5.',
    done: 'Thank you for your rating.',
  },
  accept: {
    title: 'Payment arrangement',
    ask: 'We offer you to pay your open invoices in these instalments. It holds once you accept it.',
    payBy: 'Pay by',
    invoice: 'Invoice',
    amount: 'Amount',
    total: 'Total',
    submit: 'Accept the arrangement',
    done: 'Thank you. The arrangement holds; we will not remind you of these amounts before their days.',
    impossible: 'This arrangement is not possible any more, because something has changed. Please reply to our mail.',
  },
  preferences: {
    title: 'What we send you',
    ask: 'Choose what you want to be sent at this address.',
    tracking: 'We may see when you open our mails.',
    courtesy: 'Mails of courtesy: reminders before something is due, and requests to rate an inquiry.',
    always: 'Answers to your inquiries, invoices and reminders of what is overdue are sent in any case.',
    submit: 'Save',
    done: 'Thank you. This is how we will do it.',
  },
};

const german: LinkWords = {
  sorry: 'Gerade nicht möglich',
  tryAgain: 'Das konnten wir gerade nicht vermerken. Bitte versuchen Sie es in einer Minute noch einmal.',
  tooMany:
    'Das war viel für eine Stunde. Bitte versuchen Sie es später noch einmal oder antworten Sie auf unsere E-Mail.',
  submit: 'Absenden',
  upload: {
    title: 'Unterlagen schicken',
    ask: 'Hier können Sie uns die Unterlagen schicken, um die wir gebeten haben.',
    files: 'Dateien',
    limits: 'Höchstens zehn Dateien und 25 MB, etwa PDF oder Bilder.',
    words: 'Möchten Sie etwas dazu sagen?',
    optional: 'Sie können das Feld leer lassen.',
    done: 'Vielen Dank. Ihre Unterlagen sind bei uns angekommen.',
    none: 'Bitte wählen Sie mindestens eine Datei.',
    refused: (name) => `Die Datei „${name}“ können wir nicht annehmen. Bitte schicken Sie sie als PDF oder Bild.`,
    tooLarge: 'Das ist zu groß. Bitte schicken Sie höchstens zehn Dateien und 25 MB auf einmal.',
  },
  confirm: {
    title: 'Ist es erledigt?',
    ask: (reference) => `Wir haben Ihre Anfrage ${reference} abgeschlossen.`,
    settled: 'Ja, das ist erledigt',
    notSettled: 'Nein, das ist nicht erledigt',
    missing: 'Falls nicht: Was fehlt?',
    missingEmpty: 'Bitte sagen Sie uns, was fehlt, damit wir weitermachen können.',
    thanks: 'Vielen Dank. Ihre Anfrage ist geschlossen.',
    takenUp: 'Vielen Dank. Wir sehen es uns noch einmal an.',
  },
  rate: {
    title: 'Wie waren wir?',
    ask: (reference) => `Bitte sagen Sie uns, wie wir Ihre Anfrage ${reference} bearbeitet haben. Das ist freiwillig.`,
    score: 'Ihre Bewertung',
    scores: ['1, sehr schlecht', '2, schlecht', '3, mittel', '4, gut', '5, sehr gut'],
    reason: 'Worum geht es Ihnen vor allem?',
    reasons: {
      outcome: 'Das Ergebnis',
      speed: 'Wie lange es gedauert hat',
      clarity: 'Wie verständlich unsere Antworten waren',
      courtesy: 'Wie wir mit Ihnen umgegangen sind',
      effort: 'Wie viel Mühe es Sie gekostet hat',
      other: 'Etwas anderes',
    },
    noReason: 'Nichts Bestimmtes',
    words: 'Möchten Sie etwas ergänzen?',
    choose: 'Bitte wählen Sie eine Bewertung von 1 bis 5.',
    done: 'Vielen Dank für Ihre Bewertung.',
  },
  accept: {
    title: 'Zahlungsvereinbarung',
    ask: 'Wir bieten Ihnen an, Ihre offenen Rechnungen in diesen Raten zu zahlen. Das gilt, sobald Sie es annehmen.',
    payBy: 'Zahlbar bis',
    invoice: 'Rechnung',
    amount: 'Betrag',
    total: 'Summe',
    submit: 'Vereinbarung annehmen',
    done: 'Vielen Dank. Die Vereinbarung gilt; vor den genannten Tagen erinnern wir Sie nicht an diese Beträge.',
    impossible:
      'Diese Vereinbarung ist nicht mehr möglich, weil sich etwas geändert hat. Bitte antworten Sie auf unsere E-Mail.',
  },
  preferences: {
    title: 'Was wir Ihnen schicken',
    ask: 'Wählen Sie, was Sie an diese Adresse bekommen möchten.',
    tracking: 'Wir dürfen sehen, wann Sie unsere E-Mails öffnen.',
    courtesy: 'Freundliche Hinweise: Erinnerungen, bevor etwas fällig ist, und Bitten um eine Bewertung.',
    always: 'Antworten auf Ihre Anfragen, Rechnungen und Mahnungen zu Überfälligem schicken wir in jedem Fall.',
    submit: 'Speichern',
    done: 'Vielen Dank. So machen wir es.',
  },
};

const french: LinkWords = {
  sorry: 'Pas pour le moment',
  tryAgain: 'Nous n’avons pas pu le noter à l’instant. Veuillez réessayer dans une minute.',
  tooMany: 'C’était beaucoup en une heure. Veuillez réessayer plus tard ou répondre à notre message.',
  submit: 'Envoyer',
  upload: {
    title: 'Envoyer des documents',
    ask: 'Vous pouvez nous envoyer ici les documents que nous avons demandés.',
    files: 'Fichiers',
    limits: 'Dix fichiers et 25 Mo au plus, par exemple en PDF ou en image.',
    words: 'Quelque chose à préciser\u00a0?',
    optional: 'Vous pouvez laisser ce champ vide.',
    done: 'Merci. Nous avons reçu vos documents.',
    none: 'Veuillez choisir au moins un fichier.',
    refused: (name) =>
      `Nous ne pouvons pas accepter le fichier «\u00a0${name}\u00a0». Veuillez l’envoyer en PDF ou en image.`,
    tooLarge: 'C’est trop volumineux. Veuillez envoyer au plus dix fichiers et 25 Mo à la fois.',
  },
  confirm: {
    title: 'Est-ce réglé\u00a0?',
    ask: (reference) => `Nous avons traité votre demande ${reference}.`,
    settled: 'Oui, c’est réglé',
    notSettled: 'Non, ce n’est pas réglé',
    missing: 'Sinon, que manque-t-il\u00a0?',
    missingEmpty: 'Dites-nous ce qui manque, pour que nous puissions continuer.',
    thanks: 'Merci. Votre demande est close.',
    takenUp: 'Merci. Nous allons la reprendre.',
  },
  rate: {
    title: 'Qu’en pensez-vous\u00a0?',
    ask: (reference) => `Dites-nous comment nous avons traité votre demande ${reference}. C’est facultatif.`,
    score: 'Votre note',
    scores: ['1, très mauvais', '2, mauvais', '3, moyen', '4, bien', '5, très bien'],
    reason: 'De quoi s’agit-il surtout\u00a0?',
    reasons: {
      outcome: 'Du résultat',
      speed: 'Du temps que cela a pris',
      clarity: 'De la clarté de nos réponses',
      courtesy: 'De notre accueil',
      effort: 'De l’effort que cela vous a demandé',
      other: 'D’autre chose',
    },
    noReason: 'De rien en particulier',
    words: 'Quelque chose à ajouter\u00a0?',
    choose: 'Veuillez choisir une note de 1 à 5.',
    done: 'Merci de votre évaluation.',
  },
  accept: {
    title: 'Échéancier de paiement',
    ask: 'Nous vous proposons de payer vos factures ouvertes selon cet échéancier. Il vaut dès que vous l’acceptez.',
    payBy: 'À payer avant le',
    invoice: 'Facture',
    amount: 'Montant',
    total: 'Total',
    submit: 'Accepter l’échéancier',
    done: 'Merci. L’échéancier vaut\u00a0; nous ne vous rappellerons pas ces montants avant leurs dates.',
    impossible: 'Cet échéancier n’est plus possible, car la situation a changé. Veuillez répondre à notre message.',
  },
  preferences: {
    title: 'Ce que nous vous envoyons',
    ask: 'Choisissez ce que vous souhaitez recevoir à cette adresse.',
    tracking: 'Nous pouvons voir quand vous ouvrez nos messages.',
    courtesy: 'Messages de courtoisie\u00a0: rappels avant une échéance et demandes d’évaluation.',
    always: 'Les réponses à vos demandes, les factures et les rappels d’impayés sont envoyés dans tous les cas.',
    submit: 'Enregistrer',
    done: 'Merci. Nous ferons ainsi.',
  },
};

const spanish: LinkWords = {
  sorry: 'Ahora no es posible',
  tryAgain: 'No hemos podido anotarlo ahora mismo. Inténtelo de nuevo dentro de un minuto.',
  tooMany: 'Ha sido mucho para una hora. Inténtelo más tarde o responda a nuestro correo.',
  submit: 'Enviar',
  upload: {
    title: 'Enviar documentos',
    ask: 'Aquí puede enviarnos los documentos que le hemos pedido.',
    files: 'Archivos',
    limits: 'Diez archivos y 25 MB como máximo, por ejemplo PDF o imágenes.',
    words: '¿Algo que decir sobre ellos?',
    optional: 'Puede dejarlo en blanco.',
    done: 'Gracias. Hemos recibido sus documentos.',
    none: 'Elija al menos un archivo.',
    refused: (name) => `No podemos aceptar el archivo «${name}». Envíelo como PDF o como imagen.`,
    tooLarge: 'Es demasiado grande. Envíe como máximo diez archivos y 25 MB a la vez.',
  },
  confirm: {
    title: '¿Está resuelto?',
    ask: (reference) => `Hemos completado su consulta ${reference}.`,
    settled: 'Sí, está resuelto',
    notSettled: 'No, no está resuelto',
    missing: 'Si no lo está, ¿qué falta?',
    missingEmpty: 'Díganos qué falta, para que podamos seguir.',
    thanks: 'Gracias. Su consulta está cerrada.',
    takenUp: 'Gracias. Lo revisaremos de nuevo.',
  },
  rate: {
    title: '¿Cómo lo hemos hecho?',
    ask: (reference) => `Díganos cómo hemos tratado su consulta ${reference}. Es voluntario.`,
    score: 'Su valoración',
    scores: ['1, muy mal', '2, mal', '3, regular', '4, bien', '5, muy bien'],
    reason: '¿De qué se trata sobre todo?',
    reasons: {
      outcome: 'Del resultado',
      speed: 'De lo que ha tardado',
      clarity: 'De la claridad de nuestras respuestas',
      courtesy: 'Del trato',
      effort: 'Del esfuerzo que le ha costado',
      other: 'De otra cosa',
    },
    noReason: 'De nada en particular',
    words: '¿Algo que añadir?',
    choose: 'Elija una valoración de 1 a 5.',
    done: 'Gracias por su valoración.',
  },
  accept: {
    title: 'Acuerdo de pago',
    ask: 'Le ofrecemos pagar sus facturas abiertas en estos plazos. Vale en cuanto lo acepte.',
    payBy: 'Pagar antes del',
    invoice: 'Factura',
    amount: 'Importe',
    total: 'Total',
    submit: 'Aceptar el acuerdo',
    done: 'Gracias. El acuerdo vale; no le recordaremos estos importes antes de sus fechas.',
    impossible: 'Este acuerdo ya no es posible, porque algo ha cambiado. Responda a nuestro correo.',
  },
  preferences: {
    title: 'Lo que le enviamos',
    ask: 'Elija lo que quiere recibir en esta dirección.',
    tracking: 'Podemos ver cuándo abre nuestros correos.',
    courtesy: 'Correos de cortesía: recordatorios antes de un vencimiento y peticiones de valoración.',
    always: 'Las respuestas a sus consultas, las facturas y los recordatorios de lo vencido se envían en todo caso.',
    submit: 'Guardar',
    done: 'Gracias. Así lo haremos.',
  },
};

export const linkWords: Record<Language, LinkWords> = { en: english, de: german, fr: french, es: spanish };
