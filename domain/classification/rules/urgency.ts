import type { Rule } from './rule';

/**
 * Signs of time pressure. `decide-urgency.ts` combines them: a near deadline alone is not critical, a near deadline
 * with a loss or a court behind it is.
 */
export const urgencyRules = {
  fraud: {
    id: 'urgency.fraud',
    weight: 5,
    en: ['hacked', 'compromised', 'fraud alert|attempt|suspected|suspicion|case', 'suspected|attempted|possible fraud', 'forged', 'forger*', 'impersonat*', 'phishing', 'scam', 'scammer*', 'stolen', 'fake website|webshop|invoice|invoices|email|shop', 'it wasn t me', 'never sent .. mail|email|bank', 'unauthori* access', 'identity theft', 'fraudster*', 'fraudulent*'],
    de: ['gehackt*', 'betruger*', 'betrugsversuch', 'betrugsverdacht', 'gefalscht*', 'kompromittiert'],
    fr: ['pirat*', 'fraude', 'escroqu*', 'faux virement', 'usurp*', 'frauduleu*'],
    es: ['hackead*', 'fraude', 'estafa*', 'suplant*', 'falsificad*', 'phishing', 'fraudulent*'],
  },
  within_a_day: {
    id: 'urgency.within_a_day',
    weight: 3,
    en: ['by|before|until|expires|ends|lapse|lapses|due|needed .. today|tonight|tomorrow|midnight|noon', 'today|tomorrow .. at|by|before|noon|close|evening|am|pm', 'tonight', 'at midnight', 'expire* tomorrow|today|tonight', 'hearing tomorrow', 'deadline .. tomorrow|today|tonight', 'ends tomorrow|tonight|today', 'end of business today|tomorrow', 'close of business', 'within .. hours', 'within the hour', 'overdue tomorrow', 'yesterday .. noon tomorrow', '5pm today', 'goes out tomorrow', 'cutoff', 'cut off is|at', 'in 24 hours', 'next 24 hours'],
    de: ['bis|vor|noch heute|morgen', 'heute abend|nacht|noch', 'morgen .. uhr|fruh|mittag', 'innerhalb .. stunden', 'lauft|endet .. heute|morgen', 'mitternacht'],
    fr: ['avant|d ici demain|aujourd|ce soir|minuit', 'demain .. heures|matin|midi|h', 'ce soir', 'expire demain|aujourd|ce', 'dans les .. heures', 'sous 24|48 h|heures'],
    es: ['antes de|del manana|hoy|esta', 'hoy mismo', 'manana .. horas|mediodia|las', 'vence hoy|manana', 'esta noche|tarde', 'en .. horas', 'medianoche', 'caduca hoy|manana'],
  },
  legal_or_loss: {
    id: 'urgency.legal_or_loss',
    weight: 3,
    en: ['court', 'hearing', 'judge', 'petition', 'lawsuit', 'filing suit', 'file suit', 'action will be commenced', 'counterclaim', 'statutory demand', 'regulator*', 'regulatory', 'supervisory authority', 'gdpr', 'penalt*', 'sanctions at', 'barred', 'bar date', 'proofs of claim', 'disallowed', 'credit expires', 'refusal', 'will bounce', 'stuck for weeks', 'payroll', 'loses|lose .. slot|berth|contract|charter|right', 'per day', 'lawyers file', 'lapse', 'injunction', 'tax office|audit|inspection', 'vat inspection', 'enforcement', 'bailiff*', 'violation', 'forfeit*', 'vessel', 'statutory', 'stay violation', 'recall', 'default judgment', 'statute of limitations', 'limitation period'],
    de: ['gericht*', 'klage', 'vollstreckung*', 'pfandung*', 'behorde', 'vertragsstrafe', 'verjahr*', 'finanzamt', 'bussgeld', 'zwangs*', 'frist', 'schadensersatz', 'lohne', 'mahnbescheid'],
    fr: ['tribunal', 'assignation', 'huissier', 'saisie', 'penalite* .. jour', 'prescription', 'audience', 'controle fiscal', 'salaires', 'amende', 'autorite de controle', 'delai legal'],
    es: ['juzgado', 'tribunal', 'demanda judicial', 'embargo', 'hacienda', 'multa', 'penalizacion', 'prescri*', 'vista .. manana', 'nominas', 'regulador', 'plazo legal', 'inspeccion'],
  },
  operations_stopped: {
    id: 'urgency.operations_stopped',
    weight: 3,
    en: [
      'credit hold|block|stop', 'orders|order|shipment|shipments|delivery|account|cargo|goods .. on hold|blocked|stopped|held|stuck|stop|frozen', 'blocks .. order*', 'on hold', 'still on hold', 'lift|release .. hold', 'put a stop on', 'stop flag', 'release .. order|shipment|goods', 'shipment|order|container blocked|stuck', 'shipments stopped', 'line|lines .. down|idle|stopped|standing', 'production .. down|stopped|loss|lose', 'lose production', 'standing still|idle|about', 'plant|site|factory|mill .. stopped|shut|down|run', 'truck|driver|barge|vessel|crew .. waiting|stands|at|stuck|dock', 'demurrage', 'parked up', 'refuse* to load|ship|send', 'site .. couplings', 'waiting at .. gate|dock', 'shut down', 'site stopped', 'can t ship', 'cannot ship', 'won t ship',
      'stuck at', 'blocking a|the|our', 'no heat', 'without filters|blades|power', 'pushed through today', 'refused .. pick up', 'pick up .. refused', 'sit* .. doing nothing', 'credit reasons', 'supply stop',
    ],
    de: ['liefersperre', 'lieferstopp', 'gesperrt .. lieferung|auftrag|konto', 'lieferung .. gesperrt|zuruckgehalten', 'auftrag .. gesperrt|hangt|blockiert', 'produktion .. steht|stillstand', 'steht .. still|anlage|linie|band', 'anlage .. steht', 'stillstand', 'lkw .. wartet'],
    fr: ['commande* .. bloque*', 'livraison* .. bloque*|suspendue*', 'production .. arret*', 'ligne .. arret', 'chantier .. arret*', 'compte bloque', 'camion .. attend'],
    es: ['pedido* .. retenid*|bloquead*|parad*', 'envio .. retenido|bloqueado', 'produccion .. parada|detenida', 'linea .. parada', 'cuenta bloqueada', 'camion .. esperando', 'obra .. parada'],
  },
  repeated_chase: {
    id: 'urgency.repeated_chase',
    weight: 3,
    en: ['third|fourth|fifth|sixth time|request|email|mail|reminder|follow|attempt|message|letter|month|chase', '3rd|4th|5th|6th time|request|email|mail|reminder|follow|attempt|message|letter', 'three|four|five|six times|emails|mails|requests', 'for the third|fourth|fifth', 'on .. four|three|five occasions', 'have been chasing', 'wrote on .. and', 'written on .. and', 'following up on my emails', 'repeated* .. request*|ask*|email*', 'time of asking', 'told you .. twice', 'twice .. already', 'emails .. and .. calls', 'still no reply|answer|response', 'nobody answers|replies|respond*', 'ticket robot', 'disputed on .. and', 'again .. again', 'fed up', 'sent .. resent', 'once again'],
    de: ['zum dritten|vierten|funften mal', 'dritte|vierte|funfte .. mahnung|anfrage|mail|erinnerung', 'mehrfach .. angefragt|geschrieben|angemahnt|gebeten', 'schon dreimal|mehrmals', 'wiederholt'],
    fr: ['troisieme|quatrieme|cinquieme .. relance|demande|fois|mail|courrier', 'pour la troisieme|quatrieme', 'a plusieurs reprises', 'sans reponse', 'trois fois', 'malgre .. relances'],
    es: ['tercera|cuarta|quinta .. vez|solicitud|reclamacion|correo', 'por tercera|cuarta', 'en varias ocasiones', 'reiterad*', 'sin respuesta', 'varias veces'],
  },
  executive: {
    id: 'urgency.executive',
    weight: 3,
    en: ['i am|m .. ceo|cfo|chairman|chief executive|president|chief financial', 'as chairman|ceo|cfo|chief executive|president', 'to the|our|mr|dear chief financial officer|cfo|chief executive|ceo', 'from the ceo|chairman|chief executive', 'our chief executive|chairman|ceo', 'office of the ceo|chairman|president', 'complaint to cfo|ceo', 'chief executive outstanding', 'to the|dear finance director', 'whoever heads', 'addressed to .. ceo', 'escalation', 'escalated', 'formal complaint', 'complaint account|about|to', 'a supervisor', 'board packet', 'written apology', 'ceo', 'as cfo', 'move the contract', 'move our business|account', 'ombudsman'],
    de: ['geschaftsfuhrung .. beschwer*', 'vorstand', 'formelle beschwerde', 'beschwerde', 'eskalation', 'ich bin .. geschaftsfuhrer|vorstand', 'an die geschaftsfuhrung'],
    fr: ['president directeur general', 'pdg', 'reclamation officielle', 'a l attention du directeur', 'escalade', 'plainte', 'mediateur'],
    es: ['director general', 'queja formal', 'presidente', 'escalar', 'a la atencion del director', 'queja'],
  },
  pressing: {
    id: 'urgency.pressing',
    weight: 1.5,
    en: ['urgent', 'urgently', 'immediately', 'asap', 'today', 'at once', 'within .. days', 'within this|the week', 'right now', 'emergency', 'deadline', 'by monday|tuesday|wednesday|thursday|friday', 'tender', 'third request', 'final demand', 'threat*'],
    de: ['dringend', 'sofort*', 'umgehend', 'schnellstmoglich', 'eilig', 'eilt'],
    fr: ['urgent*', 'immediatement', 'au plus vite', 'sans delai', 'd urgence'],
    es: ['urgent*', 'inmediatamente', 'de inmediato', 'cuanto antes', 'urgencia'],
  },
  no_pressure: {
    id: 'urgency.no_pressure',
    weight: 3,
    en: [
      'no rush', 'no|great hurry', 'no great|particular|real hurry|rush|urgency', 'not urgent', 'nothing urgent', 'isn t urgent', 'whenever', 'no deadline', 'no action needed|required|necessary', 'nothing needed|required', 'nothing .. you have to|to do', 'nothing for you to do', 'at leisure', 'at your leisure|convenience', 'when convenient', 'when you get', 'when you come across', 'just so you have|know', 'just saving you', 'just to let you know', 'for your information', 'for information', 'information purposes', 'fyi', 'for housekeeping', 'no changes requested', 'for planning', 'purely for planning', 'thinking out loud', 'no application yet', 'not due before', 'no open', 'in your own time', 'small thing', 'curious', 'before the holidays', 'for your file|records only', 'will forward for a year',
      'business is looking up', 'ahead of time', 'in no hurry', 'plenty of time', 'low priority',
    ],
    de: ['nicht dringend|eilig', 'eilt nicht', 'keine eile', 'zu ihrer information', 'zur information|kenntnis|kenntnisnahme', 'bei gelegenheit', 'nur zur info', 'maschinell erstellt', 'kein handlungsbedarf'],
    fr: ['pas urgent', 'rien d urgent', 'pour information', 'pour info', 'a titre d information', 'quand vous aurez', 'a l occasion', 'aucune urgence', 'sans urgence'],
    es: ['no es urgente', 'no corre prisa', 'sin prisa', 'para su informacion', 'solo para su', 'cuando puedan|pueda|tengan', 'no hay prisa', 'a titulo informativo', 'nada urgente'],
  },
  notice_only: {
    id: 'urgency.notice_only',
    weight: 2.5,
    en: ['payment notification', 'has been initiated', 'unapplied item', 'lc settled', 'plan going well', 'thank you .. chance', 'last working day', 'automatic reply', 'undeliverable', 'unsubscribe', 'would like to recall', 'webinar', 'newsletter', 'out of the office', 'add you to his|her|their', 'dearest', 'quick demo', 'god bless', 'all fixed', 'enclosed you ll find', 'next year maybe'],
    de: ['zahlungsavis', 'infopaket', 'automatische antwort', 'newsletter'],
    fr: ['avis de virement', 'reponse automatique', 'desabonner'],
    es: ['aviso de transferencia', 'boletin', 'respuesta automatica'],
  },
} as const satisfies Record<string, Rule>;

export type UrgencySign = keyof typeof urgencyRules;
