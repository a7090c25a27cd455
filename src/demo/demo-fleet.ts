import fleet from './fleet.json';

/** The bundled fleet: a snapshot of a real engine, recorded by scripts/record-demo.mjs. */
export const demoFleet = (): string => JSON.stringify(fleet);
