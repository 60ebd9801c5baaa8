/** ARCHITECTURE.md, "Wings": a wing imports only those before it. Pairing and journal stand side by side. */
export const WINGS: readonly (readonly string[])[] = [
  ['platform'],
  ['people'],
  ['work'],
  ['pairing', 'journal'],
  ['calendar'],
  ['home'],
  ['staff'],
  ['operation'],
];
