/** What an hour of this machine costs, so that there is something to compare with OpenAI's prices. */
export const BILLING = { machine: { perHour: 0.8, watts: 350, perKilowattHour: 0.3 } };
