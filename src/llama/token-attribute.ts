/** Bits of a token's attributes, as llama.cpp numbers them. */
export const tokenAttribute = {
  unknown: 1 << 0,
  unused: 1 << 1,
  normal: 1 << 2,
  control: 1 << 3,
  userDefined: 1 << 4,
  byte: 1 << 5,
} as const;
