import {isRecord} from '../answers/is-record.js';
import {sanitise} from '../terminal/sanitise.js';
import type {EngineFacts} from './engine-facts.js';
import type {SeccompProfileFacts, SeccompState} from './isolation-facts.js';
import {records, string, strings} from './read.js';
import type {SecurityOptions} from './security-options.js';

/**
 * The seccomp filter that the container runs under. A privileged container has none, unless it names a profile itself and its engine
 * heeds that.
 * @source moby daemon/seccomp_linux.go (WithSeccomp)
 */
export function seccompState(privileged: boolean, options: SecurityOptions, engine: EngineFacts): SeccompState {
	const asked = options.seccomp?.trim() ?? '';
	if (asked === 'unconfined') return {kind: 'unconfined', by: 'option'};
	if (asked !== '' && !DEFAULT_NAMES.has(asked)) return privileged ? besidePrivileged(asked, engine) : profileState(asked);
	if (privileged) return {kind: 'unconfined', by: 'privileged'};
	return asked === '' ? engineDefault(engine) : {kind: 'default'};
}

/**
 * Docker dropped the profile of a privileged container before version 27 (measured on 26.1.5: no filter in /proc), Podman heeds it.
 * @source moby/moby#47500, containers/podman#7269
 */
function besidePrivileged(asked: string, {kind, version}: EngineFacts): SeccompState {
	if (kind === 'podman') return profileState(asked);
	const major = /^(\d+)\./.exec(version)?.[1];
	if (major === undefined)
		return {
			kind: 'unreadable',
			reason: 'Docker heeds the profile of a privileged container since version 27, and this one is not known',
		};
	return Number(major) < 27 ? {kind: 'unconfined', by: 'privileged'} : profileState(asked);
}

/** By name with Docker, by the path at which its package puts it with Podman. */
const DEFAULT_NAMES = new Set(['builtin', 'default', '/usr/share/containers/seccomp.json']);

function engineDefault(engine: EngineFacts): SeccompState {
	const profile = engine.seccompProfile;
	if (profile === 'builtin' || profile === 'default') return {kind: 'default'};
	if (profile === 'unconfined') return {kind: 'unconfined', by: 'engine'};
	if (profile !== null) return {kind: 'unreadable', reason: `the engine's own profile at ${profile}`};
	// The list of security features is whole or was not given: one that is not in it is not offered.
	return engine.noNewPrivilegesDefault === null
		? {kind: 'unreadable', reason: 'the engine has not said which profile is its default'}
		: {kind: 'unconfined', by: 'engine'};
}

/** The CLI puts the profile itself into the option; Podman a path, which lies on the engine's host. */
function profileState(asked: string): SeccompState {
	const seen = profiles.get(asked);
	if (seen !== undefined) return seen;
	const state = readProfile(asked);
	if (profiles.size < 100) profiles.set(asked, state);
	return state;
}

/** Twelve kilobytes of JSON that a fleet repeats. */
const profiles = new Map<string, SeccompState>();

function readProfile(asked: string): SeccompState {
	if (!asked.startsWith('{'))
		return {kind: 'unreadable', reason: `the profile is a file on the host: ${sanitise(asked).slice(0, 200)}`};
	let profile: unknown;
	try {
		profile = JSON.parse(asked);
	} catch (error) {
		return {kind: 'unreadable', reason: `the profile is no JSON: ${sanitise(String(error)).slice(0, 120)}`};
	}
	const facts = isRecord(profile) ? profileFacts(profile) : null;
	if (facts === null) return {kind: 'unreadable', reason: 'the profile has no default action'};
	return facts.allowsAll ? {kind: 'unconfined', by: 'profile'} : {kind: 'custom', profile: facts};
}

function profileFacts(profile: Readonly<Record<string, unknown>>): SeccompProfileFacts | null {
	const defaultAction = string(profile['defaultAction']);
	if (defaultAction === '') return null;
	const rules = records(profile['syscalls']).map(readRule);
	const open = lets(defaultAction);
	const denied = new Set(rules.filter(rule => !rule.conditional && !lets(rule.action)).flatMap(rule => rule.names));
	const allowed = new Set(rules.filter(rule => !rule.conditional && lets(rule.action)).flatMap(rule => rule.names));
	return {
		defaultAction: sanitise(defaultAction),
		dangerous: DANGEROUS.filter(name => (open ? !denied.has(name) : allowed.has(name))).map(sanitise),
		allowsAll: open && !rules.some(rule => rule.names.length > 0 && !lets(rule.action)),
	};
}

/** Arguments, and capabilities that must be there, make a rule conditional; architectures and excluded capabilities do not. */
function readRule(rule: Readonly<Record<string, unknown>>) {
	const includes = isRecord(rule['includes']) ? rule['includes'] : {};
	return {
		names: [...strings(rule['names']), ...strings(rule['name'])],
		action: string(rule['action']),
		conditional: records(rule['args']).length > 0 || strings(includes['caps']).length > 0,
	};
}

const lets = (action: string): boolean => /^SCMP_ACT_(ALLOW|LOG|TRACE)/.test(action);

/**
 * Syscalls that Docker's default profile withholds from a container without extra capabilities, and that open the kernel:
 * namespaces, mounts, modules, tracing, keys, raw input and output.
 * @source docs.docker.com/engine/security/seccomp (significant syscalls blocked); io_uring since moby 25
 */
const DANGEROUS = (
	'acct add_key bpf clone clone3 create_module delete_module fanotify_init finit_module fsconfig fsmount fsopen fspick init_module ' +
	'io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load keyctl lookup_dcookie mount ' +
	'mount_setattr move_mount move_pages nfsservctl open_by_handle_at open_tree perf_event_open pivot_root quotactl reboot ' +
	'request_key setns settimeofday clock_settime swapoff swapon syslog umount umount2 unshare uselib userfaultfd vm86 vm86old'
).split(' ');
