import {type BlindSpot, unknown} from '../answers/index.js';
import type {HostFacts} from '../facts/index.js';

/**
 * The facts of a host that cannot be read: the engine runs on another machine, or a snapshot has no host. Every rule that
 * checks it answers `unknown` with this reason, so that files of the auditor's machine are never taken for those of another.
 */
export function unseenHost(why: string): HostFacts {
	const unseen: BlindSpot = {source: 'host', reason: why};
	const part = unknown(unseen.source, unseen.reason);
	return {
		unseen,
		files: {},
		auditRules: part,
		daemon: part,
		binaries: {},
		units: {},
		socketGroup: part,
		socketPath: null,
		containerdSocket: null,
		dataRoot: null,
		dataRootIsMount: part,
		certificates: part,
		daemonListens: part,
		hostListens: part,
		dockerProxies: part,
		firewall: part,
		sysctls: {},
		securityModules: part,
	};
}
