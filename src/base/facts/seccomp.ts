import type {Capability} from './capability-names.js';
import type {EngineFacts} from './engine-facts.js';
import type {SeccompState} from './seccomp-profile.js';
import {type KernelContext, profileState} from './seccomp-profile.js';
import type {SecurityOptions} from './security-options.js';

/**
 * The seccomp filter that the container runs under. A privileged container has none, unless it names a profile and its engine
 * applies that.
 * @param granted  the capabilities of the container: rules of a profile may depend on them
 * @source moby daemon/seccomp_linux.go (WithSeccomp)
 */
export function seccompState(
	privileged: boolean,
	options: SecurityOptions,
	engine: EngineFacts,
	granted: ReadonlySet<Capability>,
): SeccompState {
	const asked = options.seccomp?.trim() ?? '';
	if (asked === 'unconfined') return {kind: 'unconfined', by: 'option'};
	if (asked !== '' && !DEFAULT_NAMES.has(asked)) {
		const context = {granted, architecture: engine.raw.version.Arch, kernel: engine.raw.version.KernelVersion};
		return privileged ? besidePrivileged(asked, engine, context) : profileState(asked, context);
	}
	if (privileged) return {kind: 'unconfined', by: 'privileged'};
	return asked === '' ? engineDefault(engine) : {kind: 'default'};
}

/**
 * Docker ignored the profile of a privileged container before version 27 (measured on 26.1.5: no filter in /proc); Podman applies it.
 * @source moby/moby#47500, containers/podman#7269
 */
function besidePrivileged(asked: string, {kind, version}: EngineFacts, context: KernelContext): SeccompState {
	if (kind === 'podman') return profileState(asked, context);
	const major = /^(\d+)\./.exec(version)?.[1];
	if (major === undefined)
		return {
			kind: 'unreadable',
			reason: 'Docker applies the profile of a privileged container since version 27, and this version is not known',
		};
	return Number(major) < 27 ? {kind: 'unconfined', by: 'privileged'} : profileState(asked, context);
}

/** A name with Docker, the path of the packaged file with Podman. */
const DEFAULT_NAMES = new Set(['builtin', 'default', '/usr/share/containers/seccomp.json']);

function engineDefault(engine: EngineFacts): SeccompState {
	const profile = engine.seccompProfile;
	if (profile === 'builtin' || profile === 'default') return {kind: 'default'};
	if (profile === 'unconfined') return {kind: 'unconfined', by: 'engine'};
	if (profile !== null) return {kind: 'unreadable', reason: `the engine's own profile at ${profile}`};
	// The list of security features is complete or missing altogether: a feature that it does not list is unsupported.
	return engine.noNewPrivilegesDefault === null
		? {kind: 'unreadable', reason: 'the engine did not report its default profile'}
		: {kind: 'unconfined', by: 'engine'};
}
