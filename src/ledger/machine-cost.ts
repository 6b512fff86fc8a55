/** What an hour of this machine's work costs. */
export interface MachinePrice {
  /** Rent or wear, in the currency of prices, for an hour in which it works. */
  readonly perHour: number;
  /** What it draws while it works. */
  readonly watts: number;
  readonly perKilowattHour: number;
}

const MICROSECONDS_AN_HOUR = 3_600e6;

/** An estimate, as watts are one: hours of work by what they cost. In units of the currency. */
export function machineCost(machineMicroseconds: number, price: MachinePrice): number {
  const hours = machineMicroseconds / MICROSECONDS_AN_HOUR;
  return hours * (price.perHour + (price.watts / 1_000) * price.perKilowattHour);
}
