import type {Capability} from '../../facts/index.js';
import type {Evidence} from '../../rules/verdict.js';

/** A capability that a container needs, or may need, and why. */
export type CapabilityNeed = {readonly capability: Capability; readonly evidence: Evidence};
