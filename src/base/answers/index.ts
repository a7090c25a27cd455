export type * from './container.js';
export type * from './container-config.js';
export type * from './container-live.js';
export type * from './engine.js';
export type * from './engine-reach.js';
export type * from './image.js';
export type {BlindSpot, Known} from './value.js';
export {known, unknown} from './value.js';
