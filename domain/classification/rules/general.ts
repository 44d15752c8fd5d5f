import type { Rule } from './rule';

/** What is no case about money: machines, advertising, other departments, courtesies. */
export const generalRules: readonly Rule[] = [
  {
    id: 'general.machine',
    weight: 6,
    en: ['out of .. office', 'automatic reply', 'auto reply', 'autoreply', 'undeliverable', 'delivery has failed', 'delivery status notification', 'mail delivery failed', 'mailer daemon', 'would like to recall the message', 'will not be forwarded', 'mailbox full', 'on vacation until'],
    de: ['abwesenheits*', 'automatische antwort', 'nicht im buro', 'unzustellbar'],
    fr: ['absence du bureau', 'reponse automatique', 'absent* .. bureau', 'non remis*'],
    es: ['fuera de la oficina', 'respuesta automatica', 'no se pudo entregar', 'ausente de la oficina'],
  },
  {
    id: 'general.advertising',
    weight: 6,
    en: ['unsubscribe', 'no longer wish to receive', 'newsletter', 'webinar', 'free demo|trial|webinar|consultation', 'quick demo|call|chat', 'our customers free|save|see', 'add you to .. network', 'wants to connect', 'seats are limited', 'special offer', 'if you re not the right person', 'book a .. demo', 'sponsored', 'register via', 'whitepaper', 'our ai', 'sdr', 'help you .. grow|save|cut|reduce', 'cut your', 'conference .. speakers|register'],
    de: ['abmelden', 'newsletter', 'infopaket', 'kostenlos*', 'startrabatt', 'jetzt .. sichern|anfordern', 'webinar', 'messe einladung'],
    fr: ['se desabonner', 'desinscri*', 'ne plus recevoir', 'offre speciale', 'webinaire', 'lettre d information'],
    es: ['boletin', 'suscriptor', 'darse de baja', 'no desea recibir', 'cancelar .. suscripcion', 'oferta especial', 'pulse aqui', 'seminario web'],
  },
  {
    id: 'general.scam',
    weight: 6,
    en: ['dearest one|friend|beloved', 'widow of', 'foreign partner', 'inheritance', 'lottery', 'next of kin', 'god bless', 'confidential business', 'business proposal', 'fake|cloned website|webshop|site|shop', 'bitcoin', 'using your name', 'phishing'],
    de: ['erbschaft', 'lotterie', 'gefalscht* webseite|shop|webshop'],
    fr: ['heritage', 'loterie', 'faux site'],
    es: ['herencia', 'loteria', 'web falsa', 'tienda falsa'],
  },
  {
    id: 'general.other_department',
    weight: 4,
    en: [
      'manual', 'user guide', 'warranty', 'latest price list', 'price list', 'training', 'opening hours|times', 'open hours', 'office hours', 'where is my parcel|order|package', 'tracking', 'parcel', 'public holiday*', 'holiday calendar', 'fax', 'in stock', 'moq', 'brochure', 'data sheet', 'datasheet', 'spare part', 'do you|u|guys sell|stock|do|offer|repair|deliver', 'job application', 'vacancy', 'internship', 'my cv', 'speak to a human|person', 'who do i call', 'business cards', 'order confirmation', 'chatbot', 'knocking noise', 'repair', 'service engineer', 'receptionist', 'visited .. office', 'wrong number', 'inspections', 'school project', 'student', 'thesis', 'donation', 'charity event', 'safety data sheet', 'reachable', 'web enquiry', 'quotation for', 'request for quotation', 'delivery time', 'lead time', 'logistics',
      'certificate .. iso', 'product question', 'supplier day', 'who .. phone number', 'car park|parking', 'wifi',
    ],
    de: ['bedienungsanleitung', 'handbuch', 'garantie', 'gewahrleistung', 'preisliste', 'offnungszeiten', 'schulung', 'sendungsverfolgung', 'paket', 'ersatzteil*', 'lieferzeit', 'bewerbung', 'praktikum', 'stellenanzeige', 'angebot .. anfrag*|bitte', 'datenblatt', 'erreichbar', 'feiertag*', 'betriebsferien', 'lieferstatus', 'verfugbarkeit'],
    fr: ['mode d emploi', 'notice', 'garantie', 'tarifs', 'horaires', 'formation', 'colis', 'piece* detachee*', 'delai de livraison', 'candidature', 'stage', 'devis', 'fiche technique', 'jours feries', 'joignable', 'suivi de .. colis'],
    es: ['manual de', 'garantia del|de la', 'lista de precios', 'horario*', 'curso', 'formacion', 'paquete', 'repuesto*', 'plazo de entrega', 'curriculum', 'practicas', 'presupuesto', 'ficha tecnica', 'festivos', 'seguimiento del', 'contestador'],
  },
  {
    id: 'general.audit_or_privacy',
    weight: 5,
    en: ['audit confirmation', 'connection with .. audit', 'balance confirmation', 'gdpr', 'access request', 'data subject', 'data controller', 'right to erasure', 'delete my data', 'supervisory authority', 'not a request for payment', 'subject access', 'privacy request', 'dsgvo'],
    de: ['saldenbestatigung', 'abschlussprufung', 'auskunft .. dsgvo|art', 'datenschutz*', 'loschung .. daten'],
    fr: ['circularisation', 'commissaire aux comptes', 'rgpd', 'droit d acces', 'donnees personnelles'],
    es: ['confirmacion de saldo*', 'circularizacion', 'auditor* .. confirm*', 'rgpd', 'proteccion de datos', 'derecho de acceso'],
  },
  {
    id: 'general.courtesy',
    weight: 4,
    en: ['merry christmas', 'happy new year', 'season s greetings', 'last working day', 'last day', 'retirement', 'absolute gem', 'give .. a raise', 'wonderful service', 'great|excellent|fantastic service', 'just wanted to say thank*', 'compliment*', 'nothing for you to do', 'all fixed', 'thank you denise|so much for', 'congratulat*', 'farewell', 'well done', 'lovely team', 'conduct of'],
    de: ['frohe weihnachten', 'letzter arbeitstag', 'ruhestand', 'ein grosses lob', 'gluckwunsch*', 'frohes neues'],
    fr: ['joyeux noel', 'bonne annee', 'dernier jour', 'depart a la retraite', 'felicitations', 'meilleurs voeux'],
    es: ['feliz navidad', 'feliz ano', 'ultimo dia', 'jubilacion', 'felicidades', 'enhorabuena', 'excelente servicio'],
  },
];
