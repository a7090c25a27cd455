import type {Capability, ContainerFacts} from '../../../base/index.js';

/** Whether the first process can have it. */
export const has = ({capabilities}: ContainerFacts, name: Capability): boolean => capabilities.granted.has(name);
