const split = (words: string) => words.trim().split(/\s+/);

/** Nouns so common that vocabularies have each, with the space before it, as one token. */
export const nouns = split(`
  time year people way day man thing woman life child world school state family student group country
  problem hand part place case week company system program question work government number night point
  home water room mother area money story fact month lot right study book eye job word business issue
  side head house service friend father power hour game line end member law car city community name
  president team minute idea body information back parent face level office door health person art war
  history party result change morning reason research girl moment air teacher force education river
  garden window market bridge forest letter summer winter castle engine doctor village mountain island
  kitchen`);

/** Adjectives of the same kind. */
export const adjectives = split(`
  good new first last long great little own other old big high different small large next early young
  important few public bad same able free open short sure human local late hard major better strong
  possible whole full`);
