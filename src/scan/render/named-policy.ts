import type {SafeText} from '../../base/index.js';

/** The policy that hides vulnerabilities: as programs read it, and in sentences; none for the built-in one. */
export type NamedPolicy = {readonly summary: object; readonly lines: readonly SafeText[]};

export const policyJson = (policy: NamedPolicy | null): {readonly policy?: object} =>
	policy === null ? {} : {policy: policy.summary};
