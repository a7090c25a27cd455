export type {Capability} from './capability-names.js';
export type * from './container-facts.js';
export type * from './engine-facts.js';
export type * from './host-facts.js';
export type * from './image-facts.js';
export type {Severity} from './severity.js';
export {bySeverity, severities} from './severity.js';
