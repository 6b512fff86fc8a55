/** The models a client can ask for; each is bound to weights by the configuration. */
export const servedTiers = ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"] as const;

export type ServedTier = (typeof servedTiers)[number];
