import type { Rule } from './rule';

/** Becoming a customer, and proving who one is: applications, owners, documents, screening. */
export const onboardingRules: readonly Rule[] = [
  {
    id: 'onboarding.open_account',
    weight: 4.5,
    en: [
      'open|opening|set up|setup|setting up|create|creation of|start|get .. account|customer code|business account|trade account', 'new customer|client', 'new account|trade account', 'become a|your customer', 'account application|opening|creation|setup|approval', 'customer|business account', 'customer number|no .. exist', 'set up .. customer|vendor|business', 'as a new|customer', 'customer code', 'account .. live|activated', 'need .. account', 'no account yet', 'proper .. account', 'expect an account', 'trade account', 'welcome pack', 'start .. business with',
      'buy on account', 'customer setup', 'creation', 'vendor master', 'supplier questionnaire|registration|form|onboarding',
    ],
    de: ['neukund*', 'kundenkonto', 'konto .. eroffn*', 'kunde werden', 'als neukunde|kunde .. registrier*|anleg*|aufnehm*', 'kundenanlage', 'registrierung', 'kunden .. anzulegen|anlegen', 'kontoeroffnung', 'auf rechnung .. bestellen'],
    fr: ['ouverture .. compte', 'ouvrir .. compte', 'nouveau client', 'devenir client', 'creation .. compte', 'creer .. compte', 'dossier d ouverture', 'ouverture est|de'],
    es: ['alta .. cliente', 'darnos|darme|dar de alta', 'abrir .. cuenta', 'apertura .. cuenta', 'nuevo cliente', 'ser cliente*', 'hacernos clientes', 'apertura mientras', 'alta como', 'crear .. cuenta'],
  },
  {
    id: 'onboarding.identity',
    weight: 4,
    en: [
      'kyc', 'ubo', 'beneficial owner*|ownership', 'bo declaration', 'know your customer', 'aml', 'passport*', 'proof of address|identity', 'proof of .. incorporation', 'certificate of incorporation|registration', 'articles of association', 'register extract', 'trade licence|license', 'utility bill', 'shareholder*', 'shareholding', 'ownership chart|structure|papers|disclosure', 'company certificate', 'sanctions quest*|form|screening|check', 'director|directors id|ids|licence|identity', 'id of', 'w 9', 'w9', 'ein', 'significant control', 'pscs', 'companies house', 'certified .. copies|copy|passport*',
      'emirates id', 'gst certificate', 'vat certificate', 'source of funds', 'pep', 'proof of address', 'legal entity verification', 'signator*', 'anti social forces', 'resale certificate', 'moa',
    ],
    de: ['wirtschaftlich* berechtigt*', 'geldwasche*', 'handelsregisterauszug', 'gewerbeanmeldung', 'transparenzregister*', 'ausweiskopie*', 'personalausweis', 'identitatsprufung', 'gesellschafterliste', 'sanktions*', 'legitimation*'],
    fr: ['beneficiaire* effectif*', 'kbis', 'piece* d identite', 'carte d identite', 'lutte contre le blanchiment', 'statuts', 'organigramme', 'pieces a fournir', 'justificatif de domicile', 'actionnaire*', 'conformite'],
    es: ['titular* real*', 'titularidad real', 'escritura*', 'cedula', 'accionista*', 'blanqueo', 'acta constitutiva', 'poder* notarial*', 'documento* de identidad', 'pasaporte', 'personeria', 'csf', 'constancia .. fiscal', 'beneficiario final'],
  },
  {
    id: 'onboarding.application',
    weight: 2.5,
    en: ['our|your|my|online|the|signed application', 'application withdrawn|declined|pending|form|status|reopened|ref', 'credit app', 'completed credit application', 'trade references', 'registration form', 'onboard*', 'activate us|you|account|our', 'in review', 'what forms', 'your form', 'fill* .. form|questionnaire|quest*', 'papers|documents .. uploaded', 'periodic review', 'vendor examination', 'first po|order|purchase', 'account manager .. set', 'sole trader', 'not incorporated', 'incorporated', 'application'],
    de: ['antrag .. kunde*|konto|status', 'selbstauskunft', 'kundenfragebogen', 'erstauftrag', 'erstbestellung', 'unterlagen .. eroffnung|anlage|benotig*', 'fragebogen'],
    fr: ['formulaire .. ouverture|inscription', 'premiere commande', 'dossier complet', 'pieces .. dossier', 'questionnaire'],
    es: ['formulario .. alta|registro', 'primer pedido', 'solicitud de alta', 'documentacion .. alta|necesaria', 'cuestionario'],
  },
];
