import {isRecord} from '../answers/value.js';
import {type SafeText, sanitise, shorten} from '../text/safe-text.js';
import {type Capability, plainCapability} from './capability-names.js';

export type SeccompState =
	| {readonly kind: 'default'}
	| {readonly kind: 'unconfined'; readonly by: 'privileged' | 'option' | 'engine' | 'profile'}
	| {readonly kind: 'custom'; readonly profile: SeccompProfileFacts}
	/** `option`: the container itself names a profile. */
	| {readonly kind: 'unreadable'; readonly reason: string; readonly by?: 'option'};

export type SeccompProfileFacts = {
	readonly defaultAction: SafeText;
	/** Syscalls that the default profile blocks and this one allows unconditionally. */
	readonly dangerous: readonly SafeText[];
	/** Which calls may open an AF_ALG socket: socket(2), and socketcall(2) of 32 bits, whose arguments a filter cannot see. */
	readonly afAlg: {readonly socket: boolean; readonly socketcall: boolean};
	/** Syscalls that escapes are made of, and that this profile refuses whatever their arguments. */
	readonly refused: readonly SafeText[];
	/** Of `PROBES`, those that it lets through. */
	readonly reaches: readonly SafeText[];
};

import {number, record, records, string, strings} from './read.js';

/** What the conditions of a profile's rules depend on. */
export type KernelContext = {
	readonly granted: ReadonlySet<Capability>;
	/** In Go's naming: `amd64`. */
	readonly architecture: string | undefined;
	readonly kernel: string | undefined;
};

/** The Docker CLI embeds the profile itself in the option; Podman stores a path on the engine's host. */
export function profileState(asked: string, context: KernelContext): SeccompState {
	const key = `${context.architecture}\0${context.kernel}\0${[...context.granted].join(',')}\0${asked}`;
	const seen = profiles.get(key);
	if (seen !== undefined) return seen;
	const state = readProfile(asked, context);
	if (profiles.size < 100) profiles.set(key, state);
	return state;
}

/** Cached: twelve kilobytes of JSON that are repeated across a fleet. */
const profiles = new Map<string, SeccompState>();

function readProfile(asked: string, context: KernelContext): SeccompState {
	if (!asked.startsWith('{'))
		return {kind: 'unreadable', by: 'option', reason: `the profile is a file on the host: ${shorten(sanitise(asked), 200)}`};
	let profile: unknown;
	try {
		profile = JSON.parse(asked);
	} catch (error) {
		return {kind: 'unreadable', by: 'option', reason: `the profile is not JSON: ${shorten(sanitise(String(error)), 120)}`};
	}
	const defaultAction = isRecord(profile) ? string(profile['defaultAction']) : '';
	if (!isRecord(profile) || defaultAction === '')
		return {kind: 'unreadable', by: 'option', reason: 'the profile has no default action'};
	const rules = records(profile['syscalls']).map(rule => readRule(rule, context));
	const denying = rules.filter(({names, action}) => names.length > 0 && !lets(action));
	const open = lets(defaultAction);
	if (!open || denying.some(({loaded}) => loaded === true))
		return {kind: 'custom', profile: profileFacts(defaultAction, rules, filters32Bit(profile, context))};
	return denying.some(({loaded}) => loaded === null)
		? {
				kind: 'unreadable',
				by: 'option',
				reason: 'its rules depend on the architecture or kernel, and those of the engine are not known',
			}
		: {kind: 'unconfined', by: 'profile'};
}

function profileFacts(defaultAction: string, rules: readonly Rule[], has32Bit: boolean): SeccompProfileFacts {
	const open = lets(defaultAction);
	const namesOf = (chosen: readonly Rule[]) => new Set(chosen.flatMap(({names}) => names));
	const denied = namesOf(rules.filter(rule => rule.loaded === true && !rule.byArguments && !lets(rule.action)));
	// Calls that are tied to a capability are part of that capability.
	const allowed = namesOf(
		rules.filter(rule => rule.loaded !== false && !rule.byArguments && !rule.byCapability && lets(rule.action)),
	);
	// With some arguments, by a capability, or under a condition that may hold.
	const possible = namesOf(rules.filter(rule => rule.loaded !== false && lets(rule.action)));
	return {
		defaultAction: sanitise(defaultAction),
		dangerous: DANGEROUS.filter(name => (open ? !denied.has(name) : allowed.has(name))).map(sanitise),
		afAlg: {
			socket: letsCall(rules, 'socket', open, AF_ALG),
			socketcall: has32Bit && letsCall(rules, 'socketcall', open, null),
		},
		refused: DANGEROUS.filter(name => (open ? denied.has(name) : !possible.has(name))).map(sanitise),
		reaches: Object.entries(PROBES)
			.filter(([, ways]) =>
				ways.some(([name, first]) => (name !== 'socketcall' || has32Bit) && letsCall(rules, name, open, first)),
			)
			.map(([probe]) => sanitise(probe)),
	};
}

/** @source linux/include/linux/socket.h */
const AF_ALG = 38;

type Ways = readonly (readonly [call: string, first: number | null])[];

/** A family by socket(2), or by socketcall(2) of 32 bits, whose arguments a filter cannot see. */
const family = (number: number): Ways => [
	['socket', number],
	['socketcall', null],
];
const anyArguments = (name: string): Ways => [[name, null]];
/** @source linux/include/uapi/linux/sched.h */
const CLONE_NEWUSER = 0x10000000;

/** What kernel flaws are reached through, each with the calls of which one is enough. A filter cannot see the flags of clone3. */
const PROBES: Readonly<Record<string, Ways>> = {
	userns: [
		['unshare', CLONE_NEWUSER],
		['clone', CLONE_NEWUSER],
		['clone3', null],
	],
	'socket:AF_INET6': family(10),
	'socket:AF_PACKET': family(17),
	'socket:AF_RDS': family(21),
	'socket:AF_RXRPC': family(33),
	'socket:AF_ALG': family(AF_ALG),
	'socket:AF_VSOCK': family(40),
	'call:add_key': anyArguments('add_key'),
	'call:bpf': anyArguments('bpf'),
	'call:io_uring_setup': anyArguments('io_uring_setup'),
	'call:keyctl': anyArguments('keyctl'),
	'call:mount': anyArguments('mount'),
	'call:perf_event_open': anyArguments('perf_event_open'),
	'call:ptrace': anyArguments('ptrace'),
	'call:userfaultfd': anyArguments('userfaultfd'),
};

/**
 * Whether a call may be made, with this first argument where the filter can see one. What may depend on something that is not known is
 * taken for allowed.
 */
function letsCall(rules: readonly Rule[], name: string, open: boolean, first: number | null): boolean {
	const matching = rules.filter(rule => rule.loaded !== false && rule.names.includes(name) && mayMatch(rule.args, first));
	const denied = matching.some(
		({action, loaded, args}) => !lets(action) && loaded === true && args.every(({index}) => index === 0),
	);
	return open ? !denied : matching.some(({action}) => lets(action));
}

/**
 * All conditions of a rule hold, but runc turns several on one argument into separate rules, of which one is enough.
 * @source opencontainers/runc libcontainer/seccomp/seccomp_linux.go (matchCall)
 */
function mayMatch(args: readonly Condition[], first: number | null): boolean {
	const onFirst = args.filter(({index}) => index === 0);
	if (first === null || onFirst.length === 0) return true;
	return onFirst.some(condition => compares(first, condition));
}

function compares(given: number, {op, value, valueTwo}: Condition): boolean {
	switch (op.replace(/^SCMP_CMP_/, '')) {
		case 'NE':
			return given !== value;
		case 'LT':
			return given < value;
		case 'LE':
			return given <= value;
		case 'EQ':
			return given === value;
		case 'GE':
			return given >= value;
		case 'GT':
			return given > value;
		case 'MASKED_EQ':
			return (given & value) === valueTwo;
		default:
			return true;
	}
}

/**
 * Whether the filter lets calls of 32 bits be made at all: those of an architecture that a profile does not name are refused. Docker and
 * Podman list what they add to the native one in `archMap`.
 */
function filters32Bit(profile: Readonly<Record<string, unknown>>, {architecture = ''}: KernelContext): boolean {
	// On these socketcall(2) is a native call.
	if (/^(386|s390x|ppc64le|mips)/.test(architecture)) return true;
	const mapped = records(profile['archMap']).flatMap(entry => strings(entry['subArchitectures']));
	return [...strings(profile['architectures']), ...mapped].includes('SCMP_ARCH_X86');
}

/** Of one argument of a call. */
type Condition = {readonly index: number; readonly value: number; readonly valueTwo: number; readonly op: string};

type Rule = {
	readonly names: readonly string[];
	readonly action: string;
	readonly byArguments: boolean;
	readonly args: readonly Condition[];
	readonly byCapability: boolean;
	/** Whether the engine passes the rule to the kernel at all; `null` when that cannot be determined. */
	readonly loaded: boolean | null;
};

function readRule(rule: Readonly<Record<string, unknown>>, context: KernelContext): Rule {
	const includes = record(rule['includes']);
	const args = records(rule['args']).map(
		(condition): Condition => ({
			index: number(condition['index']) ?? 0,
			value: number(condition['value']) ?? 0,
			valueTwo: number(condition['valueTwo']) ?? 0,
			op: string(condition['op']),
		}),
	);
	return {
		args,
		names: [...strings(rule['names']), ...strings(rule['name'])],
		action: string(rule['action']),
		byArguments: args.length > 0,
		byCapability: strings(includes['caps']).length > 0,
		loaded: isLoaded(includes, record(rule['excludes']), context),
	};
}

/**
 * All that a rule includes must be present, and nothing of what it excludes.
 * @source moby profiles/seccomp/seccomp_linux.go (setupSeccomp), containers/common pkg/seccomp
 */
function isLoaded(includes: Conditions, excludes: Conditions, context: KernelContext): boolean | null {
	const wanted = strings(includes['caps']).every(name => holds(context, name));
	const unwanted = strings(excludes['caps']).some(name => holds(context, name));
	const other = [architectureIn(includes, context), isKernelAtLeast(includes, context)];
	const excluded = [architectureIn(excludes, context), isKernelAtLeast(excludes, context)];
	if (!wanted || unwanted || other.includes(false) || excluded.includes(true)) return false;
	return other.includes(null) || excluded.includes(null) ? null : true;
}

type Conditions = Readonly<Record<string, unknown>>;

const holds = ({granted}: KernelContext, name: string): boolean => (granted as ReadonlySet<string>).has(plainCapability(name));

/** `undefined` when there is no condition, `null` when it cannot be determined. */
function architectureIn({arches}: Conditions, {architecture = ''}: KernelContext): boolean | null | undefined {
	const asked = strings(arches);
	if (asked.length === 0) return undefined;
	return architecture === '' ? null : asked.includes(architecture === '386' ? 'x86' : architecture);
}

function isKernelAtLeast({minKernel}: Conditions, {kernel = ''}: KernelContext): boolean | null | undefined {
	const [, least, leastMinor] = /^(\d+)\.(\d+)/.exec(string(minKernel)) ?? [];
	if (least === undefined) return undefined;
	const [, major, minor] = /^(\d+)\.(\d+)/.exec(kernel) ?? [];
	if (major === undefined) return null;
	return Number(major) === Number(least) ? Number(minor) >= Number(leastMinor) : Number(major) > Number(least);
}

const lets = (action: string): boolean => /^SCMP_ACT_(ALLOW|LOG|TRACE)/.test(action);

/**
 * Syscalls that Docker's default profile blocks for a container without extra capabilities, and that widen the kernel's attack surface:
 * namespaces, mounts, modules, tracing, keys, raw input and output.
 * @source docs.docker.com/engine/security/seccomp (significant syscalls blocked); io_uring since moby 25
 */
const DANGEROUS = (
	'acct add_key bpf clone clone3 create_module delete_module fanotify_init finit_module fsconfig fsmount fsopen fspick init_module ' +
	'io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load keyctl lookup_dcookie mount ' +
	'mount_setattr move_mount move_pages nfsservctl open_by_handle_at open_tree perf_event_open pivot_root quotactl reboot ' +
	'request_key setns settimeofday clock_settime swapoff swapon syslog umount umount2 unshare uselib userfaultfd vm86 vm86old'
).split(' ');
