import type {Capability} from '../../base/index.js';
import type {Evidence} from '../../judge/index.js';

/** A capability that a container needs, or may need, and why. */
export type CapabilityNeed = {readonly capability: Capability; readonly evidence: Evidence};
