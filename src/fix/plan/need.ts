import type {Capability} from '../../base/facts/index.js';
import type {Evidence} from '../../judge/rules/verdict.js';

/** A capability that a container needs, or may need, and why. */
export type CapabilityNeed = {readonly capability: Capability; readonly evidence: Evidence};
